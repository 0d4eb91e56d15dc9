import { randomBytes } from 'node:crypto'

// Asking the system's generator costs more than a layer of encryption, so it is asked for many bytes at once.
const POOL_BYTES = 8192

let pool = Buffer.alloc(0)
let given = 0

/** Random bytes that nobody was given before, and that are left nowhere but in what this returns. */
export function freshBytes(size: number): Buffer {
  if (given + size > pool.length) {
    pool = randomBytes(POOL_BYTES)
    given = 0
  }
  const from = given
  given += size
  const bytes = Buffer.from(pool.subarray(from, given))
  pool.fill(0, from, given)
  return bytes
}
