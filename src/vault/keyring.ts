import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, VaultError } from './aead.ts'

export interface Keyring {
  /** Names the key that seals what is new. */
  current: string
  /** Opens what is old too; rotation adds a key, and never removes one that is still named. */
  keys: ReadonlyMap<string, Buffer>
  /** Data keys already unwrapped in this process. */
  unwrapped: UnwrappedKeys
}

const RING_KEY_BYTES = 32
const UNWRAPPED_MAX = 4096

export function makeKeyring(current: string, keys: ReadonlyMap<string, Buffer>): Keyring {
  return { current, keys, unwrapped: new UnwrappedKeys(UNWRAPPED_MAX) }
}

export function keyNamed(ring: Keyring, id: string): Buffer {
  const key = ring.keys.get(id)
  if (!key) throw new UnknownRingKey(id)
  return key
}

/** The ring in memory is older than the row; reading the ring again may help. */
export class UnknownRingKey extends VaultError {
  constructor(id: string) {
    super(`the ring has no key ${id}`)
  }
}

/** A new key for a ring, wrapped by the master key. The wrapping doubles as the check value of the master key. */
export function makeRingKey(master: Buffer, id: string): string {
  return encrypt(master, ringPlace(id), randomBytes(RING_KEY_BYTES))
}

/** Throws VaultError under any master key but the one that wrapped it. */
export function openRingKey(master: Buffer, id: string, wrapped: string): Buffer {
  const key = decrypt(master, ringPlace(id), wrapped)
  if (key.length !== RING_KEY_BYTES) throw new VaultError('ring key has the wrong length')
  return key
}

const ringPlace = (id: string) => `ring key ${id}`

/**
 * The least recently used go first. Keyed by place and wrapped key together, so that a hit proves what an
 * unwrapping would have proved: this wrapped key belongs to this place.
 */
export class UnwrappedKeys {
  readonly #max: number
  readonly #keys = new Map<string, Buffer>()

  constructor(max: number) {
    this.#max = max
  }

  get(place: string, wrapped: string): Buffer | undefined {
    return this.#keys.get(`${place}\n${wrapped}`)
  }

  set(place: string, wrapped: string, key: Buffer): void {
    if (this.#keys.size >= this.#max) {
      const oldest = this.#keys.keys().next().value
      if (oldest !== undefined) this.#keys.delete(oldest)
    }
    this.#keys.set(`${place}\n${wrapped}`, key)
  }

  /** For a purge: a data key that was destroyed must not live on here. */
  clear(): void {
    for (const key of this.#keys.values()) key.fill(0)
    this.#keys.clear()
  }
}
