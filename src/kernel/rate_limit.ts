// Sliding windows, exact: each request counts for one hour and one minute after it was made, per token.

export interface RateLimit {
  hour: number
  minute: number
}

/** What the answer's headers say. `retry_after` is set when the request must be refused. */
export interface RateState {
  limit: number
  remaining: number
  /** Unix seconds at which the oldest counted request expires. */
  reset: number
  refused: boolean
  /** Seconds; only where the minute's burst was spent. */
  retry_after: number | undefined
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const IDLE_SWEPT_AT = 10_000

/** The times of the requests that still count, oldest first, in a ring that grows up to the hourly limit. */
class Window {
  #times = new Float64Array(32)
  #head = 0
  count = 0

  add(at: number): void {
    if (this.count === this.#times.length) this.#grow()
    this.#times[(this.#head + this.count) % this.#times.length] = at
    this.count += 1
  }

  at(index: number): number {
    return this.#times[(this.#head + index) % this.#times.length] as number
  }

  dropUntil(time: number): void {
    while (this.count > 0 && this.at(0) <= time) {
      this.#head = (this.#head + 1) % this.#times.length
      this.count -= 1
    }
  }

  #grow(): void {
    const wider = new Float64Array(this.#times.length * 2)
    for (let index = 0; index < this.count; index++) wider[index] = this.at(index)
    this.#times = wider
    this.#head = 0
  }
}

export class RateLimiter {
  readonly #limit: RateLimit
  readonly #spent = new Map<string, Window>()
  #swept_at = Number.NEGATIVE_INFINITY

  constructor(limit: RateLimit) {
    this.#limit = limit
  }

  /** Counts one request of `who` unless it must be refused: refused requests are not counted. */
  take(who: string, now_ms: number): RateState {
    const spent = this.#of(who, now_ms)
    spent.dropUntil(now_ms - HOUR_MS)
    // The minute is spent when the request that was made `minute` requests ago is less than a minute old.
    const burst_from = spent.count >= this.#limit.minute ? spent.at(spent.count - this.#limit.minute) : 0
    const burst = burst_from > now_ms - MINUTE_MS
    const refused = burst || spent.count >= this.#limit.hour
    if (!refused) spent.add(now_ms)
    return {
      limit: this.#limit.hour,
      remaining: burst ? 0 : this.#limit.hour - spent.count,
      reset: Math.ceil(((spent.count > 0 ? spent.at(0) : now_ms) + HOUR_MS) / 1000),
      refused,
      retry_after: burst ? Math.max(1, Math.ceil((burst_from + MINUTE_MS - now_ms) / 1000)) : undefined,
    }
  }

  /** How many callers it remembers. */
  get size(): number {
    return this.#spent.size
  }

  #of(who: string, now_ms: number): Window {
    let spent = this.#spent.get(who)
    if (!spent) {
      if (this.#spent.size >= IDLE_SWEPT_AT && now_ms - this.#swept_at >= MINUTE_MS) this.#sweep(now_ms)
      spent = new Window()
      this.#spent.set(who, spent)
    }
    return spent
  }

  /** Looks at everyone, so it must not run for each newcomer of a flood. */
  #sweep(now_ms: number): void {
    this.#swept_at = now_ms
    for (const [who, spent] of this.#spent) {
      spent.dropUntil(now_ms - HOUR_MS)
      if (spent.count === 0) this.#spent.delete(who)
    }
  }
}

/** What is said of a caller that is not known, or not limited. */
export function untouched(limit: number, now_ms: number): RateState {
  const reset = Math.ceil((now_ms + HOUR_MS) / 1000)
  return { limit, remaining: limit, reset, refused: false, retry_after: undefined }
}
