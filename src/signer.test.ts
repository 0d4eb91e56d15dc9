import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { buildSigner } from './signer.ts'

const newKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

test('what was signed verifies, here and with the public key alone', () => {
  const signer = buildSigner(newKey())
  for (const statement of ['', '{"number":1}', 'ünï 🦈', 'x'.repeat(100_000)]) {
    const signature = signer.sign(statement)
    assert.match(signature, /^[A-Za-z0-9_-]{86}$/)
    assert.equal(signer.verify(statement, signature), true)
    const public_key = createPublicKey(signer.public_key)
    assert.equal(verify(null, Buffer.from(statement), public_key, Buffer.from(signature, 'base64url')), true)
  }
})

test('the same key signs the same, also after a restart', () => {
  const key = newKey()
  assert.equal(buildSigner(key).sign('statement'), buildSigner(key).sign('statement'))
  assert.ok(buildSigner(key).verify('statement', buildSigner(key).sign('statement')))
})

test('another statement, another key, and what is no signature do not verify', () => {
  const signer = buildSigner(newKey())
  const signature = signer.sign('statement')
  assert.equal(signer.verify('statement ', signature), false)
  assert.equal(signer.verify('Statement', signature), false)
  assert.equal(signer.verify('statement', buildSigner(newKey()).sign('statement')), false)
  for (const wrong of [
    '',
    'A',
    'ä',
    signature.slice(1),
    `${signature}AAAA`,
    `B${signature.slice(1)}`,
    signature.toUpperCase(),
  ])
    assert.equal(signer.verify('statement', wrong), false, wrong)
})

test('only the public key is shown', () => {
  const key = newKey()
  const signer = buildSigner(key)
  assert.match(signer.public_key, /^-----BEGIN PUBLIC KEY-----\n/)
  const secret = key.split('\n')[1] as string
  assert.ok(!JSON.stringify(signer).includes(secret) && !signer.public_key.includes(secret))
})

test('a key that is no Ed25519 private key is refused', () => {
  for (const wrong of ['', 'no key', buildSigner(newKey()).public_key])
    assert.throws(() => buildSigner(wrong))
})
