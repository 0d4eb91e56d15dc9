import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { BadRequest, type KeyKind, makeCsr, makeKey, openCsr } from './csr.ts'

const KINDS: Record<KeyKind, object> = {
  ec256: { namedCurve: 'prime256v1' },
  ec384: { namedCurve: 'secp384r1' },
  rsa2048: { modulusLength: 2048, publicExponent: 65537n },
  rsa4096: { modulusLength: 4096, publicExponent: 65537n },
}
const NAMES = ['*.example.test', 'example.test']
const missing = spawnSync('openssl', ['version']).error && 'no openssl on this machine'

for (const [kind, details] of Object.entries(KINDS) as Array<[KeyKind, object]>)
  test(`a request with an ${kind} key opens as what it was made for`, async () => {
    const pem = await makeKey(kind)
    assert.match(pem, /^-----BEGIN PRIVATE KEY-----/)
    assert.deepEqual(createPrivateKey(pem).asymmetricKeyDetails, details)
    const { names, public_key } = await openCsr(await makeCsr(pem, ['Example.test', '*.example.test']))
    assert.deepEqual(names, NAMES)
    const spki = Buffer.from(await crypto.subtle.exportKey('spki', public_key))
    assert.ok(spki.equals(createPublicKey(pem).export({ type: 'spki', format: 'der' })))
  })

test('OpenSSL reads a request and verifies it', { skip: missing }, async () => {
  const csr = await makeCsr(await makeKey('ec256'), NAMES)
  const run = spawnSync('openssl', ['req', '-inform', 'DER', '-verify', '-noout', '-text'], { input: csr })
  assert.equal(run.status, 0, run.stderr.toString())
  assert.match(run.stdout.toString(), /DNS:\*\.example\.test, DNS:example\.test/)
})

test('keys that no authority takes are refused on both sides', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const odd = generateKeyPairSync('ed25519').privateKey
  for (const key of [weak, odd])
    await assert.rejects(
      makeCsr(key.export({ type: 'pkcs8', format: 'pem' }).toString(), NAMES),
      /wants a P-256/,
    )
})

test('a request of a weak key is refused', { skip: missing }, async () => {
  const args = ['req', '-new', '-newkey', 'rsa:1024', '-nodes', '-subj', '/CN=a.test', '-outform', 'DER']
  const made = spawnSync('openssl', [...args, '-keyout', '/dev/null'])
  assert.equal(made.status, 0, made.stderr.toString())
  await assert.rejects(openCsr(made.stdout), /2048 to 4096 bits/)
})

test('a request that was changed anywhere, or is none, is refused', async () => {
  const csr = await makeCsr(await makeKey('ec256'), NAMES)
  const changed = (at: number) => csr.map((byte, index) => (index === at ? byte ^ 0x55 : byte))
  for (let at = 0; at < csr.length; at += 3)
    await assert.rejects(openCsr(changed(at)), BadRequest, `byte ${at}`)
  for (const other of [new Uint8Array(), csr.slice(0, 40)]) await assert.rejects(openCsr(other), BadRequest)
})

test('a request for an address is refused: the names of certificates are DNS names', {
  skip: missing,
}, async () => {
  const args = [
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=a',
  ]
  const ip = [...args, '-addext', 'subjectAltName=IP:10.0.0.1', '-outform', 'DER', '-keyout', '/dev/null']
  const made = spawnSync('openssl', ip)
  assert.equal(made.status, 0, made.stderr.toString())
  await assert.rejects(openCsr(made.stdout), /no DNS name/)
})
