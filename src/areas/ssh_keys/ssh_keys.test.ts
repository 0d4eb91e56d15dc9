import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

const KEYS = '/v2/account/keys'

// Made by ssh-keygen, which also told their fingerprints.
const ED25519 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGaOG0hR7dB3jPtjBtTNtqTXbqhQpc9Uzo8Tn/rTPydu sammy@ed25519'
const RSA =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDnqXzv1Gn7XiH4wVhh34UXxky849sa4ZfxKnV3xaRfv8MiY3HCDXKqJj6QNm7/M3LjVUg8B2o9LahZXHXC1GRbEjcZ/lDD8fqCKiFaRMwgHTxH2nBtEItE+GeCYa10/6qeVsE+SFRt9DJwr9QQghcgoDPNBmdKYscmz4ORDiJz0FlGNh1WG+OMwqKaj0oeYEmStFlz+ogSRs4E+AQZsIQpqBP2Qe9I3+VFYoH+xRs/0MkYAqOymTllv03+2T/HKC+NDy/NCqkifIyTWjRUxSHE6CNqSuJK1LHdm5DC7KUS24k/SAlorB8BBmjHDeiL8fHgEFqNmFLdQOLk6ww0CfUD sammy@rsa'
const ECDSA =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJm4/hXOC0h4YUxWZT9AeNXNODToUGBwA+m4PkxxT2L+tntVnflH2uedOQE+VMIH+2VIMLDFWOIaykTnvpiUiHY='
const FINGERPRINTS = {
  [ED25519]: 'ed:b6:1a:4d:f0:01:00:93:a7:74:18:27:f3:6e:ed:f9',
  [RSA]: '7f:cf:82:43:20:91:7b:e0:4a:b6:44:c4:68:6d:77:7c',
  [ECDSA]: 'b8:ff:78:12:d6:95:26:20:79:3b:e9:f8:29:88:48:c5',
}

test('a key is added with its fingerprint, and found by it and by its id', async () => {
  await using t = await harness()
  let id = 0
  for (const [public_key, fingerprint] of Object.entries(FINGERPRINTS)) {
    id += 1
    const { status, body } = await t.call(`POST ${KEYS}`, {
      name: `key ${id}`,
      public_key: `${public_key}\n`,
    })
    assert.equal(status, 201)
    assert.deepEqual(body.ssh_key, { id, fingerprint, public_key, name: `key ${id}` })
    for (const identifier of [id, fingerprint, fingerprint.toUpperCase()])
      assert.deepEqual((await t.call(`GET ${KEYS}/${identifier}`)).body, body)
  }
  const { body } = await t.call(`GET ${KEYS}?per_page=2&page=2`)
  assert.deepEqual([body.ssh_keys.map((key: { id: number }) => key.id), body.meta.total], [[3], 3])
})

test('a key is renamed and deleted by its id or fingerprint; then it can be added again', async () => {
  await using t = await harness()
  const fingerprint = FINGERPRINTS[ED25519]
  await t.call(`POST ${KEYS}`, { name: 'old', public_key: ED25519 })
  assert.equal((await t.call(`PUT ${KEYS}/1`, { name: 'new' })).body.ssh_key.name, 'new')
  assert.equal((await t.call(`PUT ${KEYS}/${fingerprint}`, { name: 'newer' })).body.ssh_key.name, 'newer')
  assert.deepEqual((await t.call(`GET ${KEYS}/1`)).body.ssh_key, {
    id: 1,
    fingerprint,
    public_key: ED25519,
    name: 'newer',
  })
  assert.equal((await t.call(`DELETE ${KEYS}/${fingerprint}`)).status, 204)
  for (const request of [`GET ${KEYS}/1`, `DELETE ${KEYS}/1`] as const)
    assert.equal((await t.call(request)).status, 404)
  assert.equal((await t.call(`PUT ${KEYS}/1`, { name: 'x' })).status, 404)
  const again = await t.call(`POST ${KEYS}`, { name: 'old', public_key: ED25519 })
  assert.deepEqual([again.status, again.body.ssh_key.id], [201, 2])
})

test('what is no public key is refused in the words of the public service', async () => {
  await using t = await harness()
  const [, base64 = ''] = ED25519.split(' ')
  const key = Buffer.from(base64, 'base64')
  const with_type = (type: string, bytes: Buffer) => `${type} ${bytes.toString('base64')}`
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
  const wrong = {
    'no key': 'ssh-ed25519',
    words: 'a b c',
    'an unknown type': `ssh-ed448 ${base64}`,
    'the name of a property of every object': `constructor ${base64}`,
    'another type than the key itself says': `ssh-rsa ${base64}`,
    'no base64': `ssh-ed25519 ${base64.slice(0, -1)}*`,
    'too little': with_type('ssh-ed25519', key.subarray(0, -1)),
    'too much': with_type('ssh-ed25519', Buffer.concat([key, Buffer.from([0])])),
    'a length beyond the end': with_type(
      'ssh-ed25519',
      Buffer.concat([key.subarray(0, 15), key.subarray(16)]),
    ),
    'a short key': with_type(
      'ssh-ed25519',
      Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.alloc(31, 1))]),
    ),
    'an RSA key of 512 bits': with_type(
      'ssh-rsa',
      Buffer.concat(['ssh-rsa', '\x01\x00\x01', 'n'.repeat(64)].map((text) => field(Buffer.from(text)))),
    ),
    'an unknown curve': with_type(
      'ecdsa-sha2-nistp256',
      Buffer.concat(['ecdsa-sha2-nistp256', 'sha2', 'Q'].map((text) => field(Buffer.from(text)))),
    ),
    'two lines': `${ED25519}\n${ECDSA}`,
    'a private key': '-----BEGIN OPENSSH PRIVATE KEY-----',
  }
  for (const [what, public_key] of Object.entries(wrong)) {
    const { status, body } = await t.call(`POST ${KEYS}`, { name: 'x', public_key })
    assert.deepEqual(
      [status, body.message],
      [422, 'Key invalid, key should be of the format `type key [comment]`'],
      what,
    )
  }
  assert.equal((await t.call(`GET ${KEYS}`)).body.meta.total, 0)
})

test('a key is in an account once, whatever its name and comment, and however many add it at once', async () => {
  await using t = await harness()
  const [type, base64] = RSA.split(' ')
  const answers = await Promise.all(
    [RSA, `${type} ${base64}`, `${type} ${base64} other`].map((public_key, index) =>
      t.call(`POST ${KEYS}`, { name: `key ${index}`, public_key }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422])
  const refused = answers.find(({ status }) => status === 422)
  assert.deepEqual(refused?.body.id, 'unprocessable_entity')
  assert.equal(refused?.body.message, 'SSH Key is already in use on your account')
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await t.call(`GET ${KEYS}/${FINGERPRINTS[RSA]}`, undefined, { token })).status, 404)
  assert.equal((await t.call(`POST ${KEYS}`, { name: 'x', public_key: RSA }, { token })).status, 201)
})

test('a key needs a name', async () => {
  await using t = await harness()
  for (const name of [undefined, '', 'x'.repeat(256), 'a\u0000b', 5]) {
    const { status, body } = await t.call(`POST ${KEYS}`, { name, public_key: RSA })
    assert.equal(status, 400)
    assert.match(body.message, /^name /)
  }
  assert.equal((await t.call(`GET ${KEYS}/no-key`)).status, 404)
})
