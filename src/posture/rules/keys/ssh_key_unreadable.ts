import { rule } from '../../rule.ts'
import { publicKeyOf } from './ssh_public_key.ts'

export const sshKeyUnreadable = rule({
  id: 'ssh-key-unreadable',
  name: 'SSH Key That Is No Public Key',
  severity: 'LOW',
  kind: 'standard',
  resource: 'ssh_key',
  details:
    'What is kept as an SSH key cannot be read as one, so that nothing can be said about its strength.',
  business_impact:
    'A Droplet that is created with it lets nobody in by key, and its owner falls back on a password. A text that is cut off may be a paste that went wrong, of something that should not have been pasted.',
  technical_details:
    'The `public_key` is not a type followed by base64 whose length-prefixed fields add up and begin with that same type, as RFC 4253 has it.',
  mitigation: {
    panel: [
      'Open Settings, Security, and delete the key under SSH Keys.',
      'Add the content of the .pub file of the key pair, in one line.',
    ],
    doctl:
      'doctl compute ssh-key delete <ssh-key-id>\ndoctl compute ssh-key import <name> --public-key-file ~/.ssh/id_ed25519.pub',
    terraform:
      'resource "digitalocean_ssh_key" "…" {\n  name       = "<name>"\n  public_key = file("~/.ssh/id_ed25519.pub")\n}',
    api: 'DELETE /v2/account/keys/{ssh_key_identifier}, then POST /v2/account/keys {"name": "<name>", "public_key": "ssh-ed25519 …"}',
  },
  controls: { iso_27001: ['A.5.17'], nist_csf: ['PR.AA-01'] },
  check(ssh_key, world) {
    if (publicKeyOf(world, ssh_key)) return undefined
    return { evidence: `Its ${ssh_key.public_key.length} characters are not those of an SSH public key.` }
  },
  examples: {
    flagged: [
      { ssh_key: [{ public_key: '' }] },
      { ssh_key: [{ public_key: 'ssh-rsa AEXAMPLEaC1yc2EAAAADAQABAAAAQQDD example' }] },
      {
        ssh_key: [
          { public_key: 'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops' },
        ],
      },
      { ssh_key: [{ public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0' }] },
    ],
    passed: [
      { ssh_key: [{}] },
      {
        ssh_key: [
          {
            public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n',
          },
        ],
      },
    ],
  },
})
