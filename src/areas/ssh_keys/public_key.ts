// OpenSSH public keys: `type key [comment]`, where the key is base64 of length-prefixed fields (RFC 4253, 5656, 8709).
import { createHash } from 'node:crypto'

/** How many fields the key of each type has, the type's own name among them. */
const FIELDS: Record<string, number> = {
  'ssh-rsa': 3,
  'ssh-dss': 5,
  'ssh-ed25519': 2,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
}
const ED25519_BYTES = 32
const RSA_LEAST_BITS = 1024
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** The MD5 fingerprint of the key, `aa:bb:…`; undefined where the text is no public key. */
export function fingerprintOf(public_key: string): string | undefined {
  const [type = '', base64 = ''] = public_key.split(/[ \t]+/)
  if (/[\r\n]/.test(public_key) || !Object.hasOwn(FIELDS, type) || !BASE64.test(base64)) return undefined
  const key = Buffer.from(base64, 'base64')
  if (!isKeyOf(type, fieldsOf(key))) return undefined
  return createHash('md5')
    .update(key)
    .digest('hex')
    .replaceAll(/..(?!$)/g, '$&:')
}

/** Undefined where the lengths do not add up to the whole. */
function fieldsOf(key: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = []
  let at = 0
  while (at + 4 <= key.length) {
    const end = at + 4 + key.readUInt32BE(at)
    fields.push(key.subarray(at + 4, end))
    at = end
  }
  return at === key.length ? fields : undefined
}

function isKeyOf(type: string, fields: Buffer[] | undefined): boolean {
  if (fields?.length !== FIELDS[type] || fields?.[0]?.toString() !== type) return false
  const [, first, second] = fields
  if (fields.some((field) => field.length === 0)) return false
  if (type.includes('ed25519')) return first?.length === ED25519_BYTES
  if (type.includes('ecdsa')) return type.split('@')[0]?.endsWith(`-${first}`) === true
  if (type === 'ssh-rsa') return (second?.length ?? 0) * 8 >= RSA_LEAST_BITS
  return true
}
