// Answers that another implementation gave (README.md tells which, and how): what is sealed by one release must
// open in every later one.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decrypt, encryptWith } from './aead.ts'
import { makeKeyring, openRingKey } from './keyring.ts'
import { open, rewrap, type Sealed } from './seal.ts'

interface Vectors {
  layers: Array<Record<'key' | 'nonce' | 'place' | 'clear' | 'sealed', string>>
  envelopes: Array<{ place: string; text: string; wrapping_key: string; envelope: Sealed }>
  ring_keys: Array<Record<'master' | 'id' | 'key' | 'wrapped', string>>
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'))
const bytes = (hex: string) => Buffer.from(hex, 'hex')

test('one layer gives the known ciphertext, and the known text back', () => {
  assert.equal(vectors.layers.length, 6)
  for (const { key, nonce, place, clear, sealed } of vectors.layers) {
    assert.equal(encryptWith(bytes(key), bytes(nonce), place, bytes(clear)), sealed)
    assert.equal(decrypt(bytes(key), place, sealed).toString('hex'), clear)
  }
})

test('a whole envelope opens to the known text, before and after a rotation', () => {
  assert.equal(vectors.envelopes.length, 3)
  for (const { place, text, wrapping_key, envelope } of vectors.envelopes) {
    const old_keys = new Map([[envelope.ring_key, bytes(wrapping_key)]])
    const ring = makeKeyring(envelope.ring_key, old_keys)
    assert.equal(open(ring, place, envelope), text)
    const turned = makeKeyring('k99', new Map([...old_keys, ['k99', Buffer.alloc(32, 9)]]))
    assert.equal(open(turned, place, rewrap(turned, place, envelope)), text)
  }
})

test('a wrapped ring key opens to the known key', () => {
  assert.equal(vectors.ring_keys.length, 1)
  for (const { master, id, key, wrapped } of vectors.ring_keys)
    assert.equal(openRingKey(bytes(master), id, wrapped).toString('hex'), key)
})
