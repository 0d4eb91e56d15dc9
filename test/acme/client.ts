// What the tests do with an authority again and again.
import { setTimeout as pause } from 'node:timers/promises'
import { type AcmeOptions, buildAcmeIssuer } from '../../src/issuers/acme/acme_issuer.ts'
import { perform } from '../../src/issuers/aside/work.ts'
import type { Issuer, Order } from '../../src/issuers/issuer.ts'
import { makeCsr, makeKey } from '../../src/tls/csr.ts'
import type { Pebble } from './pebble.ts'

const SETTLED_MAX_MS = 30_000

/** With an account key of its own unless `options` has one. */
export async function issuerAt(pebble: Pebble, options: Partial<AcmeOptions> = {}): Promise<Issuer> {
  const key = await makeKey('ec256')
  return buildAcmeIssuer({
    directory: pebble.directory,
    ca: pebble.ca,
    contact: ['mailto:admin@example.com'],
    account_key: async () => key,
    version: 'test',
    now: () => new Date(),
    aside: perform,
    ...options,
  })
}

/** Puts the records of all that is not proven yet where the authority looks for them, and has it look. */
export async function proveAll(issuer: Issuer, order: Order, { names }: Pebble): Promise<number> {
  const open = (await issuer.listAuthorizations(order)).filter(({ status }) => status === 'pending')
  for (const { record_name, record_value } of open)
    names.records.set(record_name, [...(names.records.get(record_name) ?? []), record_value])
  for (const authorization of open) await issuer.prove(authorization)
  return open.length
}

/** The order, as soon as its status is none of `passing`. */
export async function settled(issuer: Issuer, { url }: Order, ...passing: Order['status'][]): Promise<Order> {
  const deadline = Date.now() + SETTLED_MAX_MS
  for (;;) {
    const order = await issuer.getOrder(url)
    if (!passing.includes(order.status)) return order
    if (Date.now() > deadline) throw new Error(`the order is still ${order.status}`)
    await pause(25)
  }
}

/** An order from its beginning to a chain in PEM. */
export async function obtain(
  issuer: Issuer,
  pebble: Pebble,
  names: string[],
  replaces?: string,
): Promise<string> {
  const order = await issuer.newOrder(names, replaces === undefined ? {} : { replaces })
  await proveAll(issuer, order, pebble)
  const ready = await settled(issuer, order, 'pending')
  const finalized = await issuer.finalize(ready, await makeCsr(await makeKey('ec256'), names))
  return issuer.download(await settled(issuer, finalized, 'processing'))
}
