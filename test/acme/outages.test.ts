// An authority that is down for as long as anybody would wait, or before it has ever been spoken to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getCertificate, proofsIn, requestCertificate } from '../certificates/issuing.ts'
import { breaksOff, PASSING, rewrites, says } from './faults.ts'
import { type HeldWorld, onHeldClock, settle } from './in_process.ts'
import type { Kind, Meddler } from './relay.ts'

const EVERY_KIND: Kind[] = [
  'directory',
  'nonce',
  'account',
  'order',
  'order poll',
  'authorization',
  'challenge',
  'finalize',
  'certificate',
]
const certificatesIn = (pem: string) => pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? []

/** With clients that wait for about ten minutes. */
const PATIENCE_SECONDS = { least: 300, most: 1800 }

async function assertGivenUp({ t }: HeldWorld, told: RegExp): Promise<void> {
  const id = await requestCertificate(t, 'web')
  const seconds = await settle(t)
  const { state, message } = await getCertificate(t, id)
  assert.equal(state, 'error')
  assert.match(message, told)
  const { least, most } = PATIENCE_SECONDS
  assert.ok(seconds > least && seconds < most, `it was given up after ${seconds} seconds`)
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
  assert.ok(
    t.log.some((line) => line.includes('a certificate was not issued') && told.test(JSON.parse(line).reason)),
  )
}

for (const kind of EVERY_KIND)
  test(`an authority that is down at each ${kind} is given up in time, and then used again`, (context) =>
    onHeldClock(context, async (world) => {
      const { relay, t } = world
      const faults: Meddler[] = [breaksOff, says(503, {}, 'maintenance')]
      let down = 0
      relay.meddlerFor = (seen) => (seen.kind === kind ? faults[down++ % 2] : undefined)
      await assertGivenUp(
        world,
        /^(unreachable: 127\.0\.0\.1:\d+: ECONNRESET|serverInternal: HTTP status 503)/,
      )
      assert.ok(down >= 5, `it was asked ${down} times`)
      relay.meddlerFor = () => undefined
      const id = await requestCertificate(t, 'again', ['www.example.com'])
      await settle(t)
      assert.equal((await getCertificate(t, id)).state, 'verified')
    }))

for (const [how, fault] of Object.entries(PASSING))
  test(`an authority that ${how} when it is first spoken to is asked again`, (context) =>
    onHeldClock(context, async ({ relay, t }) => {
      const kinds = new Set<Kind>(['directory', 'nonce', 'account'])
      relay.meddlerFor = ({ kind }) => (kinds.delete(kind) ? fault : undefined)
      const id = await requestCertificate(t, 'web')
      await settle(t)
      assert.equal((await getCertificate(t, id)).state, 'verified')
      assert.deepEqual([kinds.size, relay.ordered.length], [0, 1])
    }))

const MALFORMED: Record<string, (pem: string) => string> = {
  'without its leaf': (pem) => certificatesIn(pem).slice(1).join(''),
  'in the wrong order': (pem) => certificatesIn(pem).toReversed().join(''),
  'with a bit that fell over': (pem) => pem.replace(/M/g, 'N'),
  'that is empty': () => '',
}

for (const [what, change] of Object.entries(MALFORMED))
  test(`a chain ${what} is asked for again, and at last not taken`, (context) =>
    onHeldClock(context, async (world) => {
      world.relay.meddlerFor = ({ kind }) => (kind === 'certificate' ? rewrites(change) : undefined)
      await assertGivenUp(world, /^badAnswer: .* answered with /)
    }))
