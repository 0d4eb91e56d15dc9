import { rule } from '../../rule.ts'
import { publicKeyOf, rsaKeyOf } from './ssh_public_key.ts'

const RSA_LEAST_BITS = 2048
const RSA_GOOD_BITS = 3072

const ofBits = (bits: number) => ({ public_key: rsaKeyOf(2n ** BigInt(bits - 1) + 1n) })

export const sshKeyWeak = rule({
  id: 'ssh-key-weak',
  name: 'Weak SSH Key',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'ssh_key',
  details: 'The SSH key is of a kind or a length that no longer resists an attacker with means.',
  business_impact:
    'Every Droplet that was created with the key lets its holder in as root. A private key that can be computed from the public one, which is no secret, gives this to somebody else; and current SSH servers refuse such keys, which locks out those who rely on them.',
  technical_details:
    'The public key itself is read. HIGH: its type is `ssh-dss`, which is bound to 1024 bits and SHA-1 and which OpenSSH has dropped, or it is an RSA key whose modulus has fewer than 2048 bits. LOW: an RSA key with fewer than 3072 bits, which is what NIST counts as 128 bits of security. Ed25519 and ECDSA keys pass.',
  mitigation: {
    panel: [
      'Make a new key pair on the machine of whoever uses the key: ssh-keygen -t ed25519.',
      'Open Settings, Security, and add the new public key under SSH Keys.',
      'Add it to authorized_keys on each Droplet that has the old one, and take the old one out there: deleting it in the account does not.',
      'Delete the old key under SSH Keys.',
    ],
    doctl:
      'doctl compute ssh-key import <name> --public-key-file ~/.ssh/id_ed25519.pub\ndoctl compute ssh-key delete <ssh-key-id>',
    terraform:
      'resource "digitalocean_ssh_key" "…" {\n  name       = "<name>"\n  public_key = file("~/.ssh/id_ed25519.pub")\n}',
    api: 'POST /v2/account/keys {"name": "<name>", "public_key": "ssh-ed25519 …"}, then DELETE /v2/account/keys/{ssh_key_identifier}',
  },
  controls: {
    iso_27001: ['A.8.5', 'A.8.24'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-03'],
    pci_dss: ['2.2.7'],
  },
  check(ssh_key, world) {
    const key = publicKeyOf(world, ssh_key)
    if (key?.type === 'ssh-dss') return { evidence: 'It is a DSA key.' }
    if (key?.bits === undefined || key.bits >= RSA_GOOD_BITS) return undefined
    const evidence = `It is an RSA key of ${key.bits} bits.`
    return key.bits < RSA_LEAST_BITS ? { evidence } : { evidence, severity: 'LOW' }
  },
  examples: {
    flagged: [
      { ssh_key: [ofBits(1024)] },
      { ssh_key: [ofBits(2047)] },
      { ssh_key: [ofBits(3071)] },
      { ssh_key: [{ public_key: 'ssh-dss AAAAB3NzaC1kc3MAAAABAwAAAAEDAAAAAQMAAAABAw== old' }] },
    ],
    passed: [
      { ssh_key: [ofBits(3072)] },
      { ssh_key: [{}] },
      {
        ssh_key: [
          {
            public_key:
              'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDDoZ72srpfEi7S95pv/A4xOS4gxFKZfqoNr8eGzBPA1vEh1Ya44H6tBfMsImLjXeCztoyxpZFFDymIz01Slxk8=',
          },
        ],
      },
    ],
  },
})
