import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { Signer } from './kernel/ctx.ts'

/** From an Ed25519 private key, PKCS8 PEM. */
export function buildSigner(private_key: string): Signer {
  const key = createPrivateKey(private_key)
  const public_key = createPublicKey(key)
  return {
    sign: (statement) => sign(null, Buffer.from(statement), key).toString('base64url'),
    verify: (statement, signature) =>
      verify(null, Buffer.from(statement), public_key, Buffer.from(signature, 'base64url')),
    public_key: public_key.export({ type: 'spki', format: 'pem' }) as string,
  }
}
