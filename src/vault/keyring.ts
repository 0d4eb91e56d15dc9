import { randomBytes } from 'node:crypto'
import { decrypt, encryptWith, NONCE_BYTES, VaultError } from './aead.ts'

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
    super(`the ring has no key ${JSON.stringify(id.slice(0, 60))}`)
  }
}

/** A new key for a ring, wrapped by the master key. The wrapping doubles as the check value of the master key. */
export function makeRingKey(master: Buffer, id: string): string {
  return encryptWith(master, randomBytes(NONCE_BYTES), ringPlace(id), randomBytes(RING_KEY_BYTES))
}

/** Throws VaultError under any master key but the one that wrapped it. */
export function openRingKey(master: Buffer, id: string, wrapped: string): Buffer {
  const key = decrypt(master, ringPlace(id), wrapped)
  if (key.length !== RING_KEY_BYTES) throw new VaultError('ring key has the wrong length')
  return key
}

const ringPlace = (id: string) => `ring key ${id}`

/**
 * The oldest go first, and are wiped as they go. Found by place (which names the ring key too) and wrapped key
 * together, so that a hit proves what unwrapping would have proved: they belong to each other.
 */
export class UnwrappedKeys {
  readonly #max: number
  readonly #keys = new Map<string, { place: string; key: Buffer }>()

  constructor(max: number) {
    this.#max = max
  }

  get(place: string, wrapped: string): Buffer | undefined {
    const kept = this.#keys.get(wrapped)
    return kept?.place === place ? kept.key : undefined
  }

  /** The key is this cache's from now on: it may be used until the next call, not kept. */
  set(place: string, wrapped: string, key: Buffer): void {
    const [oldest] = this.#keys.size >= this.#max ? this.#keys : []
    if (oldest) {
      oldest[1].key.fill(0)
      this.#keys.delete(oldest[0])
    }
    this.#keys.set(wrapped, { place, key })
  }

  /** For a purge: a data key that was destroyed must not live on here. */
  clear(): void {
    for (const { key } of this.#keys.values()) key.fill(0)
    this.#keys.clear()
  }
}
