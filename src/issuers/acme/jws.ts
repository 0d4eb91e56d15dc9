// The signatures of RFC 8555, 6.2 and 7.3.4. The account's key is P-256, which every authority takes.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import type { FlattenedJWS } from 'jose'

export interface AccountKey extends PublicPart {
  /** PKCS#8. */
  pem: string
}

/** What everybody may know of it. */
export interface PublicPart {
  jwk: PublicJwk
  /** RFC 7638, base64url. */
  thumbprint: string
}

/** In the order in which RFC 7638 hashes them. */
export interface PublicJwk {
  crv: 'P-256'
  kty: 'EC'
  x: string
  y: string
}

/** What an authority gave out of band to say whose account this is. `hmac` is base64url. */
export interface ExternalBinding {
  kid: string
  hmac: string
}

/** `pem` is PKCS#8. */
export function readPublicPart(pem: string): PublicPart {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('an account key is a P-256 key')
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  const jwk: PublicJwk = { crv: 'P-256', kty: 'EC', x, y }
  return { jwk, thumbprint: sha256(JSON.stringify(jwk)) }
}

/** The signed body of a POST. The key itself is sent where there is no account yet. No payload asks for what is there. */
export async function signRequest(
  { pem, jwk }: AccountKey,
  target: { url: string; nonce: string; account: string | undefined },
  payload: object | undefined,
): Promise<string> {
  const { FlattenedSign } = await import('jose')
  const { url, nonce, account } = target
  const body = new TextEncoder().encode(payload === undefined ? '' : JSON.stringify(payload))
  const header = { alg: 'ES256', nonce, url, ...(account === undefined ? { jwk } : { kid: account }) }
  return JSON.stringify(await new FlattenedSign(body).setProtectedHeader(header).sign(createPrivateKey(pem)))
}

/** Says that whoever holds `hmac` agrees to this account key. `url` is that of the request it goes into. */
export async function bindAccount(
  { kid, hmac }: ExternalBinding,
  jwk: PublicJwk,
  url: string,
): Promise<FlattenedJWS> {
  const { FlattenedSign } = await import('jose')
  const body = new TextEncoder().encode(JSON.stringify(jwk))
  return new FlattenedSign(body)
    .setProtectedHeader({ alg: 'HS256', kid, url })
    .sign(Buffer.from(hmac, 'base64url'))
}

/** The text of the TXT record that answers `token`. */
export const challengeRecord = (token: string, { thumbprint }: PublicPart) => sha256(`${token}.${thumbprint}`)

/** base64url. */
export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
