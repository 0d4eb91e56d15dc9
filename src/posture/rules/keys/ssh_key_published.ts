import { rule } from '../../rule.ts'

/** By MD5 fingerprint: keys whose private halves are published, and where. */
const PUBLISHED = new Map([
  ['dd:3b:b8:2e:85:04:06:e9:ab:ff:a8:0a:c0:04:6e:d6', 'Vagrant’s insecure RSA key'],
  ['c8:ac:1c:f8:c5:f9:7f:fc:86:97:a4:96:a3:a1:2e:d8', 'Vagrant’s insecure Ed25519 key'],
  ['e9:5b:00:88:1f:53:ec:4b:b8:68:ce:50:f6:b4:27:66', 'the insecure key of phusion/baseimage'],
  ['71:3a:b0:18:e2:6c:41:18:4e:56:1e:fd:d2:49:97:66', 'the static key of F5 BIG-IP (CVE-2012-1493)'],
])

export const sshKeyPublished = rule({
  id: 'ssh-key-published',
  name: 'SSH Key Whose Private Key Is Public',
  severity: 'CRITICAL',
  kind: 'standard',
  resource: 'ssh_key',
  details: 'The private half of this SSH key is published, in the sources of a well-known product.',
  business_impact:
    'Anybody can download the private key, and log in as root to every Droplet that was created with this one and whose SSH port they reach. Scanners try these keys as they try default passwords.',
  technical_details:
    'The `fingerprint` of the key is that of a pair that is distributed for convenience or that a vendor put into all its appliances: Vagrant’s two insecure keys, the one of phusion/baseimage, F5 BIG-IP’s of 2012.',
  mitigation: {
    panel: [
      'Make a key pair of your own: ssh-keygen -t ed25519.',
      'Take the published key out of authorized_keys on each Droplet at once, and look at the logins in /var/log/auth.log or the journal.',
      'Open Settings, Security, delete the key under SSH Keys, and add your own.',
      'Rebuild a Droplet that strangers have logged in to.',
    ],
    doctl:
      'doctl compute ssh-key delete <ssh-key-id>\ndoctl compute ssh-key import <name> --public-key-file ~/.ssh/id_ed25519.pub',
    terraform:
      'resource "digitalocean_ssh_key" "…" {\n  name       = "<name>"\n  public_key = file("~/.ssh/id_ed25519.pub")\n}',
    api: 'DELETE /v2/account/keys/{ssh_key_identifier}, then POST /v2/account/keys {"name": "<name>", "public_key": "ssh-ed25519 …"}',
  },
  controls: {
    cis_v8: ['4.7'],
    iso_27001: ['A.5.17', 'A.8.5'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01', 'PR.AA-03'],
    pci_dss: ['2.2.2'],
  },
  check({ fingerprint }) {
    const where = PUBLISHED.get(fingerprint.toLowerCase())
    return where === undefined ? undefined : { evidence: `${fingerprint} is ${where}.` }
  },
  examples: {
    flagged: [
      { ssh_key: [{ fingerprint: 'dd:3b:b8:2e:85:04:06:e9:ab:ff:a8:0a:c0:04:6e:d6' }] },
      { ssh_key: [{ fingerprint: 'C8:AC:1C:F8:C5:F9:7F:FC:86:97:A4:96:A3:A1:2E:D8' }] },
    ],
    passed: [
      { ssh_key: [{}] },
      { ssh_key: [{ fingerprint: 'dd:3b:b8:2e:85:04:06:e9:ab:ff:a8:0a:c0:04:6e:d7' }] },
    ],
  },
})
