// A real server that reaches Pebble through a door where its exchanges can be meddled with.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { meddle, type Plan } from './faults.ts'
import { type Pebble, type PebbleOptions, startPebble } from './pebble.ts'
import { type Certificate, freeAddress, IMPATIENT, Product } from './product.ts'
import { type Relay, startRelay } from './relay.ts'

export interface World {
  pebble: Pebble
  relay: Relay
  product: Product
}

export async function behindRelay(
  t: TestContext,
  work: (world: World) => Promise<void>,
  options: PebbleOptions = {},
): Promise<void> {
  const dns = await freeAddress()
  await using pebble = await startPebble(t, { config: IMPATIENT, dns, ...options })
  if (!pebble) return
  await using relay = await startRelay(pebble)
  await using product = new Product(dns)
  product.signedBy([relay])
  await product.start()
  await work({ pebble, relay, product })
}

/** All at once, a domain each. Whatever the end of it, no proof stays in a domain. */
export async function requestAll(
  { product, relay }: Pick<World, 'product' | 'relay'>,
  cases: ReadonlyArray<{ plan: Plan }>,
): Promise<Certificate[]> {
  const domains = cases.map((_, at) => `case${at}.example.com`)
  meddle(relay, new Map(cases.map(({ plan }, at) => [domains[at] ?? '', plan])))
  const ids = await Promise.all(domains.map((domain) => product.request(domain, domain)))
  const settled = await product.settled(ids)
  for (const domain of domains) assert.deepEqual(await product.proofsIn(domain), [])
  return settled
}
