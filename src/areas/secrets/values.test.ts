// What may be kept, at and just past each limit. Nothing that is refused leaves a trace.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, harness, type Request } from '../../../test/harness.ts'

const SECRETS = '/v2/security/secrets'
const MAX_BYTES = 65_536

let t: Harness
before(async () => {
  t = await harness()
  await t.call(`POST ${SECRETS}`, { name: 'there', region: 'nyc3', values: { a: 'b' } })
})
after(() => t[Symbol.asyncDispose]())

const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
/** A set of values that is exactly so many bytes as JSON, of a character of `width` bytes where it fits. */
function sized(bytes: number, character = 'x'): Record<string, string> {
  const width = Buffer.byteLength(character)
  const room = bytes - Buffer.byteLength(JSON.stringify({ k: '' }))
  const values = { k: character.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) }
  assert.equal(Buffer.byteLength(JSON.stringify(values)), bytes)
  return values
}

let made = 0
const good: Array<[string, Record<string, unknown>]> = [
  ['one key', keys(1)],
  ['100 keys', keys(100)],
  ['a key of 255 characters', { ['k'.repeat(255)]: 'v' }],
  ['a key of 255 wide characters', { ['é'.repeat(255)]: 'v' }],
  ['keys of any other characters', { ' ': 'a', '.': 'b', ключ: 'c', constructor: 'd', '🦈/\\"': 'e' }],
  ['an empty value', { k: '' }],
  ['a value with control characters', { k: '\u0000\u0001\n\r\u007f' }],
  ['half a surrogate pair', { k: 'a\ud800b' }],
  ['64 KiB', sized(MAX_BYTES)],
  ['64 KiB of wide characters', sized(MAX_BYTES, 'é')],
]

for (const [name, values] of good) {
  test(`keeps ${name}`, async () => {
    made += 1
    const put = await t.call(`POST ${SECRETS}`, { name: `good-${made}`, region: 'nyc3', values })
    assert.equal(put.status, 200, put.text)
    const { body } = await t.call(`GET ${SECRETS}/good-${made}?region=nyc3`)
    assert.deepEqual(body.values, values)
    const next = await t.call(`PUT ${SECRETS}/good-${made}`, { region: 'nyc3', version: 1, values })
    assert.equal(next.status, 200)
  })
}

const bad: Array<[name: string, values: unknown, said: RegExp]> = [
  ['no key', {}, /^values must have at least 1 keys, got 0\.$/],
  ['101 keys', keys(101), /^values must have at most 100 keys, got 101\.$/],
  ['an empty key', { '': 's3cr3t' }, /^the key "" of values must have at least 1 characters, got 0\.$/],
  [
    'a key of 256 characters',
    { ['k'.repeat(256)]: 's3cr3t' },
    /of values must have at most 255 characters, got 256\.$/,
  ],
  ['a line break in a key', { 'a\nb': 's3cr3t' }, /must be text without control characters, got "a\\nb"\.$/],
  ['a zero in a key', { 'a\u0000': 's3cr3t' }, /must be text without control characters/],
  ['a delete character in a key', { '\u007f': 's3cr3t' }, /must be text without control characters/],
  ['a high control character in a key', { 'a\u0085': 's3cr3t' }, /must be text without control characters/],
  ['a number', { k: 7_331_733 }, /^values\.k must be a string, got a number\.$/],
  ['a boolean', { k: true }, /^values\.k must be a string, got a boolean\.$/],
  ['null', { k: null }, /^values\.k must be a string, got null\.$/],
  ['a list', { k: ['s3cr3t'] }, /^values\.k must be a string, got an array\.$/],
  ['a set inside', { k: { a: 's3cr3t' } }, /^values\.k must be a string, got an object\.$/],
  ['text', 's3cr3t', /^values must be an object, got a string\.$/],
  ['an array', ['s3cr3t'], /^values must be an object, got an array\.$/],
  ['nothing', undefined, /^values is required\.$/],
  [
    'a byte more than 64 KiB',
    sized(MAX_BYTES + 1),
    /^values must be at most 65536 bytes as JSON, got 65537\.$/,
  ],
  ['more than 64 KiB in fewer characters', sized(MAX_BYTES + 1, 'é'), /got 65537\.$/],
]

