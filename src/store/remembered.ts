// Rows that every request asks for, kept in memory for as long as no other process has written to their database.
import type { Database, Db } from './database.ts'

const KEPT_MAX = 10_000

/**
 * For rows that this process itself does not change once they are made, or only together with `forget`. Where the
 * engine cannot say whether another process has written, every question goes to the database.
 */
export class Remembered<Value extends object> {
  readonly #database: Database
  readonly #load: (db: Db, key: string) => Promise<Value | undefined>
  readonly #kept = new Map<string, Value>()
  #changes: number | undefined
  #asked_this_turn = false

  constructor(database: Database, load: (db: Db, key: string) => Promise<Value | undefined>) {
    this.#database = database
    this.#load = load
  }

  async get(key: string): Promise<Value | undefined> {
    if (!this.#asked_this_turn) this.#forgetWhatMayHaveChanged()
    const kept = this.#kept.get(key)
    if (kept) return kept
    const changes = this.#changes
    const value = await this.#load(this.#database.read, key)
    // What was read before a change, and comes after it, is not kept.
    if (value && changes === this.#changes) this.#kept.set(key, value)
    return value
  }

  forget(): void {
    this.#kept.clear()
  }

  // Asked once a turn of the event loop: a change that another process has told of shows at the next turn.
  #forgetWhatMayHaveChanged(): void {
    const changes = this.#database.foreign_changes()
    if (changes === undefined || changes !== this.#changes || this.#kept.size >= KEPT_MAX) this.forget()
    this.#changes = changes
    if (changes === undefined) return
    this.#asked_this_turn = true
    setImmediate(() => {
      this.#asked_this_turn = false
    })
  }
}

/** One value for each object, made when it is first asked for and gone with it. */
export function once<Owner extends object, Value>(make: (owner: Owner) => Value): (owner: Owner) => Value {
  const made = new WeakMap<Owner, Value>()
  return (owner) => {
    let value = made.get(owner)
    if (value === undefined) {
      value = make(owner)
      made.set(owner, value)
    }
    return value
  }
}
