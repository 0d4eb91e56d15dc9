import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import type { Db } from '../database.ts'
import { claimAddress, freeAddress, NetworkFull, takeAddress } from './addresses.ts'
import { Documents } from './documents.ts'
import { countTargets, linkedWith } from './linked.ts'
import { hasTargets, link, pageOfTargets, sourcesOf, targetsOf, unlink } from './links.ts'

const boats = new Documents<{ sails: number }>('boat', { first: 100 })
const crews = new Documents<object>('crew')
const AT = '2026-01-01T00:00:00.000Z'

async function world() {
  const t: Harness = await harness()
  const { database } = t.deps.main
  const { account } = t
  const transact = <Result>(work: (tx: Db) => Promise<Result>) => database.transact(work)
  return {
    account,
    read: database.read,
    transact,
    boat: (name: string, more: { region?: string; type?: string } = {}) =>
      transact((tx) => boats.insert(tx, { account, name, created_at: AT, body: { sails: 1 }, ...more })),
    crew: (id: string) =>
      transact((tx) => crews.insert(tx, { account, id, name: id, created_at: AT, body: {} })),
    names: async (filter: object = {}) =>
      (await boats.page(database.read, account, { page: 1, per_page: 9, ...filter })).documents.map(
        (it) => it.name,
      ),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('documents are counted, ordered by creation, and found by id, name, region and type', async () => {
  await using t = await world()
  const first = await t.boat('one', { region: 'nyc3', type: 'small' })
  const second = await t.boat('two', { region: 'sfo3' })
  assert.deepEqual([first.document.id, second.document.id, second.total], ['100', '101', 2])
  assert.deepEqual(await t.names(), ['one', 'two'])
  assert.deepEqual(await t.names({ newest_first: true }), ['two', 'one'])
  assert.deepEqual(await t.names({ region: 'sfo3' }), ['two'])
  assert.deepEqual(await t.names({ type: 'small', name: 'one' }), ['one'])
  assert.deepEqual(await t.names({ type: 'small', name: 'two' }), [])
  assert.deepEqual(await boats.page(t.read, t.account, { page: 3, per_page: 1 }), { documents: [], total: 2 })
  assert.deepEqual((await boats.find(t.read, t.account, '100'))?.body, { sails: 1 })
  assert.equal(await boats.find(t.read, 'another', '100'), undefined)
  assert.deepEqual(await boats.findMany(t.read, t.account, ['101', 'no', '101']), [second.document])
})

test('a removed document takes its links and its addresses with it, and its id never comes back', async () => {
  await using t = await world()
  const { account } = t
  const { document } = await t.boat('one')
  await t.crew('a')
  const boat = { kind: 'boat', id: document.id }
  await t.transact(async (tx) => {
    assert.equal(await link(tx, { account, from: { kind: 'crew', id: 'a' }, to: boat }, AT), true)
    assert.equal(await link(tx, { account, from: { kind: 'crew', id: 'a' }, to: boat }, AT), false)
    assert.equal(await takeAddress(tx, { name: 'bay', size: 1 }, { account, ...boat }), 0)
  })
  assert.deepEqual(await t.names({ linked_from: { kind: 'crew', id: 'a' } }), ['one'])
  await assert.rejects(
    t.transact((tx) => takeAddress(tx, { name: 'bay', size: 1 }, { account, ...boat })),
    NetworkFull,
  )
  assert.equal(await t.transact((tx) => boats.remove(tx, account, document.id)), true)
  assert.equal(await t.transact((tx) => boats.remove(tx, account, document.id)), false)
  assert.deepEqual(await targetsOf(t.read, account, { kind: 'crew', id: 'a' }, 'boat'), [])
  assert.equal(await boats.count(t.read, account), 0)
  const next = await t.boat('two')
  assert.equal(next.document.id, '101')
  const owner = { account, kind: 'boat', id: '101' }
  assert.equal(await t.transact((tx) => takeAddress(tx, { name: 'bay', size: 1 }, owner)), 0)
})

test('a free address is one that nobody has, until somebody takes it', async () => {
  await using t = await world()
  const { document } = await t.boat('one')
  const owner = { account: t.account, kind: 'boat', id: document.id }
  const bay = { name: 'bay', size: 2 }
  const free = () => t.transact((tx) => freeAddress(tx, bay))
  const claim = (place: number) => t.transact((tx) => claimAddress(tx, { network: bay.name, place }, owner))
  assert.equal(await claim(0), true)
  assert.deepEqual([await free(), await free()], [1, 1])
  assert.deepEqual([await claim(1), await claim(1)], [true, false])
  await assert.rejects(free(), NetworkFull)
})

test('links are told of from both ends, and none can be made to what is not there', async () => {
  await using t = await world()
  const { account } = t
  for (const name of ['one', 'two']) await t.boat(name)
  await t.crew('a')
  const from = { kind: 'crew', id: 'a' }
  await t.transact(async (tx) => {
    await link(tx, { account, from, to: { kind: 'boat', id: '101' } }, '2026-01-01T00:00:00.000Z')
    await link(tx, { account, from, to: { kind: 'boat', id: '100' } }, '2026-01-02T00:00:00.000Z')
  })
  assert.deepEqual(await targetsOf(t.read, account, from, 'boat'), ['101', '100'])
  assert.deepEqual(await sourcesOf(t.read, account, { kind: 'boat', id: '100' }, 'crew'), ['a'])
  const counts = await countTargets(t.read, account, { kind: 'crew', ids: ['a', 'no'] })
  const boats_of_a = { kind: 'boat', count: 2, last: '100', linked_at: '2026-01-02T00:00:00.000Z' }
  assert.deepEqual([...counts], [['a', [boats_of_a]]])
  const page = { kinds: ['boat', 'no'], page: 2, per_page: 1 }
  const { targets, total } = await pageOfTargets(t.read, { account, from }, page)
  assert.deepEqual(
    [targets.map((it) => ({ ...it })), total],
    [[{ kind: 'boat', id: '101', linked_at: AT }], 2],
  )
  const linked = await linkedWith(t.read, account, 'boat', ['100', '101'])
  assert.deepEqual([linked.sources('101', 'crew'), linked.targets('101', 'crew')], [['a'], []])
  await assert.rejects(t.transact((tx) => link(tx, { account, from, to: { kind: 'boat', id: '999' } }, AT)))
  const gone = { account, from, to: { kind: 'boat', id: '100' } }
  assert.deepEqual(await t.transact(async (tx) => [await unlink(tx, gone), await unlink(tx, gone)]), [
    true,
    false,
  ])
  assert.deepEqual(await t.names({ linked_from: from }), ['two'])
  assert.equal(await hasTargets(t.read, account, from), true)
  await t.transact((tx) => boats.remove(tx, account, '101'))
  assert.equal(await hasTargets(t.read, account, from), false)
})

test('of two that make the same document at once, one makes it and both have it', async () => {
  await using t = await world()
  const wanted = { account: t.account, id: 'a', name: 'a', created_at: AT, body: {} }
  const made = await Promise.all([1, 2].map(() => t.transact((tx) => crews.ensure(tx, wanted))))
  assert.deepEqual(made[0], made[1])
  assert.equal(await crews.count(t.read, t.account), 1)
})

test('what is linked is filtered by all that is asked at once, and many are removed at once', async () => {
  await using t = await world()
  const { account } = t
  for (const name of ['one', 'two', 'three']) await t.boat(name)
  await t.crew('a')
  await t.crew('b')
  const ref = (kind: string, id: string) => ({ kind, id })
  const [from, to] = [ref('crew', 'a'), ref('crew', 'b')]
  await t.transact(async (tx) => {
    for (const id of ['100', '101']) await link(tx, { account, from, to: ref('boat', id) }, AT)
    for (const id of ['101', '102']) await link(tx, { account, from: ref('boat', id), to }, AT)
  })
  assert.deepEqual(await t.names({ linked_to: to }), ['two', 'three'])
  assert.deepEqual(await t.names({ linked_to: to, name: 'three' }), ['three'])
  assert.deepEqual(await t.names({ linked_from: from, linked_to: to }), ['two'])
  assert.equal(await boats.count(t.read, account, { linked_from: from, linked_to: to }), 1)
  await t.transact((tx) => boats.removeMany(tx, account, ['100', '102', '999', '100']))
  assert.deepEqual([await t.names(), await boats.count(t.read, account)], [['two'], 1])
  assert.deepEqual(await t.names({ linked_to: to }), ['two'])
})

test('the last free address of a network is found, wherever it is, and then the network is full', async () => {
  await using t = await world()
  const { account } = t
  const owners = await Promise.all(Array.from({ length: 5 }, (_, at) => t.boat(`b-${at}`)))
  const take = (id: string) =>
    t.transact((tx) => takeAddress(tx, { name: 'bay', size: 5 }, { account, kind: 'boat', id }))
  const places: number[] = []
  for (const { document } of owners) places.push(await take(document.id))
  assert.deepEqual(places, [0, 1, 2, 3, 4])
  const { document: waiting } = await t.boat('waiting')
  for (const [place, { document }] of owners.entries()) {
    await assert.rejects(take(waiting.id), NetworkFull)
    await t.transact((tx) => boats.remove(tx, account, document.id))
    assert.equal(await take(waiting.id), place)
  }
})
