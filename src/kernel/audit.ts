// What is remembered of each request. Changes and reads of secret values carry their entry into their own
// transaction (ctx.atomically); everything else is kept here for a moment and written in small groups.
import type { Database } from '../store/database.ts'

/** One line of the trail, but for what the journal adds: writer, number, and the hash of the line before. */
export interface AuditEntry {
  time: string
  token: string | null
  account: string | null
  /** operationId, or `METHOD path` where there is none. */
  operation: string
  resource: string | null
  region: string | null
  decision: 'allowed' | 'refused'
  status: number
  request_id: string
  address: string
  detail?: string | undefined
  /** There is a record already: durable with the change it tells of, or kept here. Not part of it. */
  written: boolean
}

const FLUSH_AT = 64
const FLUSH_AFTER_MS = 250
const PENDING_MAX = 20_000
const RETRY_AFTER_MS = 500

/** Collects entries and writes them within a second, or turns `failing` until it can again. */
export class AuditTrail {
  readonly #database: Database
  #pending: AuditEntry[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #failure: unknown
  #dropped = 0
  #next_try_at = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** The reason while records cannot be written; requests must then be refused. */
  get failure(): unknown {
    return (
      this.#failure ??
      (this.#pending.length >= PENDING_MAX ? new Error('the audit trail is behind') : undefined)
    )
  }

  add(entry: AuditEntry): void {
    // Only while nothing can be written and every request is refused for it; how many it were is recorded later.
    if (this.#pending.length >= PENDING_MAX) {
      this.#dropped += 1
      return
    }
    this.#pending.push(entry)
    if (this.#pending.length >= FLUSH_AT && !this.#writing && !this.#failure) this.#write()
    else this.#timer ??= setTimeout(() => this.#onTimer(), FLUSH_AFTER_MS).unref()
  }

  /** Resolves when all that was added is durable; throws what kept it from being so. */
  async flush(): Promise<void> {
    while (this.#pending.length > 0 || this.#writing) {
      this.#write()
      await this.#writing
      if (this.#failure) throw this.#failure
    }
  }

  /** Tries again at once if the last try failed, at most twice a second. Throws the failure if it stays. */
  async recover(now_ms: number): Promise<void> {
    if (!this.failure) return
    if (now_ms >= this.#next_try_at) {
      this.#next_try_at = now_ms + RETRY_AFTER_MS
      await this.#database.check()
      this.#write()
      await this.#writing
    }
    if (this.failure) throw this.failure
  }

  #onTimer(): void {
    this.#timer = undefined
    this.#write()
  }

  #write(): void {
    if (this.#writing || this.#pending.length === 0) return
    const group = this.#pending.splice(0, FLUSH_AT * 4)
    this.#writing = this.#database
      .transact(async () => {}, group)
      .then(
        () => this.#written(group.at(-1)),
        (error) => this.#failed(group, error),
      )
  }

  #written(last: AuditEntry | undefined): void {
    this.#writing = undefined
    this.#failure = undefined
    if (this.#dropped > 0 && last) {
      const resource = `${this.#dropped} refused requests`
      this.#dropped = 0
      this.#pending.push({
        ...last,
        operation: 'audit records dropped',
        resource,
        token: null,
        account: null,
      })
    }
    if (this.#pending.length >= FLUSH_AT) this.#write()
    else if (this.#pending.length > 0)
      this.#timer ??= setTimeout(() => this.#onTimer(), FLUSH_AFTER_MS).unref()
  }

  #failed(group: AuditEntry[], error: unknown): void {
    this.#writing = undefined
    this.#failure = error
    this.#pending = [...group, ...this.#pending]
    this.#timer ??= setTimeout(() => this.#onTimer(), RETRY_AFTER_MS).unref()
  }
}
