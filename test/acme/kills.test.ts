// SIGKILL at every exchange with the authority, before it has heard of it and before we have its answer, and at any moment
// besides. Whoever starts again on the folder goes on; nothing is ordered twice, and nothing is left behind.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { systemSecret } from '../../src/areas/keys/system_secret.ts'
import { Lost } from '../crash/client.ts'
import { seed } from '../crash/options.ts'
import { seeded } from '../crash/random.ts'
import { ABOUT_ONE } from './faults.ts'
import type { Kind, Meddler } from './relay.ts'
import { behindRelay, type World } from './relayed.ts'

// Directory, nonce and account are asked for once in a process, so only a fresh one asks for them.
const OF_A_FRESH_PROCESS = 3
const STEPS = 8
const STEPS_BEFORE_REFUSAL = 5
const RANDOM_KILLS = 10
const KILLS_AN_ISSUANCE = 2
// The authority looks within a moment of being told to, so it is rarely in the midst of that.
const REFUSED_AT_MOST = 3
// About as long as an issuance takes.
const LONGEST_MS = 2000

type Kill = () => Promise<void>

const MOMENTS: Record<string, (kill: Kill) => Meddler> = {
  'before the authority hears of it': (kill) => async (passage) => {
    await kill()
    passage.response.destroy()
  },
  'after the authority has done it': (kill) => async (passage) => {
    await passage.pass()
    await kill()
    passage.response.destroy()
  },
}

interface Interruption {
  domain: string
  /** Of the exchanges since the certificate was asked for, from 1. */
  number: number
  meddler: (kill: Kill) => Meddler
}

/** Asks for a certificate and kills the server on the way; tells at what, unless fewer exchanges were needed. */
async function interrupt(
  { relay, product }: World,
  { domain, number, meddler }: Interruption,
): Promise<{ id: string; killed_at: Kind | undefined }> {
  const killed = Promise.withResolvers<Kind | undefined>()
  let count = 0
  relay.meddlerFor = ({ kind }) => {
    count += 1
    const kill = () => product.stop('SIGKILL').then(() => killed.resolve(kind))
    return count === number ? meddler(kill) : undefined
  }
  const id = await product.request(domain, domain)
  const ended = product.issued(id).then(
    () => undefined,
    (error) => {
      if (error instanceof Lost) return killed.promise
      throw error
    },
  )
  const outcome = { id, killed_at: await Promise.race([killed.promise, ended]) }
  relay.meddlerFor = () => undefined
  return outcome
}

/** An authority that looked while the server was dead has found no proof: that order can come to nothing any more. */
const ordersRefused = ({ product }: World): Promise<number> =>
  product.inside(async ({ main }) => {
    const rows = await main.database.read
      .$extendTables<{ certificate_orders: { outcome: string } }>()
      .selectFrom('certificate_orders')
      .select('outcome')
      .where('outcome', '!=', 'issued')
      .execute()
    assert.ok(rows.every(({ outcome }) => outcome === 'refused'))
    return rows.length
  })

/** What must be so when an interrupted certificate has been issued after all. Gives its private key. */
async function assertWhole({ product, pebble }: World, id: string, domain: string): Promise<string> {
  const issued = await product.issued(id)
  assert.deepEqual(await product.proofsIn(domain), [])
  return (await product.assertGood(issued, pebble)).private_key
}

/** Each certificate was ordered once, unless that was refused. The trail tells of each step that was taken, and once; no key can be read anywhere. */
async function assertAfterwards(world: World, keys: string[]): Promise<void> {
  const { product, relay } = world
  await product.stop()
  const refused = await ordersRefused(world)
  assert.ok(refused <= REFUSED_AT_MOST, `${refused} orders were refused`)
  assert.equal(relay.ordered.length, keys.length + refused)
  const taken = (await product.steps()).filter(({ status }) => status === 200)
  assert.equal(taken.length, keys.length * STEPS + refused * STEPS_BEFORE_REFUSAL)
  const account_key = await product.inside(({ main }) =>
    systemSecret(main, `acme_account ${relay.directory}`, new Date(), () => assert.fail('it has no account')),
  )
  product.assertNoKeyInClear([...keys, account_key])
}

suite('SIGKILL while certificates are issued', { concurrency: 2 }, () => {
  for (const [when, meddler] of Object.entries(MOMENTS))
    test(`at each exchange, ${when}`, (t) =>
      behindRelay(t, async (world) => {
        const keys: string[] = []
        const killAt = async (number: number) => {
          const domain = `n${keys.length}.example.com`
          const { id, killed_at } = await interrupt(world, { domain, number, meddler })
          if (killed_at) await world.product.start()
          keys.push(await assertWhole(world, id, domain))
          return killed_at
        }
        const killed: Array<Kind | undefined> = []
        for (let number = 1; number <= OF_A_FRESH_PROCESS; number++) {
          await world.product.stop('SIGKILL')
          await world.product.start()
          killed.push(await killAt(number))
        }
        for (let number = 1; killed.at(-1) !== undefined; number++) killed.push(await killAt(number))
        assert.deepEqual(new Set(killed), new Set(['directory', 'nonce', 'account', ...ABOUT_ONE, undefined]))
        await assertAfterwards(world, keys)
        t.diagnostic(`${killed.length - 1} kills`)
      }))

  test(`at any moment, seed ${seed}`, (t) =>
    behindRelay(t, async (world) => {
      const random = seeded(seed)
      const keys: string[] = []
      for (let kills = 0; kills < RANDOM_KILLS; kills += KILLS_AN_ISSUANCE) {
        const domain = `r${kills}.example.com`
        const id = await world.product.request(domain, domain)
        for (let kill = 0; kill < KILLS_AN_ISSUANCE; kill++) {
          await pause(random.below(LONGEST_MS))
          await world.product.stop('SIGKILL')
          await world.product.start()
        }
        keys.push(await assertWhole(world, id, domain))
      }
      await assertAfterwards(world, keys)
    }))
})
