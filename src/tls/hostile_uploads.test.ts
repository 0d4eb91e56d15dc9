// Uploads that are wrong, each in one way, and the sentence that says which.
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { before, test } from 'node:test'
import {
  ExtendedKeyUsage,
  KeyUsageFlags,
  type Made,
  makeAuthority,
  makeCertificate,
  makeChain,
  uploadOf,
} from '../../test/cloud/made_certificate.ts'
import { CertificateFault } from './pem.ts'
import { readUpload, type Upload } from './uploaded.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

let good: { leaf: Made; middle: Made; root: Made }
let upload: Upload
before(async () => {
  good = await makeChain()
  upload = uploadOf(good.leaf, good.middle, good.root)
})

const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const block = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString('base64')}\n-----END ${label}-----\n`
const derOf = (pem: string) => Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64')
/** With a byte changed, counted from the end. */
const broken = (pem: string, label: string, from_end: number) => {
  const der = derOf(pem)
  der.writeUInt8(der.readUInt8(der.length - from_end) ^ 1, der.length - from_end)
  return block(label, der)
}
const single = async (wanted: Parameters<typeof makeCertificate>[0]) =>
  uploadOf(await makeCertificate({ names: ['a.example'], ...wanted }))
const withKey = (private_key: string) => ({ ...upload, private_key })
const withLeaf = (leaf_certificate: string) => ({ ...upload, leaf_certificate })
const withChain = (certificate_chain: string) => ({ ...upload, certificate_chain })

type Case = [what: string, make: () => Partial<Upload> | Promise<Partial<Upload>>, told: RegExp]

const KEYS: Case[] = [
  [
    'another key',
    async () => withKey((await makeCertificate()).key),
    /^private_key does not belong to leaf_certificate\.$/,
  ],
  ['the key of an authority', () => withKey(good.middle.key), /^private_key does not belong/],
  ['an encrypted key', () => withKey(encryptedKey('pkcs8')), /^private_key is encrypted; send it without/],
  ['an encrypted key of the older form', () => withKey(encryptedKey('pkcs1')), /^private_key is encrypted;/],
  ['garbage for a key', () => withKey('x'.repeat(5000)), /^private_key is no PEM: a block BEGIN PRIVATE KEY/],
  ['NUL bytes', () => withKey('\u0000'.repeat(100)), /^private_key is no PEM/],
  [
    'base64 of garbage',
    () => withKey(block('PRIVATE KEY', Buffer.alloc(100, 7))),
    /^private_key cannot be read: its PRIVATE KEY block/,
  ],
  [
    'PEM that is no base64',
    () => withKey(good.leaf.key.replace('M', '*')),
    /^private_key has PEM that is damaged/,
  ],
  [
    'NUL bytes within PEM',
    () => withKey(good.leaf.key.replace('M', '\u0000')),
    /^private_key has PEM that is damaged/,
  ],
  ['PEM without its end', () => withKey(good.leaf.key.slice(0, 120)), /^private_key has PEM that is cut off/],
  [
    'an end without a beginning',
    () => withKey(good.leaf.key.slice(30)),
    /^private_key has PEM that is cut off/,
  ],
  [
    'ends of another kind',
    () => withKey(good.leaf.key.replace('END PRIVATE', 'END PUBLIC')),
    /^private_key has PEM that is cut off/,
  ],
  [
    'half a key',
    () => withKey(block('PRIVATE KEY', derOf(good.leaf.key).subarray(0, 60))),
    /^private_key cannot be read/,
  ],
  [
    'two keys',
    () => withKey(good.leaf.key + good.middle.key),
    /^private_key holds 2 private keys; one is wanted\.$/,
  ],
  [
    'a certificate for a key',
    () => withKey(good.leaf.pem),
    /^private_key holds a PEM block CERTIFICATE; only a private key/,
  ],
  [
    'key and certificate in one',
    () => withKey(good.leaf.key + good.leaf.pem),
    /^private_key holds a PEM block CERTIFICATE;/,
  ],
  [
    'a public key',
    () => withKey(block('PUBLIC KEY', Buffer.alloc(91))),
    /^private_key holds a PEM block PUBLIC KEY;/,
  ],
  [
    'a key of OpenSSH',
    () => withKey(block('OPENSSH PRIVATE KEY', Buffer.alloc(91))),
    /^private_key is a PEM block OPENSSH PRIVATE KEY;/,
  ],
  [
    'RSA 1024',
    () => single({ kind: 'RSA 1024' }),
    /^private_key has an RSA key of 1024 bits; RSA keys of 2048/,
  ],
  [
    'P-521',
    () => single({ kind: 'P-521' }),
    /^private_key has an elliptic-curve key on the curve secp521r1;/,
  ],
  ['Ed25519', () => single({ kind: 'Ed25519' }), /^private_key has a key of type ed25519;/],
  [
    'secp256k1',
    () => withKey(pkcs8(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey)),
    /on the curve secp256k1;/,
  ],
  [
    'DSA',
    () => withKey(pkcs8(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey)),
    /^private_key has a key of type dsa;/,
  ],
  [
    'RSA-PSS',
    () => withKey(pkcs8(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey)),
    /^private_key has a key of type rsa-pss;/,
  ],
  [
    'an RSA key with a wrong number',
    async () => ({
      ...upload,
      private_key: broken((await makeCertificate({ kind: 'RSA 2048' })).key, 'PRIVATE KEY', 40),
    }),
    /^private_key is damaged: what it signs does not verify/,
  ],
]

function encryptedKey(type: 'pkcs1' | 'pkcs8'): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString()
}

const LEAVES: Case[] = [
  ['no certificate', () => withLeaf('x'), /^leaf_certificate is no PEM: a block BEGIN CERTIFICATE/],
  [
    'a key for a certificate',
    () => withLeaf(good.leaf.key),
    /^leaf_certificate holds a PEM block PRIVATE KEY; only certificates belong/,
  ],
  [
    'a request for a certificate',
    () => withLeaf(block('CERTIFICATE REQUEST', Buffer.alloc(9))),
    /^leaf_certificate holds a PEM block CERTIFICATE REQUEST;/,
  ],
  [
    'base64 of garbage for a leaf',
    () => withLeaf(block('CERTIFICATE', Buffer.alloc(300, 7))),
    /^leaf_certificate cannot be read: its CERTIFICATE block/,
  ],
  [
    'half a leaf',
    () => withLeaf(block('CERTIFICATE', derOf(good.leaf.pem).subarray(0, 200))),
    /^leaf_certificate cannot be read/,
  ],
  [
    'two leaves',
    async () => withLeaf(good.leaf.pem + (await makeChain()).leaf.pem),
    /^certificate 2 of leaf_certificate is no certificate authority/,
  ],
  [
    'the leaf twice',
    () => withLeaf(good.leaf.pem + good.leaf.pem),
    /^certificate 2 of leaf_certificate is the same as certificate 1 of leaf_certificate;/,
  ],
  [
    'an authority as leaf',
    () => uploadOf(good.middle, good.root),
    /^leaf_certificate is that of a certificate authority;/,
  ],
  [
    'an expired leaf',
    () => single({ until: '2025-12-31' }),
    /^leaf_certificate has expired: it was valid until 2025-12-31T00:00:00\.000Z\.$/,
  ],
  [
    'a leaf of tomorrow',
    () => single({ from: '2026-01-02' }),
    /^leaf_certificate is not valid before 2026-01-02T00:00:00\.000Z\.$/,
  ],
  [
    'a leaf without names',
    () => single({ names: [] }),
    /^leaf_certificate is good for no host: it has no subject alternative name\.$/,
  ],
  [
    'a leaf for mail',
    () => single({ names: [{ type: 'email', value: 'a@example.com' }] }),
    /^leaf_certificate is good for no host/,
  ],
  [
    'a name that is none',
    () => single({ names: ['a b.example'] }),
    /^leaf_certificate has a subject alternative name that is no host name: "a b\.example"\.$/,
  ],
  [
    'a name with a NUL byte',
    () => single({ names: ['a.example\u0000.evil.example'] }),
    /that is no host name: "a\.example\\u0000\.evil\.example"\.$/,
  ],
  [
    'a key that may not be used for TLS',
    () => single({ key_usage: KeyUsageFlags.keyAgreement }),
    /^leaf_certificate is not for TLS: its key usage/,
  ],
  [
    'an elliptic-curve key that may not sign',
    () => single({ key_usage: KeyUsageFlags.keyEncipherment }),
    /^leaf_certificate is not for TLS: its key usage lacks digital signature\.$/,
  ],
  [
    'a client’s certificate',
    () => single({ extended_key_usage: [ExtendedKeyUsage.clientAuth] }),
    /^leaf_certificate is not for a TLS server:/,
  ],
  [
    'a leaf signed with SHA-1',
    () => single({ kind: 'RSA 2048 with SHA-1' }),
    /^leaf_certificate is signed with sha1WithRSAEncryption;/,
  ],
  [
    'a leaf signed with MD5',
    async () => signedWithMd5(await single({ kind: 'RSA 2048' })),
    /^leaf_certificate is signed with md5WithRSAEncryption;/,
  ],
  [
    'a changed leaf',
    () => ({ ...upload, leaf_certificate: broken(good.leaf.pem, 'CERTIFICATE', 1) }),
    /^certificate 1 of certificate_chain has not signed leaf_certificate;/,
  ],
  [
    'a changed leaf that signed itself',
    async () => {
      const it = await single({})
      return { ...it, leaf_certificate: broken(it.leaf_certificate, 'CERTIFICATE', 1) }
    },
    /^leaf_certificate says that it signed itself, and did not\.$/,
  ],
]

function signedWithMd5(it: Upload): Upload {
  const sha256 = Buffer.from('2a864886f70d01010b', 'hex')
  const der = derOf(it.leaf_certificate)
  for (let at = der.indexOf(sha256); at >= 0; at = der.indexOf(sha256, at + 1)) der.writeUInt8(4, at + 8)
  return { ...it, leaf_certificate: block('CERTIFICATE', der) }
}

const CHAINS: Case[] = [
  ['garbage for a chain', () => withChain('none'), /^certificate_chain is no PEM: a block BEGIN CERTIFICATE/],
  [
    'a key in the chain',
    () => withChain(good.middle.pem + good.middle.key),
    /^certificate_chain holds a PEM block PRIVATE KEY;/,
  ],
  [
    'a swapped chain',
    () => uploadOf(good.leaf, good.root, good.middle),
    /^certificate 1 of certificate_chain has not signed leaf_certificate; after the server's/,
  ],
  [
    'a chain that begins with the leaf',
    () => uploadOf(good.leaf, good.leaf, good.middle),
    /^certificate 1 of certificate_chain is the same as leaf_certificate;/,
  ],
  [
    'an authority twice',
    () => uploadOf(good.leaf, good.middle, good.middle),
    /^certificate 2 of certificate_chain is the same as certificate 1 of certificate_chain;/,
  ],
  [
    'a chain with a gap',
    () => uploadOf(good.leaf, good.root),
    /^certificate_chain has not signed leaf_certificate;/,
  ],
  [
    'the chain of another',
    async () => uploadOf(good.leaf, (await makeChain()).middle),
    /^certificate_chain has not signed leaf_certificate;/,
  ],
  [
    'an authority that is none',
    async () => below({ authority: false }),
    /^certificate_chain is no certificate authority, and only the first/,
  ],
  [
    'an authority that may not sign',
    async () => below({ key_usage: KeyUsageFlags.cRLSign }),
    /^certificate_chain may not sign certificates: its key usage/,
  ],
  [
    'an expired authority',
    async () => below({ until: '2025-12-31' }),
    /^certificate_chain has expired: it was valid until 2025/,
  ],
  [
    'an authority of tomorrow',
    async () => below({ from: '2026-01-02' }),
    /^certificate_chain is not valid before 2026-01-02/,
  ],
  [
    'an authority with a weak key',
    async () => below({ kind: 'RSA 1024' }),
    /^certificate_chain has an RSA key of 1024 bits;/,
  ],
  [
    'an authority that signs with SHA-1',
    async () => below({ kind: 'RSA 2048 with SHA-1' }),
    /^leaf_certificate is signed with sha1/,
  ],
  [
    'too many authorities below one',
    async () => {
      const deep = await makeChain({})
      const lower = await makeAuthority({ issuer: deep.middle, common_name: 'lower' })
      return uploadOf(await makeCertificate({ issuer: lower, names: ['a.example'] }), lower, deep.middle)
    },
    /^certificate 2 of certificate_chain allows 0 authorities below it, and has 1\.$/,
  ],
  [
    'a chain without end',
    async () =>
      uploadOf(good.leaf, ...(await Promise.all(Array.from({ length: 10 }, () => makeAuthority())))),
    /^leaf_certificate begins a chain of 11 certificates; at most 10/,
  ],
]

async function below(wanted: Parameters<typeof makeAuthority>[0]) {
  const authority = await makeAuthority(wanted)
  return uploadOf(await makeCertificate({ issuer: authority, names: ['a.example'] }), authority)
}

for (const [what, make, told] of [...KEYS, ...LEAVES, ...CHAINS])
  test(`refused: ${what}`, async () => {
    const hostile = { ...upload, ...(await make()) }
    const fault = await readUpload(hostile, NOW).then(
      () => assert.fail('it was taken'),
      (error) => error,
    )
    assert.ok(fault instanceof CertificateFault, String(fault?.stack))
    assert.match(fault.message, told)
    assert.ok(fault.message.includes(fault.field), 'the field is named')
    for (const line of hostile.private_key.split('\n').filter((it) => it.length >= 16 && !it.startsWith('-')))
      assert.ok(!fault.message.includes(line.slice(0, 16)), 'nothing of the key is quoted')
  })

test('what is hostile differs from what is not in that one thing', async () => {
  assert.ok(KEYS.length + LEAVES.length + CHAINS.length >= 40)
  assert.deepEqual((await readUpload(upload, NOW)).dns_names, ['www.example.com'])
})
