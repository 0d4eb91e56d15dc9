// How RFC 9773 names a certificate. Asked for each one that is due, many at once, so it is read here and not by the
// library, which takes a hundred times as long.
import { X509Certificate } from 'node:crypto'

const EXTENSIONS = 0xa3
const AUTHORITY_KEY_IDENTIFIER = Buffer.from('551d23', 'hex')
const KEY_IDENTIFIER = 0x80

/** Of the first certificate in a PEM; undefined where that does not say which key signed it. */
export function certificateId(chain_pem: string): string | undefined {
  const { raw, serialNumber } = new X509Certificate(chain_pem)
  const key = authorityKey(raw)
  return key && `${key.toString('base64url')}.${derInteger(serialNumber).toString('base64url')}`
}

// RFC 5280, 4.1 and 4.2.1.1.
function authorityKey(der: Buffer): Buffer | undefined {
  const [certificate] = elements(der)
  const [signed] = elements(certificate?.content)
  const extensions = elements(signed?.content).find(({ tag }) => tag === EXTENSIONS)
  const [list] = elements(extensions?.content)
  for (const extension of elements(list?.content)) {
    const parts = elements(extension.content)
    if (!parts[0]?.content.equals(AUTHORITY_KEY_IDENTIFIER)) continue
    const [identifier] = elements(parts.at(-1)?.content)
    return elements(identifier?.content).find(({ tag }) => tag === KEY_IDENTIFIER)?.content
  }
  return undefined
}

interface Element {
  tag: number
  content: Buffer
}

/** What stands one after the other in `der`, which OpenSSL has found to be well-formed. */
function elements(der: Buffer = Buffer.alloc(0)): Element[] {
  const found: Element[] = []
  for (let at = 0; at < der.length; ) {
    const first = der.readUInt8(at + 1)
    const further = first < 0x80 ? 0 : first - 0x80
    const length = further === 0 ? first : der.readUIntBE(at + 2, further)
    const begins = at + 2 + further
    found.push({ tag: der.readUInt8(at), content: der.subarray(begins, begins + length) })
    at = begins + length
  }
  return found
}

// The serial as it is encoded: a positive number whose first bit is set has a zero byte before it.
function derInteger(hex: string): Buffer {
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  const bare = whole.replace(/^(00)+(?=..)/, '')
  return Buffer.from(/^[89a-f]/i.test(bare) ? `00${bare}` : bare, 'hex')
}
