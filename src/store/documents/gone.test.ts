// What another transaction removes while this one is about to refer to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'
import { testDatabaseUrl } from '../../../test/test_database.ts'
import { clientView } from '../../kernel/http/error_handler.ts'
import type { Db } from '../database.ts'
import { Documents } from './documents.ts'
import { Gone, link } from './links.ts'

const boats = new Documents<object>('boat')
const AT = '2026-01-01T00:00:00.000Z'
const from = { kind: 'boat', id: 'a' }
const to = { kind: 'boat', id: 'b' }

const on_postgres = { skip: testDatabaseUrl === undefined && 'SQLite has one writer: nothing goes meanwhile' }

const insert = (tx: Db, account: string, id: string) =>
  boats.insert(tx, { account, id, name: id, created_at: AT, body: {} })

test('a reference to what is gone is told to a client as a conflict', async () => {
  await using t = await harness()
  const { account } = t
  const { transact } = t.deps.main.database
  await transact((tx) => insert(tx, account, 'a'))
  const thrown = await transact((tx) => link(tx, { account, from, to }, AT)).catch((error) => error)
  assert.ok(thrown instanceof Gone)
  const { status, id, message } = clientView(thrown, { invalid: 422, content_type: undefined })
  assert.deepEqual([status, id], [409, 'conflict'])
  assert.match(message, /was deleted meanwhile/)
})

test('what goes while it is being referred to is seen to be gone by another run', on_postgres, async () => {
  await using t = await harness()
  const { account } = t
  const { transact } = t.deps.main.database
  await transact(async (tx) => {
    await insert(tx, account, 'a')
    await insert(tx, account, 'b')
  })
  const removed = Promise.withResolvers<void>()
  const referring = Promise.withResolvers<void>()
  const removal = transact(async (tx) => {
    await boats.remove(tx, account, 'b')
    removed.resolve()
    await referring.promise
  })
  await removed.promise
  const runs: boolean[] = []
  const reference = transact(async (tx) => {
    const there = (await boats.find(tx, account, 'b')) !== undefined
    runs.push(there)
    if (!there) return
    const linking = link(tx, { account, from, to }, AT)
    referring.resolve()
    await linking
  })
  await Promise.all([removal, reference])
  assert.deepEqual(runs, [true, false])
})
