// SSH public keys as `authorized_keys` has them: `type key [comment]`, where the key is base64 of length-prefixed
// fields, of which the first is the type again (RFC 4253, section 6.6).
import type { SshKey } from '../../facts/access.ts'
import type { World } from '../../world.ts'

export interface PublicKey {
  type: string
  /** Of RSA keys only: the number, the first byte first, and its length. */
  modulus?: Buffer
  bits?: number
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const LENGTH_BYTES = 4

/** Undefined for what is no public key. Several rules ask, and one reading answers all. */
export const publicKeyOf = (world: World, key: SshKey): PublicKey | undefined =>
  world.derived(key, () => readPublicKey(key.public_key))

function readPublicKey(text: string): PublicKey | undefined {
  const [type = '', base64 = ''] = text.trim().split(/[ \t]+/)
  if (!BASE64.test(base64)) return undefined
  const [written, , modulus] = fieldsOf(Buffer.from(base64, 'base64'))
  if (written?.toString() !== type) return undefined
  if (type !== 'ssh-rsa') return { type }
  return modulus && modulus.length > 0 ? { type, modulus, bits: bitsOf(modulus) } : undefined
}

/** None where the lengths do not add up to the whole. */
function fieldsOf(key: Buffer): Buffer[] {
  const fields: Buffer[] = []
  let at = 0
  while (at + LENGTH_BYTES <= key.length) {
    const from = at + LENGTH_BYTES
    at = from + key.readUInt32BE(at)
    fields.push(key.subarray(from, at))
  }
  return at === key.length ? fields : []
}

function bitsOf(number: Buffer): number {
  const first = number.findIndex((byte) => byte !== 0)
  const [byte = 0] = first < 0 ? [] : number.subarray(first)
  return first < 0 ? 0 : (number.length - first - 1) * 8 + (32 - Math.clz32(byte))
}

/** An RSA key with this modulus, as a client would write it: for examples. */
export function rsaKeyOf(modulus: bigint): string {
  const digits = modulus.toString(16)
  // Numbers are signed: a leading zero keeps the first bit from being the sign.
  const bytes = Buffer.from(digits.length % 2 === 0 ? `00${digits}` : `0${digits}`, 'hex')
  const fields = [Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), bytes]
  const key = Buffer.concat(fields.flatMap((field) => [lengthOf(field), field]))
  return `ssh-rsa ${key.toString('base64')} ops`
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(field.length)
  return length
}
