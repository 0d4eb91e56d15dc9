import { rule } from '../../rule.ts'
import { publicKeyOf, rsaKeyOf } from './ssh_public_key.ts'

const GENERATOR = 65_537
// The smallest primes, of which keys of every length are made, without 2, 3, 5 and 7: modulo these the generator yields
// every number, so that they tell nothing.
const PRIMES = [
  11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
]
const SMALLEST = 2n * 3n * 5n * 7n

/** All powers of the generator, modulo a prime. */
function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power)
  return powers
}

const marks = PRIMES.map((prime) => ({ prime, powers: powersModulo(prime) }))

const remainderOf = (number: Buffer, prime: number) =>
  number.reduce((remainder, byte) => (remainder * 256 + byte) % prime, 0)

/** Of a modulus from elsewhere this practically never holds; four of five are told apart by the first prime. */
const isFactorable = (modulus: Buffer) =>
  marks.every(({ prime, powers }) => powers.has(remainderOf(modulus, prime)))

/** A modulus of 2,048 bits as the flawed library makes them: a power of the generator modulo the product of the primes. */
function flawedModulus(exponent: number): bigint {
  const product = PRIMES.reduce((all, prime) => all * BigInt(prime), SMALLEST)
  let power = 1n
  for (let at = 0; at < exponent; at += 1) power = (power * BigInt(GENERATOR)) % product
  const whole = 2n ** 2047n + 2n ** 2000n
  return whole - (whole % product) + power
}

export const sshKeyFactorable = rule({
  id: 'ssh-key-factorable',
  name: 'SSH Key From a Flawed Generator (ROCA)',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'ssh_key',
  details:
    'The RSA key was made by a chip library whose keys can be factored: the private key can be computed from the public one.',
  business_impact:
    'For a price that falls every year, anybody who sees the public key obtains the private one, and with it root on every Droplet that was created with the key. The key came out of hardware that was bought for its security, so nobody suspects it.',
  technical_details:
    'The modulus of the `ssh-rsa` key is, modulo each of the 39 smallest primes, a power of 65537. Keys of the library of CVE-2017-15361 (Infineon, in smart cards, TPMs and YubiKey 4 before 4.3.5) always are; other keys practically never.',
  mitigation: {
    panel: [
      'Make a new key pair outside of the device, or on one whose firmware is corrected: ssh-keygen -t ed25519.',
      'Open Settings, Security, and add the new public key under SSH Keys.',
      'Take the old one out of authorized_keys on each Droplet, and delete it under SSH Keys.',
      'Replace the other keys that were made on the same device, those for e-mail and code signing included.',
    ],
    doctl:
      'doctl compute ssh-key import <name> --public-key-file ~/.ssh/id_ed25519.pub\ndoctl compute ssh-key delete <ssh-key-id>',
    terraform:
      'resource "digitalocean_ssh_key" "…" {\n  name       = "<name>"\n  public_key = file("~/.ssh/id_ed25519.pub")\n}',
    api: 'POST /v2/account/keys {"name": "<name>", "public_key": "ssh-ed25519 …"}, then DELETE /v2/account/keys/{ssh_key_identifier}',
  },
  controls: {
    iso_27001: ['A.8.8', 'A.8.24'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-03', 'ID.RA-01'],
    pci_dss: ['6.3.1'],
  },
  check(ssh_key, world) {
    const key = publicKeyOf(world, ssh_key)
    if (key?.modulus === undefined || !isFactorable(key.modulus)) return undefined
    return { evidence: `Its RSA modulus of ${key.bits} bits has the marks of CVE-2017-15361.` }
  },
  examples: {
    flagged: [
      { ssh_key: [{ public_key: rsaKeyOf(flawedModulus(1234)) }] },
      { ssh_key: [{ public_key: rsaKeyOf(flawedModulus(77)) }] },
    ],
    passed: [
      { ssh_key: [{ public_key: rsaKeyOf(flawedModulus(1234) + 2n) }] },
      { ssh_key: [{ public_key: rsaKeyOf(2n ** 4095n + 1n) }] },
      { ssh_key: [{}] },
    ],
  },
})
