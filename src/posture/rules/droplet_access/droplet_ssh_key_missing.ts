import { rule } from '../../rule.ts'

export const dropletSshKeyMissing = rule({
  id: 'droplet-ssh-key-missing',
  name: 'Droplet Created Without an SSH Key',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  details: 'The Droplet is to be created without any SSH key, so that its root user gets a password instead.',
  business_impact:
    'A password for root is sent by e-mail, is shared, and can be guessed from anywhere that reaches the SSH port. Nobody can say afterwards who has used it.',
  technical_details:
    'The list `ssh_keys` of the planned Droplet is there and empty, and its `user_data` brings no `ssh_authorized_keys` or `ssh_import_id`. The public API does not show the keys of a Droplet that exists, so this is for plans.',
  mitigation: {
    panel: [
      'Add the public keys of those who look after the Droplet under Settings, Security.',
      'Choose SSH Key, not Password, when the Droplet is created.',
      'On a Droplet that exists, write the keys to authorized_keys, and turn password login off.',
    ],
    doctl:
      'doctl compute droplet create <name> --ssh-keys <fingerprint> --image <image> --size <size> --region <region>',
    terraform:
      'resource "digitalocean_droplet" "…" {\n  ssh_keys = [digitalocean_ssh_key.ops.fingerprint]\n}',
    api: 'POST /v2/droplets with "ssh_keys": ["<fingerprint>"]',
  },
  controls: {
    cis_v8: ['4.1'],
    iso_27001: ['A.8.5'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-03'],
  },
  check: ({ ssh_keys, user_data }) => {
    if (ssh_keys === undefined || (ssh_keys ?? []).length > 0) return undefined
    if (/\b(?:ssh_authorized_keys|ssh_import_id)\b/.test(user_data ?? '')) return undefined
    return { evidence: 'The list of SSH keys is empty, and the user data brings none.' }
  },
  examples: {
    flagged: [
      { droplet: [{ ssh_keys: [] }] },
      { droplet: [{ ssh_keys: null, user_data: '#cloud-config\npackages: [nginx]\n' }] },
    ],
    passed: [
      { droplet: [{}] },
      { droplet: [{ ssh_keys: [289794] }] },
      { droplet: [{ ssh_keys: ['3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45'] }] },
      {
        droplet: [
          { ssh_keys: [], user_data: 'users:\n  - name: ops\n    ssh_authorized_keys: [ssh-ed25519 AAAA]' },
        ],
      },
    ],
  },
})
