import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { VaultError } from './aead.ts'
import { type Keyring, makeKeyring, makeRingKey, openRingKey, UnknownRingKey } from './keyring.ts'
import { open, rewrap, type Sealed, seal } from './seal.ts'

const place = 'secret_versions/nyc3/3f1c0e0e-1111-4222-8333-444455556666/db/1'
const text = '{"password":"correct horse"}'
const key_one = randomBytes(32)
const key_two = randomBytes(32)

// A ring fresh from the database: nothing unwrapped yet.
const ringOfOne = () => makeKeyring('k1', new Map([['k1', key_one]]))
const ringOfBoth = () =>
  makeKeyring(
    'k2',
    new Map([
      ['k1', key_one],
      ['k2', key_two],
    ]),
  )

/** Twice: the second time with whatever the first has left in the cache of unwrapped keys. */
function refuses(ring: Keyring, where: string, it: Sealed, why: string): void {
  for (const turn of ['first', 'second'])
    assert.throws(() => open(ring, where, it), VaultError, `${why}, ${turn} time`)
}

/** A ring that has this text's data key in its cache already. */
function warmRing(it: Sealed): Keyring {
  const ring = ringOfOne()
  assert.equal(open(ring, place, it), text)
  return ring
}

test('any text comes back as it was sealed, for any place', () => {
  const places = fc.string({ unit: fc.constantFrom(...'abz09./_- ,:'), minLength: 1, maxLength: 300 })
  const texts = fc.string({ unit: 'grapheme', maxLength: 2000 })
  fc.assert(
    fc.property(places, texts, (where, it) => {
      const ring = ringOfOne()
      const sealed = seal(ring, where, it)
      assert.equal(open(ring, where, sealed), it)
      assert.equal(open(ring, where, sealed), it)
    }),
    { numRuns: 300 },
  )
})

test('the sealed form holds neither the text nor a key in any spelling', () => {
  const planted = 'a planted value that is long enough to be found'
  const ring = ringOfOne()
  const everything = Object.values(seal(ring, place, planted)).join(' ')
  for (const it of [Buffer.from(planted), key_one])
    for (const spelling of ['latin1', 'hex', 'base64', 'base64url'] as const)
      assert.ok(!everything.includes(it.toString(spelling)), spelling)
})

test('a change of any one character of any part is refused, with and without the key in the cache', () => {
  const it = seal(ringOfOne(), place, text)
  const warm = warmRing(it)
  let tried = 0
  for (const part of ['sealed', 'data_key', 'ring_key'] as const) {
    for (let index = 0; index < it[part].length; index++) {
      for (const other of ['A', 'B', '.', '=', '+', '/', 'é', '\u0141', '\n', '']) {
        const changed = it[part].slice(0, index) + other + it[part].slice(index + 1)
        if (changed === it[part]) continue
        tried += 1
        refuses(ringOfOne(), place, { ...it, [part]: changed }, `${part}[${index}] = ${other}`)
        refuses(warm, place, { ...it, [part]: changed }, `${part}[${index}] = ${other}, warm`)
      }
    }
  }
  assert.ok(tried > 1500, `${tried}`)
  assert.equal(open(warm, place, it), text)
})

test('every single bit of nonce, ciphertext and tag counts, in both layers', () => {
  const it = seal(ringOfOne(), place, text)
  for (const part of ['sealed', 'data_key'] as const) {
    const [, nonce = '', body = ''] = it[part].split('.')
    const bytes = Buffer.from(nonce + body, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const spelled = flipped.toString('base64url')
      const changed = `v1.${spelled.slice(0, 16)}.${spelled.slice(16)}`
      refuses(ringOfOne(), place, { ...it, [part]: changed }, `bit ${bit} of ${part}`)
    }
  }
})

