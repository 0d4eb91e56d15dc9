// That answers follow the database: soon, without a look more than is needed, and whoever else has changed it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines, nameServerOf, question, told } from '../../../test/dns/name_server.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import type { ZoneSource } from '../../cloud/zones/zone_source.ts'
import { zoneSource } from '../../cloud/zones/zone_source.ts'
import { answerTo } from './answer.ts'
import { wireName } from './wire/names.ts'
import { Zones } from './zones.ts'

const FRESH_MS = 50

const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}

async function world() {
  const t = await harness()
  const server = nameServerOf(t)
  const create = async (name: string, ip_address?: string, token = t.token) => {
    const { status } = await t.call('POST /v2/domains', { name, ip_address }, { token })
    assert.equal(status, 201)
  }
  const addressOf = async (name: string) => {
    const { rcode, answers } = await server.ask(name, 'A')
    return lines(answers)[0]?.split(' ')[3] ?? rcode
  }
  return { t, ...server, create, addressOf, [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() }
}

test('every change is told as soon as what was seen is 50 ms old, and not looked for before', async () => {
  await using w = await world()
  assert.equal(await w.addressOf('example.com'), 'REFUSED')
  await w.create('example.com', '192.0.2.1')
  assert.equal(await w.addressOf('example.com'), 'REFUSED')
  pass(w.t, FRESH_MS)
  assert.equal(await w.addressOf('example.com'), '192.0.2.1')
  const { body } = await w.t.call('GET /v2/domains/example.com/records?type=A')
  const record = `/v2/domains/example.com/records/${body.domain_records[0].id}` as const
  await w.t.call(`PATCH ${record}`, { type: 'A', data: '192.0.2.2' })
  pass(w.t, FRESH_MS - 1)
  assert.equal(await w.addressOf('example.com'), '192.0.2.1')
  pass(w.t, 1)
  assert.equal(await w.addressOf('example.com'), '192.0.2.2')
  await w.t.call(`DELETE ${record}`)
  pass(w.t, FRESH_MS)
  assert.equal(await w.addressOf('example.com'), 'NOERROR')
  await w.t.call('DELETE /v2/domains/example.com')
  await w.create('example.com', '192.0.2.3')
  pass(w.t, FRESH_MS)
  assert.equal(await w.addressOf('example.com'), '192.0.2.3')
  await w.t.call('DELETE /v2/domains/example.com')
  pass(w.t, FRESH_MS)
  assert.equal(await w.addressOf('example.com'), 'REFUSED')
})

test('a clock that is set back leaves nothing old', async () => {
  await using w = await world()
  await w.create('example.com', '192.0.2.1')
  assert.equal(await w.addressOf('example.com'), '192.0.2.1')
  await w.create('other.com', '192.0.2.2')
  pass(w.t, -3_600_000)
  assert.equal(await w.addressOf('other.com'), '192.0.2.2')
})

test('of accounts that have a domain of one name, the first answers, and then the next', async () => {
  await using w = await world()
  const { token } = await w.t.tokenFor(await w.t.accountNamed('aaa'))
  await w.create('example.com', '192.0.2.1')
  pass(w.t, 1000)
  await w.create('example.com', '192.0.2.2', token)
  assert.equal(await w.addressOf('example.com'), '192.0.2.1')
  await w.t.call('DELETE /v2/domains/example.com')
  pass(w.t, FRESH_MS)
  assert.equal(await w.addressOf('example.com'), '192.0.2.2')
})

test('serials rise with every change', async () => {
  await using w = await world()
  await w.create('example.com')
  const serial = async () => Number(lines((await w.ask('example.com', 'SOA')).answers)[0]?.split(' ')[5])
  const before = await serial()
  for (const n of [1, 2, 3]) {
    await w.t.call('POST /v2/domains/example.com/records', { type: 'A', name: `a${n}`, data: '192.0.2.1' })
    pass(w.t, FRESH_MS)
    assert.equal(await serial(), before + n)
  }
})

/** Counts what is asked of the database, and can be made to fail or to wait. */
function watched(t: Harness) {
  const real = zoneSource(t.deps.main.database.read)
  const counts = { domainsVersion: 0, owners: 0, read: 0, whole: 0 }
  const hold: { fails: boolean; before?: Promise<void> } = { fails: false }
  const count = async (what: keyof typeof counts) => {
    counts[what] += 1
    await hold.before
    if (hold.fails) throw new Error('the store is out')
  }
  const source: ZoneSource = {
    domainsVersion: () => count('domainsVersion').then(real.domainsVersion),
    owners: () => count('owners').then(real.owners),
    async read(...of) {
      await count('read')
      const reading = await real.read(...of)
      if (reading?.whole) counts.whole += 1
      return reading
    },
  }
  return { source, counts, hold }
}

test('many questions at once are one look, and what is unchanged is not read again', async () => {
  await using w = await world()
  await w.create('example.com', '192.0.2.1')
  const { source, counts } = watched(w.t)
  const zones = new Zones(source, { now: w.t.deps.now })
  const find = () => zones.find(wireName('www.example.com'))
  const found = await Promise.all(Array.from({ length: 100 }, find))
  assert.equal(new Set(found).size, 1)
  assert.deepEqual(counts, { domainsVersion: 1, owners: 1, read: 1, whole: 1 })
  assert.equal(find(), found[0], 'without waiting')
  pass(w.t, FRESH_MS)
  await Promise.all(Array.from({ length: 100 }, find))
  assert.deepEqual(counts, { domainsVersion: 2, owners: 1, read: 2, whole: 1 })
  for (let n = 0; n < 100; n++) assert.equal(find(), found[0])
  assert.deepEqual(counts, { domainsVersion: 2, owners: 1, read: 2, whole: 1 })
})

test('while the store is out, questions fail, and afterwards are answered', async () => {
  await using w = await world()
  await w.create('example.com', '192.0.2.1')
  const { source, hold } = watched(w.t)
  const zones = new Zones(source, { now: w.t.deps.now })
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  const ask = async () =>
    told((await answerTo(question('example.com', 'A'), { zones, transport: 'udp', failed })) as Buffer)
  hold.fails = true
  assert.equal((await ask()).rcode, 'SERVFAIL')
  assert.match(String(failures[0]), /the store is out/)
  hold.fails = false
  assert.equal((await ask()).rcode, 'NOERROR')
  hold.fails = true
  pass(w.t, FRESH_MS)
  assert.equal((await ask()).rcode, 'SERVFAIL')
})

test('a zone that changes while it is read is read again', async () => {
  await using w = await world()
  await w.create('example.com')
  const source = zoneSource(w.t.deps.main.database.read, 2)
  const zone = { account: w.t.account, domain: 'example.com' }
  const add = (n: number) =>
    w.t.call('POST /v2/domains/example.com/records', { type: 'A', name: `a${n}`, data: '192.0.2.1' })
  const first = (await source.read(zone))?.soa.serial ?? 0
  for (let n = 0; n < 30; n++) {
    const [reading] = await Promise.all([source.read(zone), add(n)])
    assert.equal((reading?.records.size ?? 0) - 3, (reading?.soa.serial ?? 0) - first)
  }
})

test('of more records than are kept, the zone that was asked for least recently goes', async () => {
  await using w = await world()
  for (const name of ['a.com', 'b.com', 'c.com']) await w.create(name, '192.0.2.1')
  const { source, counts } = watched(w.t)
  const zones = new Zones(source, { now: w.t.deps.now, most_records: 11 })
  const loadsFor = async (name: string) => {
    const before = counts.whole
    assert.ok(await zones.find(wireName(name)))
    return counts.whole - before
  }
  assert.deepEqual([await loadsFor('a.com'), await loadsFor('b.com')], [1, 1])
  pass(w.t, FRESH_MS)
  assert.deepEqual([await loadsFor('a.com'), await loadsFor('c.com')], [0, 1])
  assert.deepEqual([await loadsFor('a.com'), await loadsFor('b.com')], [0, 1])
})

test('nobody takes over a part of what another account had before, by a longer name', async () => {
  await using t = await harness()
  const other = (await t.tokenFor(await t.accountNamed('others'))).token
  await t.call('POST /v2/domains', { name: 'sub.later.example', ip_address: '203.0.113.4' }, { token: other })
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  await t.call('POST /v2/domains', { name: 'example.com', ip_address: '203.0.113.1' })
  await t.call('POST /v2/domains', { name: 'later.example', ip_address: '203.0.113.2' })
  await t.call('POST /v2/domains/example.com/records', { type: 'A', name: 'www', data: '203.0.113.3' })
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  const taken = { name: 'www.example.com', ip_address: '203.0.113.9' }
  assert.equal((await t.call('POST /v2/domains', taken, { token: other })).status, 201)
  const { ask } = nameServerOf(t)
  const address = async (name: string) =>
    lines((await ask(name, 'A')).answers)[0]
      ?.split(' ')
      .at(-1)
  assert.equal(await address('www.example.com'), '203.0.113.3')
  assert.equal(await address('sub.later.example'), '203.0.113.4', 'what was there before stays')
  assert.equal(await address('later.example'), '203.0.113.2')
  const wanted = { name: 'web', type: 'lets_encrypt', dns_names: ['www.example.com'] }
  assert.equal((await t.call('POST /v2/certificates', wanted, { token: other })).status, 422)
  assert.equal((await t.call('POST /v2/certificates', wanted)).status, 201)
})
