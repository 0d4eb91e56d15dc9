import { loadX509 } from '../tls/x509.ts'

/** How RFC 9773 names a certificate, from its PEM; undefined where it does not say which key signed it. */
export async function certificateId(leaf_pem: string): Promise<string | undefined> {
  const { AuthorityKeyIdentifierExtension, X509Certificate } = await loadX509()
  const leaf = new X509Certificate(leaf_pem)
  const { keyId } = leaf.getExtension(AuthorityKeyIdentifierExtension) ?? {}
  if (keyId === undefined) return undefined
  return `${base64url(keyId)}.${base64url(derInteger(leaf.serialNumber))}`
}

// The serial as it is encoded: a positive number whose first bit is set has a zero byte before it.
function derInteger(hex: string): string {
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  const bare = whole.replace(/^(00)+(?=..)/, '')
  return /^[89a-f]/i.test(bare) ? `00${bare}` : bare
}

const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
