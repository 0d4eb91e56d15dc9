import { rule } from '../../rule.ts'
import { findCredentials } from './credentials.ts'

const SHOWN = 3

const HEX = '0f1e2d3c4b5a6978'

export const dropletUserDataCredentials = rule({
  id: 'droplet-user-data-credentials',
  name: 'Credentials in User Data',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  details: 'The user data of the Droplet has a password, a key or a token in plain text.',
  business_impact:
    'User data stays readable for as long as the Droplet lives: any program on it, of any user, can ask the metadata address for it, and one request forged by a web application is enough. It is also in the Terraform state and in the repository of whoever wrote it.',
  technical_details:
    'Each line of `user_data` is compared with the shapes of private keys, cloud keys and tokens, password hashes, passwords in URLs and for `chpasswd`, and values of settings that are named like a secret and look chosen by a machine. The public API does not show the user data of a Droplet that exists, so this is for plans and for inventories that have it. The evidence names kinds and lines, never the text.',
  mitigation: {
    panel: [
      'Withdraw the credential now, and make a new one: the old one has to be taken for known.',
      'Let the Droplet fetch it at its first start from where secrets are kept, with a token that works once and for minutes.',
      'Create the Droplet anew without it: user data cannot be changed afterwards.',
    ],
    doctl:
      'doctl compute droplet create <name> --user-data-file <file-without-secrets> --image <image> --size <size> --region <region>',
    terraform:
      'resource "digitalocean_droplet" "…" {\n  user_data = file("cloud-init.yaml") # without secrets\n}',
    api: 'POST /v2/droplets with "user_data" that has no secrets',
  },
  controls: {
    cis_v8: ['3.11'],
    iso_27001: ['A.5.17', 'A.8.12'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-01'],
    pci_dss: ['8.3.2'],
  },
  check: ({ user_data }) => {
    const found = findCredentials(user_data ?? '')
    if (found.length === 0) return undefined
    const shown = found.slice(0, SHOWN).map(({ kind, line }) => `${kind} in line ${line}`)
    const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : ''
    return { evidence: `The user data seems to have: ${shown.join(', ')}${more}.` }
  },
  examples: {
    flagged: [
      { droplet: [{ user_data: `#!/bin/sh\nexport TOKEN=dop_v1_${HEX.repeat(4)}\n` }] },
      { droplet: [{ user_data: 'runcmd:\n  - DATABASE_URL=postgres://shop:hunter2@db/shop ./start\n' }] },
      { droplet: [{ user_data: 'echo "root:hunter2" | chpasswd' }] },
    ],
    passed: [
      { droplet: [{}] },
      { droplet: [{ user_data: null }] },
      { droplet: [{ user_data: '#cloud-config\npackages: [nginx]\n' }] },
      { droplet: [{ user_data: `password: $\{database_password}` }] },
    ],
  },
})
