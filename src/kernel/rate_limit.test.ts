import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RateLimiter, type RateState } from './rate_limit.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const START_MS = Date.parse('2026-01-01T00:00:00Z')

/** The same rule over a plain list of every request that was let through. */
function modelled(limit: { hour: number; minute: number }) {
  let passed: number[] = []
  return (now: number): RateState => {
    passed = passed.filter((at) => at > now - HOUR_MS)
    const recent = passed.filter((at) => at > now - MINUTE_MS)
    const burst = recent.length >= limit.minute
    const refused = burst || passed.length >= limit.hour
    if (!refused) passed.push(now)
    const free_at = (recent.at(-limit.minute) as number) + MINUTE_MS
    return {
      limit: limit.hour,
      remaining: burst ? 0 : limit.hour - passed.length,
      reset: Math.ceil(((passed[0] ?? now) + HOUR_MS) / 1000),
      refused,
      retry_after: burst ? Math.max(1, Math.ceil((free_at - now) / 1000)) : undefined,
    }
  }
}

test('whatever the pace, the limiter does as a list of all requests would', () => {
  const limits = fc.record({
    hour: fc.integer({ min: 1, max: 200 }),
    minute: fc.integer({ min: 1, max: 60 }),
  })
  const step = fc.oneof(
    fc.constantFrom(0, 1, 500, MINUTE_MS - 1, MINUTE_MS, HOUR_MS),
    fc.integer({ min: 0, max: 30_000 }),
  )
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 400, size: 'max' }), (limit, steps) => {
      const limiter = new RateLimiter(limit)
      const model = modelled(limit)
      let now = START_MS
      for (const pause of steps) {
        now += pause
        assert.deepEqual(limiter.take('one', now), model(now))
      }
    }),
    { numRuns: 100 },
  )
})

test('callers are counted apart, and those long gone are forgotten without being asked for', () => {
  const limiter = new RateLimiter({ hour: 2, minute: 2 })
  for (let caller = 0; caller < 25_000; caller++)
    assert.equal(limiter.take(`caller ${caller}`, START_MS + caller).remaining, 1)
  const later = START_MS + 2 * HOUR_MS
  assert.equal(limiter.size, 25_000)
  assert.equal(limiter.take('another', later).remaining, 1)
  assert.equal(limiter.size, 1)
})

test('a flood of new callers is not looked through for each of them', () => {
  const limiter = new RateLimiter({ hour: 2, minute: 2 })
  const started = performance.now()
  for (let caller = 0; caller < 60_000; caller++) limiter.take(`caller ${caller}`, START_MS)
  // A sweep for each caller would take minutes.
  assert.ok(performance.now() - started < 5000)
})
