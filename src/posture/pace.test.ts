import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventoryOf } from './examples.ts'
import type { ResourceType } from './inventory.ts'
import { Pace } from './pace.ts'
import type { Example, Rule } from './rule.ts'
import { rules } from './rules/all.ts'
import { scan } from './scan.ts'

/** Keeps the thread. */
function work(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** How many turns others have while something is done. */
async function turnsDuring(doing: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let over = false
  const take = () => {
    if (over) return
    turns += 1
    setImmediate(take)
  }
  setImmediate(take)
  await doing()
  over = true
  return turns
}

test('a long list is gone through in its order, and others have turns between its parts', async () => {
  const list = Array.from({ length: 1000 }, (_, at) => at)
  const seen: number[] = []
  const turns = await turnsDuring(() =>
    new Pace().each(list, (item) => {
      seen.push(item)
      work(0.1)
    }),
  )
  assert.deepEqual(seen, list)
  assert.ok(turns >= 10, `${turns} turns in 100 ms of work`)
})

test('what the work throws is thrown on', async () => {
  const failing = new Pace().each([1], () => {
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
})

test('loops of one pace add up: many short ones keep nobody waiting', async () => {
  const pace = new Pace()
  const turns = await turnsDuring(async () => {
    for (let loop = 0; loop < 100; loop += 1) await pace.each([loop], () => work(0.5))
  })
  assert.ok(turns >= 10, `${turns} turns in 50 ms of work`)
})

test('a scan gives others turns while its shapes are checked and while its rules judge', async () => {
  const [first] = rules as [Rule, ...Rule[]]
  const [example] = first.examples.flagged as [Example<ResourceType>]
  const inventory = inventoryOf(first, example)
  const [usual] = inventory.resources[first.resource] ?? []
  inventory.resources[first.resource] = Array.from({ length: 500 }, () => usual)
  let judged = 0
  const slow: Rule = {
    ...first,
    check() {
      judged += 1
      work(0.1)
      return undefined
    },
  }
  const turns = await turnsDuring(() => scan(inventory, { rules: [slow] }))
  assert.equal(judged, 500)
  assert.ok(turns >= 5, `${turns} turns in 50 ms of judging`)
})
