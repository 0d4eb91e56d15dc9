// The whole product and Pebble, which finds the proofs at the product's own name server.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type PebbleOptions, startPebble } from './pebble.ts'
import { freeAddress, IMPATIENT, Product } from './product.ts'

const DOMAIN = 'example.com'
const ORDERS = [
  ['one.example.com'],
  ['example.com', 'www.example.com', 'a.b.example.com'],
  ['*.example.com', 'example.com'],
]

async function issueAll(t: TestContext, options: PebbleOptions, orders: string[][]): Promise<void> {
  const dns = await freeAddress()
  await using pebble = await startPebble(t, { config: IMPATIENT, ...options, dns })
  if (!pebble) return
  await using product = new Product(dns)
  product.signedBy([pebble])
  await product.start()
  const keys: string[] = []
  for (const [at, names] of orders.entries()) {
    const issued = await product.issued(await product.request(`certificate${at}`, DOMAIN, names))
    assert.deepEqual(issued.dns_names, names)
    keys.push((await product.assertGood(issued, pebble)).private_key)
    assert.deepEqual(await product.proofsIn(DOMAIN), [])
  }
  assert.equal(new Set(keys).size, orders.length)
  await product.stop()
  assert.ok((await product.steps()).every(({ status }) => status === 200))
  product.assertNoKeyInClear(keys)
}

for (const [name, percent] of Object.entries({ 'at its default': '5', 'of every second one': '50' }))
  test(`one name, several, and a wildcard with its base, though nonces are turned down, ${name}`, (t) =>
    issueAll(t, { env: { PEBBLE_WFE_NONCEREJECT: percent } }, ORDERS))

test('names that the authority remembers as proven are not proven again', (t) =>
  issueAll(t, { env: { PEBBLE_AUTHZREUSE: '100' } }, [
    ['example.com', 'www.example.com'],
    ['example.com', 'www.example.com'],
    ['*.example.com', 'example.com', 'www.example.com'],
  ]))

test('an authority that takes its time to look is waited for', (t) =>
  issueAll(t, { env: { PEBBLE_VA_SLEEPTIME: '5' } }, [['example.com', 'www.example.com']]))
