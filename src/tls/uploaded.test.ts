import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import {
  ExtendedKeyUsage,
  KeyUsageFlags,
  type Made,
  makeAuthority,
  makeCertificate,
  makeChain,
  uploadOf,
} from '../../test/cloud/made_certificate.ts'
import { pkcs8Of } from './private_key.ts'
import { readChain, readUpload } from './uploaded.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

test('what is read are the names, the end, the fingerprint, the chain and the key', async () => {
  const { leaf, middle, root } = await makeChain({
    names: [
      'WWW.Example.com',
      'example.com',
      '*.example.com',
      { type: 'ip', value: '192.0.2.1' },
      'example.COM',
    ],
    key_usage: KeyUsageFlags.digitalSignature,
    extended_key_usage: [ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth],
  })
  const expected = {
    dns_names: ['www.example.com', 'example.com', '*.example.com', '192.0.2.1'],
    not_before: new Date('2025-12-01'),
    not_after: new Date('2026-12-01'),
    sha1_fingerprint: new X509Certificate(leaf.pem).fingerprint.replaceAll(':', '').toLowerCase(),
  }
  for (const chain of [[], [middle], [middle, root]]) {
    const { chain: pem, private_key, ...facts } = await readUpload(uploadOf(leaf, ...chain), NOW)
    assert.deepEqual(facts, expected)
    assert.equal(pem, [leaf, ...chain].map((it) => new X509Certificate(it.pem).toString()).join(''))
    assert.ok(createPrivateKey(private_key).equals(leaf.private_key))
  }
})

for (const kind of ['RSA 2048', 'P-256', 'P-384'] as const)
  test(`a key of kind ${kind} is taken in each of its forms, and kept in one`, async () => {
    const { leaf, middle } = await makeChain({ kind })
    const older = kind === 'RSA 2048' ? 'pkcs1' : 'sec1'
    const text = leaf.private_key.export({ type: older as 'sec1', format: 'pem' }).toString()
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
    for (const private_key of [leaf.key, text, `${parameters}${text}`])
      assert.equal((await readUpload({ ...uploadOf(leaf, middle), private_key }, NOW)).private_key, leaf.key)
  })

test('PEM is found in whatever stands around it', async () => {
  const { leaf, middle, root } = await makeChain()
  const plain = await readUpload(uploadOf(leaf, middle, root), NOW)
  const dressed = (text: string) =>
    `\ufeffBag Attributes\r\n  friendlyName: müller\r\n${text.replaceAll('\n', '\r\n')}\r\n\tsubject=CN = test\r\n\r\n`
  const indented = (text: string) => text.replaceAll(/^/gm, '    ')
  const in_one_line = (text: string) => text.replaceAll('\n', ' ')
  for (const change of [dressed, indented, in_one_line]) {
    const { private_key, leaf_certificate, certificate_chain } = uploadOf(leaf, middle, root)
    const upload = {
      private_key: change(private_key),
      leaf_certificate: change(leaf_certificate),
      certificate_chain: change(certificate_chain),
    }
    assert.deepEqual(await readUpload(upload, NOW), plain)
  }
})

test('a fullchain.pem may stand where the leaf is wanted', async () => {
  const { leaf, middle, root } = await makeChain()
  const apart = await readUpload(uploadOf(leaf, middle, root), NOW)
  const full = { ...uploadOf(leaf), leaf_certificate: leaf.pem + middle.pem + root.pem }
  assert.deepEqual(await readUpload(full, NOW), apart)
  const shared = { ...uploadOf(leaf, root), leaf_certificate: leaf.pem + middle.pem }
  assert.deepEqual(await readUpload(shared, NOW), apart)
})

test('an RSA key need not sign', async () => {
  const made = await makeCertificate({
    kind: 'RSA 2048',
    names: ['a.example'],
    key_usage: KeyUsageFlags.keyEncipherment,
  })
  assert.deepEqual((await readUpload(uploadOf(made), NOW)).dns_names, ['a.example'])
})

test('certificates that signed themselves are taken, but not as an authority', async () => {
  const alone = await makeCertificate({ names: ['localhost'] })
  assert.deepEqual((await readUpload(uploadOf(alone), NOW)).dns_names, ['localhost'])
  const not_authority = await makeCertificate({ names: ['localhost'], authority: false })
  assert.deepEqual((await readUpload(uploadOf(not_authority), NOW)).dns_names, ['localhost'])
})

test('nobody looks at how a root has signed itself', async () => {
  const root = await makeAuthority({ kind: 'RSA 2048 with SHA-1' })
  const signing = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const keys = { ...root.keys, privateKey: root.private_key.toCryptoKey(signing, true, ['sign']) }
  const make = (issuer: Made) => makeCertificate({ issuer, names: ['a.example'] })
  const leaf = await make({ ...root, keys, kind: 'RSA 2048' })
  assert.deepEqual((await readUpload(uploadOf(leaf, root), NOW)).dns_names, ['a.example'])
  await assert.rejects(readUpload(uploadOf(await make(root), root), NOW), {
    message: /^leaf_certificate is signed with sha1WithRSAEncryption; SHA-256, SHA-384, SHA-512 are taken\.$/,
  })
})

test('the chain of a key that we have made is read alike', async () => {
  const { leaf, middle } = await makeChain()
  const { private_key: _, ...upload } = await readUpload(uploadOf(leaf, middle), NOW)
  assert.deepEqual(await readChain(leaf.pem + middle.pem, pkcs8Of(leaf.private_key), NOW), upload)
  await assert.rejects(readChain('', pkcs8Of(leaf.private_key), NOW), {
    field: 'certificate',
    message: /is no PEM/,
  })
  await assert.rejects(readChain(leaf.pem + middle.pem, pkcs8Of(middle.private_key), NOW), {
    message: 'private_key does not belong to certificate 1 of certificate.',
  })
})

test('a certificate is valid from its first second to its last', async () => {
  const made = await makeCertificate({ names: ['a.example'], from: '2026-01-01', until: '2026-02-01' })
  const at = (time: string) => readUpload(uploadOf(made), new Date(time))
  await at('2026-01-01T00:00:00Z')
  await at('2026-01-31T23:59:59Z')
  await assert.rejects(at('2025-12-31T23:59:59Z'), {
    message: 'leaf_certificate is not valid before 2026-01-01T00:00:00.000Z.',
  })
  await assert.rejects(at('2026-02-01T00:00:00Z'), {
    message: 'leaf_certificate has expired: it was valid until 2026-02-01T00:00:00.000Z.',
  })
})