test('another spelling of the same bytes is refused', () => {
  const it = seal(ringOfOne(), place, 'four')
  for (const part of ['sealed', 'data_key'] as const) {
    const [version, nonce = '', body = ''] = it[part].split('.')
    const standard = (url: string) => url.replaceAll('-', '+').replaceAll('_', '/')
    // 32 + 16 bytes end in a whole group of characters; 4 + 16 leave bits over, in which a lenient decoder sees nothing.
    const spellings = [
      `${it[part]}=`,
      `${it[part]}==`,
      `${it[part]} `,
      `${it[part]}\n`,
      `${it[part]}.`,
      ` ${it[part]}`,
      `${version}.${nonce}=.${body}`,
      `${version}.${nonce}.${body.slice(0, 3)}\n${body.slice(3)}`,
      `${version}.${nonce}.${body.slice(0, 3)}!${body.slice(3)}`,
      `${version}.${nonce.slice(0, 15)}.${nonce.slice(15)}${body}`,
      `${version}.${nonce}${body}`,
      `V1.${nonce}.${body}`,
      ...[1, 2, 3].map((step) => it[part].slice(0, -1) + nextCharacter(it[part].at(-1) as string, step)),
      ...[standard(it[part])].filter((other) => other !== it[part]),
    ]
    for (const spelling of spellings) {
      refuses(ringOfOne(), place, { ...it, [part]: spelling }, JSON.stringify(spelling))
      refuses(warmOf(it, 'four'), place, { ...it, [part]: spelling }, `${JSON.stringify(spelling)}, warm`)
    }
  }
})

