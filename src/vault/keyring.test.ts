import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeKeyring, UnwrappedKeys } from './keyring.ts'
import { open, seal } from './seal.ts'

const key = (byte: number) => Buffer.alloc(32, byte)
const zeros = Buffer.alloc(32)

test('the oldest key goes first, and is wiped', () => {
  const kept = new UnwrappedKeys(2)
  const [one, two, three] = [key(1), key(2), key(3)]
  kept.set('a', 'wa', one)
  kept.set('b', 'wb', two)
  kept.set('c', 'wc', three)
  assert.equal(kept.get('a', 'wa'), undefined)
  assert.deepEqual(one, zeros)
  assert.deepEqual([kept.get('b', 'wb'), kept.get('c', 'wc')], [key(2), key(3)])
})

test('a key is found by its own place and wrapping together', () => {
  const kept = new UnwrappedKeys(9)
  kept.set('place', 'wrapped', key(1))
  for (const [place, wrapped] of [
    ['place', 'wrappe'],
    ['plac', 'wrapped'],
    ['placew', 'rapped'],
    ['', 'place\nwrapped'],
    ['place\nwrapped', ''],
    ['place ', 'wrapped'],
  ] as const)
    assert.equal(kept.get(place, wrapped), undefined, `${place} ${wrapped}`)
})

test('clearing wipes every key and forgets it', () => {
  const kept = new UnwrappedKeys(9)
  const keys = [key(1), key(2), key(3)]
  for (const [n, it] of keys.entries()) kept.set(`place ${n}`, `w${n}`, it)
  kept.clear()
  for (const [n, it] of keys.entries()) {
    assert.deepEqual(it, zeros)
    assert.equal(kept.get(`place ${n}`, `w${n}`), undefined)
  }
})

test('more texts than the cache holds still open, each to its own', () => {
  const ring = { ...makeKeyring('k1', new Map([['k1', key(7)]])), unwrapped: new UnwrappedKeys(3) }
  const sealed = Array.from({ length: 10 }, (_, n) => seal(ring, `place/${n}`, `text ${n}`))
  for (let round = 0; round < 3; round++)
    for (const [n, it] of sealed.entries()) assert.equal(open(ring, `place/${n}`, it), `text ${n}`)
  ring.unwrapped.clear()
  for (const [n, it] of sealed.entries()) assert.equal(open(ring, `place/${n}`, it), `text ${n}`)
})