for (const [name, values, said] of bad) {
  test(`refuses ${name}, and quotes no value`, async () => {
    for (const [request, rest] of [
      [`POST ${SECRETS}`, { name: 'bad' }],
      [`PUT ${SECRETS}/there`, { version: 1 }],
    ] as Array<[Request, object]>) {
      const { status, body, text } = await t.call(request, { ...rest, region: 'nyc3', values })
      assert.deepEqual([status, body.id], [400, 'bad_request'])
      assert.match(body.message, said)
      assert.doesNotMatch(text, /s3cr3t|7331733/)
    }
    assert.equal((await t.call(`GET ${SECRETS}/bad`)).status, 404)
    assert.equal((await t.call(`GET ${SECRETS}/there`)).body.version, 1)
  })
}

test('a name is 1 to 255 letters, digits, dots, hyphens and underscores, the first a letter or digit', async () => {
  const create = (name: unknown) => t.call(`POST ${SECRETS}`, { name, region: 'sfo3', values: { a: 'b' } })
  for (const name of ['a', 'Z', '0', 'a.b-c_d', '1..', 'x'.repeat(255)]) {
    assert.equal((await create(name)).status, 200, name)
    assert.equal((await t.call(`GET ${SECRETS}/${name}?region=sfo3`)).body.secret, name)
  }
  for (const name of [
    '',
    '.a',
    '-a',
    '_a',
    'a b',
    'a/b',
    'a\n',
    'ä',
    'a%20',
    'x'.repeat(256),
    7,
    null,
    ['a'],
  ])
    assert.equal((await create(name)).status, 400, JSON.stringify(name))
  for (const name of ['.a', '-a', 'a%20b', 'a%2Fb', '%E4', 'x'.repeat(256), '%00'])
    for (const path of ['', '/versions'])
      assert.equal((await t.call(`GET ${SECRETS}/${name}${path}?region=sfo3`)).status, 400, name)
  assert.match((await create('a b')).body.message, /^name must be 1 to 255 letters, digits.*got "a b"\.$/)
})

test('the log holds no value that was sent', () => {
  assert.doesNotMatch(t.log.join(''), /s3cr3t|7331733/)
})

// PostgreSQL keeps no NUL in a text, so none may get as far as a query.
test('a NUL is refused wherever a text is compared or kept in clear', async () => {
  const whole = { name: 'nul', region: 'nyc3', values: { a: 'b' } }
  for (const [request, body, status] of [
    [`GET ${SECRETS}?name=%00`, undefined, 400],
    [`GET ${SECRETS}?region=nyc3%00`, undefined, 400],
    [`GET ${SECRETS}?deleted=%00`, undefined, 400],
    [`GET ${SECRETS}/the%00re`, undefined, 400],
    [`GET ${SECRETS}/there?region=%00`, undefined, 400],
    [`GET ${SECRETS}/there?version=%00`, undefined, 400],
    [`GET ${SECRETS}/there/versions?region=%00`, undefined, 400],
    [`DELETE ${SECRETS}/%00`, undefined, 400],
    [`POST ${SECRETS}/%00/restore`, undefined, 400],
    [`PUT ${SECRETS}/there%00`, { region: 'nyc3', version: 1, values: { a: 'b' } }, 400],
    [`PUT ${SECRETS}/there`, { region: 'nyc3\0', version: 1, values: { a: 'b' } }, 400],
    [`POST ${SECRETS}`, { ...whole, name: 'n\0' }, 400],
    [`POST ${SECRETS}`, { ...whole, region: '\0' }, 400],
    [`POST ${SECRETS}`, { ...whole, values: { 'a\0': 'b' } }, 400],
    [`GET ${SECRETS}?unknown=%00`, undefined, 200],
    ['GET /v2/no%00where', undefined, 404],
    ['GET /v1/oauth/token/info?token=%00', undefined, 200],
  ] as Array<[Request, object | undefined, number]>) {
    const answer = await t.call(request, body)
    assert.equal(answer.status, status, `${request} ${JSON.stringify(body)}: ${answer.text}`)
  }
  await t.trail.flush()
  assert.equal((await t.call('GET /readyz')).status, 200)
})
