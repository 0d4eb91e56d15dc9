import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openBench } from '../../test/store_database.ts'
import { Remembered } from './remembered.ts'

/** A shelf with one thing, which can be exchanged while somebody is on the way to it. */
async function shelf() {
  const bench = await openBench()
  const asked: Array<(thing: { name: string }) => void> = []
  const remembered = new Remembered(
    bench.database,
    () => new Promise<{ name: string }>((resolve) => asked.push(resolve)),
  )
  return { ...bench, remembered, asked, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() }
}

test('what was read before a change is not kept after it', async () => {
  await using it = await shelf()
  const { database, remembered, asked } = it
  const first = remembered.get('key')
  await nextTurn()
  database.announceChange()
  const second = remembered.get('key')
  asked[1]?.({ name: 'new' })
  assert.deepEqual(await second, { name: 'new' })
  asked[0]?.({ name: 'old' })
  assert.deepEqual(await first, { name: 'old' })
  const third = remembered.get('key')
  asked[2]?.({ name: 'new' })
  assert.deepEqual(await third, { name: 'new' })
})
