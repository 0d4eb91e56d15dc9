// Everything secret at rest passes through these functions. Imports node:crypto only (a test enforces it).
// README.md beside this file says what they promise and against whom; vectors.json holds known answers.
//
// Envelope: each text has a data key of its own, used once. The data key is wrapped by a key of the ring.
// Both layers are AES-256-GCM under a random 96-bit nonce, written `v1.<nonce>.<ciphertext and tag>` (base64url).
// `place` is authenticated in both but stored in neither: a row copied to another row will not open.
import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, VaultError } from './aead.ts'
import { type Keyring, keyNamed } from './keyring.ts'

export interface Sealed {
  /** The ring's key that wraps the data key. */
  ring_key: string
  data_key: string
  sealed: string
}

const KEY_BYTES = 32

/** Seals `text` for `place` under a new data key. */
export function seal(ring: Keyring, place: string, text: string): Sealed {
  requirePlace(place)
  const data_key = randomBytes(KEY_BYTES)
  const sealed = encrypt(data_key, `text ${place}`, Buffer.from(text, 'utf8'))
  return { ...wrap(ring, place, data_key), sealed }
}

/** Throws VaultError when anything differs from what was sealed: a byte, the place, the key. */
export function open(ring: Keyring, place: string, it: Sealed): string {
  requirePlace(place)
  const data_key = unwrap(ring, place, it)
  return decrypt(data_key, `text ${place}`, it.sealed).toString('utf8')
}

/** The same text under the ring's current key. The text itself is not decrypted and its data key stays. */
export function rewrap(ring: Keyring, place: string, it: Sealed): Sealed {
  requirePlace(place)
  return { ...wrap(ring, place, unwrap(ring, place, it)), sealed: it.sealed }
}

function wrap(ring: Keyring, place: string, data_key: Buffer): Pick<Sealed, 'ring_key' | 'data_key'> {
  const ring_key = ring.current
  return { ring_key, data_key: encrypt(keyNamed(ring, ring_key), wrapPlace(ring_key, place), data_key) }
}

function unwrap(ring: Keyring, place: string, { ring_key, data_key }: Sealed): Buffer {
  const cached = ring.unwrapped.get(place, data_key)
  if (cached) return cached
  const key = decrypt(keyNamed(ring, ring_key), wrapPlace(ring_key, place), data_key)
  if (key.length !== KEY_BYTES) throw new VaultError('data key has the wrong length')
  ring.unwrapped.set(place, data_key, key)
  return key
}

const wrapPlace = (ring_key: string, place: string) => `data key ${ring_key} ${place}`

function requirePlace(place: string): void {
  if (place === '') throw new VaultError('a place is needed')
}