function warmOf(it: Sealed, expected: string): Keyring {
  const ring = ringOfOne()
  assert.equal(open(ring, place, it), expected)
  return ring
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const nextCharacter = (character: string, step: number) =>
  ALPHABET[(ALPHABET.indexOf(character) + step) % 64] as string

test('text that is cut short or is nothing at all is refused', () => {
  const it = seal(ringOfOne(), place, text)
  for (const part of ['sealed', 'data_key'] as const) {
    for (let length = 0; length < it[part].length; length++)
      refuses(ringOfOne(), place, { ...it, [part]: it[part].slice(0, length) }, `${part} of ${length}`)
    for (const nothing of ['v1..', 'v1', '.', '..', `v1.${'A'.repeat(16)}.${'A'.repeat(22)}`, 'v2.AAAA.AAAA'])
      refuses(ringOfOne(), place, { ...it, [part]: nothing }, nothing)
  }
})

test('what was sealed for one place opens for no other', () => {
  const it = seal(ringOfOne(), place, text)
  const elsewhere = {
    table: place.replace('secret_versions', 'system_secrets'),
    region: place.replace('nyc3', 'sfo3'),
    account: place.replace('3f1c0e0e', '3f1c0e0f'),
    name: place.replace('/db/', '/db2/'),
    version: place.replace(/1$/, '2'),
    longer: `${place}1`,
    shorter: place.slice(0, -1),
    case: place.toUpperCase(),
  }
  const warm = warmRing(it)
  for (const [what, where] of Object.entries(elsewhere)) {
    refuses(ringOfOne(), where, it, what)
    refuses(warm, where, it, `${what}, warm`)
    assert.throws(() => rewrap(warm, where, it), VaultError, `re-wrapping cannot move it: ${what}`)
  }
})

test('two rows cannot exchange their parts, even with both keys in the cache', () => {
  const ring = ringOfOne()
  const other_place = place.replace(/1$/, '2')
  const one = seal(ring, place, text)
  const two = seal(ring, other_place, 'another text')
  const same_place = seal(ring, place, 'a text sealed for the same place')
  open(ring, place, one)
  open(ring, other_place, two)
  open(ring, place, same_place)
  refuses(ring, place, two, 'the whole row')
  refuses(ring, place, { ...one, data_key: two.data_key }, 'the data key of another place')
  refuses(ring, place, { ...one, sealed: two.sealed }, 'the text of another place')
  refuses(ring, place, { ...one, data_key: same_place.data_key }, 'the data key of another sealing here')
  refuses(ring, place, { ...one, sealed: same_place.sealed }, 'the text of another sealing here')
  assert.equal(open(ring, place, one), text)
})

test('a wrong key, an unknown key and a misnamed key are refused', () => {
  const it = seal(ringOfOne(), place, text)
  refuses(makeKeyring('k1', new Map([['k1', key_two]])), place, it, 'another key under the same name')
  assert.throws(() => open(makeKeyring('k2', new Map([['k2', key_one]])), place, it), UnknownRingKey)
  assert.throws(() => seal(makeKeyring('k9', new Map([['k1', key_one]])), place, text), UnknownRingKey)
  const ring = makeKeyring(
    'k1',
    new Map([
      ['k1', key_one],
      ['k2', key_one],
    ]),
  )
  assert.equal(open(ring, place, it), text)
  refuses(ring, place, { ...it, ring_key: 'k2' }, 'the name of the key is sealed too, cached or not')
})

test('re-wrapping keeps the text and opens under the new key alone', () => {
  const it = seal(ringOfOne(), place, text)
  const moved = rewrap(ringOfBoth(), place, it)
  assert.equal(moved.sealed, it.sealed)
  assert.equal(moved.ring_key, 'k2')
  assert.notEqual(moved.data_key, it.data_key)
  assert.equal(open(makeKeyring('k2', new Map([['k2', key_two]])), place, moved), text)
  assert.throws(() => open(ringOfOne(), place, moved), UnknownRingKey)
  refuses(ringOfBoth(), place, { ...moved, ring_key: 'k1' }, 'the new wrapping under the old name')
  assert.equal(open(ringOfBoth(), place, it), text, 'until it is replaced, the old wrapping opens too')
})

test('neither a nonce nor a data key comes twice', () => {
  const ring = ringOfOne()
  const seals = 3000
  const nonces = new Set<string>()
  const bodies = new Set<string>()
  for (let n = 0; n < seals; n++) {
    const it = seal(ring, place, text)
    const moved = rewrap(ring, place, it)
    for (const part of [it.sealed, it.data_key, moved.data_key]) nonces.add(part.split('.')[1] as string)
    bodies.add(it.sealed.split('.')[2] as string)
  }
  assert.equal(nonces.size, seals * 3)
  assert.equal(bodies.size, seals)
})

test('a place that could be read as another, and a text that would not come back, are refused', () => {
  const it = seal(ringOfOne(), place, text)
  for (const bad of ['', 'a\nb', 'a\u0000', 'é', '\ud800', '\u007f', `${place}\n`]) {
    assert.throws(() => seal(ringOfOne(), bad, text), VaultError, JSON.stringify(bad))
    assert.throws(() => open(ringOfOne(), bad, it), VaultError, JSON.stringify(bad))
    assert.throws(() => rewrap(ringOfOne(), bad, it), VaultError, JSON.stringify(bad))
  }
  for (const half of ['\ud800', 'x\udc00y']) assert.throws(() => seal(ringOfOne(), place, half), VaultError)
})

test('a ring key opens under its own master key and its own name alone', () => {
  const master = randomBytes(32)
  const wrapped = makeRingKey(master, 'k1')
  const key = openRingKey(master, 'k1', wrapped)
  assert.equal(key.length, 32)
  assert.notDeepEqual(openRingKey(master, 'k1', makeRingKey(master, 'k1')), key)
  assert.throws(() => openRingKey(randomBytes(32), 'k1', wrapped), VaultError)
  assert.throws(() => openRingKey(master, 'k2', wrapped), VaultError)
  // What a data key is wrapped as, or a text sealed as, is no ring key even under the same key.
  const it = seal(makeKeyring('k1', new Map([['k1', master]])), 'k1', 'x'.repeat(32))
  assert.throws(() => openRingKey(master, 'k1', it.data_key), VaultError)
})

test('an error tells nothing of the text, the key or the sealed form', () => {
  const it = seal(ringOfOne(), place, text)
  const failures = [
    () => open(ringOfOne(), `${place}1`, it),
    () => open(ringOfOne(), place, { ...it, sealed: `${it.sealed}=` }),
    () => open(makeKeyring('k2', new Map()), place, it),
    () => open(ringOfOne(), place, { ...it, ring_key: it.data_key }),
  ]
  const parts = [text, it.sealed, it.data_key, key_one.toString('hex'), key_one.toString('base64')]
  for (const failure of failures) {
    assert.throws(failure, (error: Error) => {
      assert.ok(error instanceof VaultError)
      for (const part of parts) assert.ok(!`${error.stack}${error.cause}`.includes(part), error.message)
      return true
    })
  }
})
