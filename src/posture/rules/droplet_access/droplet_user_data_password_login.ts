import { rule } from '../../rule.ts'

// As cloud-init and sshd write it, at the start of a line or after what writes it there.
const SETTINGS: ReadonlyArray<readonly [name: string, shape: RegExp]> = [
  ['ssh_pwauth', /^\s{0,40}ssh_pwauth:\s{0,10}["']?(?:true|yes|1)\b/im],
  ['PasswordAuthentication', /\bPasswordAuthentication[ \t]{1,10}yes\b/i],
  ['PermitRootLogin', /\bPermitRootLogin[ \t]{1,10}yes\b/i],
  ['PermitEmptyPasswords', /\bPermitEmptyPasswords[ \t]{1,10}yes\b/i],
]

export const dropletUserDataPasswordLogin = rule({
  id: 'droplet-user-data-password-login',
  name: 'User Data Turns On Password Login',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  details: 'The user data of the Droplet lets people log in over SSH with a password.',
  business_impact:
    'Passwords for SSH are guessed day and night by machines that have nothing else to do. With keys alone there is nothing to guess; with passwords the weakest account decides.',
  technical_details:
    'A line of `user_data` sets `ssh_pwauth` to true, or `PasswordAuthentication`, `PermitRootLogin` or `PermitEmptyPasswords` to yes. The public API does not show the user data of a Droplet that exists, so this is for plans and for inventories that have it.',
  mitigation: {
    panel: [
      'Remove the setting from the user data, and let the Droplet be created with SSH keys.',
      'On a Droplet that exists, write `PasswordAuthentication no` to a file in /etc/ssh/sshd_config.d, and restart the SSH server.',
    ],
    doctl:
      'doctl compute droplet create <name> --ssh-keys <fingerprint> --image <image> --size <size> --region <region>',
    terraform:
      'resource "digitalocean_droplet" "…" {\n  ssh_keys  = [digitalocean_ssh_key.ops.fingerprint]\n  user_data = "#cloud-config\\nssh_pwauth: false\\n"\n}',
    api: 'POST /v2/droplets with "ssh_keys", and "user_data" without the setting',
  },
  controls: {
    cis_v8: ['4.1'],
    iso_27001: ['A.8.5'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-03'],
    pci_dss: ['2.2.6'],
  },
  check: ({ user_data }) => {
    const found = SETTINGS.filter(([, shape]) => shape.test(user_data ?? '')).map(([name]) => name)
    return found.length > 0 ? { evidence: `The user data turns on ${found.join(' and ')}.` } : undefined
  },
  examples: {
    flagged: [
      { droplet: [{ user_data: '#cloud-config\nssh_pwauth: true\n' }] },
      {
        droplet: [{ user_data: 'sed -i "s/.*PermitRootLogin.*/PermitRootLogin yes/" /etc/ssh/sshd_config' }],
      },
      { droplet: [{ user_data: 'ssh_pwauth: "yes"' }] },
    ],
    passed: [
      { droplet: [{}] },
      { droplet: [{ user_data: '#cloud-config\nssh_pwauth: false\n' }] },
      { droplet: [{ user_data: 'PermitRootLogin prohibit-password' }] },
      { droplet: [{ user_data: '# ssh_pwauth: true' }] },
    ],
  },
})
