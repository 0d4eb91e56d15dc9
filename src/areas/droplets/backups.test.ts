import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'
import { testDatabaseUrl } from '../../../test/test_database.ts'
import { pageOfActions } from '../../cloud/actions.ts'
import { droplets } from '../../cloud/droplets.ts'
import type { Db } from '../../store/database.ts'
import { countIn } from '../../store/documents/counts.ts'

const wanted = { region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64', backups: true }

async function make(t: Harness, more: object = {}): Promise<number> {
  const { body } = await t.call('POST /v2/droplets', { ...wanted, name: 'web', ...more })
  await t.finishActions()
  return body.droplet.id
}

/** What would have happened by then. */
async function at(t: Harness, time: string): Promise<void> {
  t.clock.at = new Date(time)
  await t.reconciling.runAll()
  while ((await t.engine.runDue()) > 0);
}

const stateOf = async (t: Harness, id: number) => (await t.call(`GET /v2/droplets/${id}`)).body.droplet
const backupsOf = async (t: Harness, id: number) =>
  (await t.call(`GET /v2/droplets/${id}/backups?per_page=200`)).body.backups

test('a backup is taken when the window comes, once, and the next window is the one after', async () => {
  await using t = await harness()
  const id = await make(t)
  await at(t, '2026-01-01T23:59:00Z')
  assert.equal((await stateOf(t, id)).locked, false)
  await at(t, '2026-01-02T00:00:30Z')
  const during = await stateOf(t, id)
  assert.deepEqual([during.locked, during.backup_ids], [true, []])
  assert.equal(during.next_backup_window.start, '2026-01-03T00:00:00.000Z')
  await at(t, '2026-01-02T00:02:30Z')
  await at(t, '2026-01-02T00:05:00Z')
  const [backup, ...more] = await backupsOf(t, id)
  assert.deepEqual([backup.type, backup.regions, more.length], ['backup', ['nyc3'], 0])
  const { locked, backup_ids } = await stateOf(t, id)
  assert.deepEqual([locked, backup_ids], [false, [backup.id]])
})

test('a Droplet that something is being done to has its backup taken afterwards', async () => {
  await using t = await harness()
  t.clock.at = new Date('2026-01-01T23:59:50Z')
  const { id } = (await t.call('POST /v2/droplets', { ...wanted, name: 'web' })).body.droplet
  const nextOf = async () => (await stateOf(t, id)).next_backup_window.start
  await at(t, '2026-01-02T00:00:10Z')
  assert.deepEqual([(await stateOf(t, id)).status, await nextOf()], ['new', '2026-01-02T00:00:00.000Z'])
  await at(t, '2026-01-02T00:01:10Z')
  assert.equal((await stateOf(t, id)).status, 'active')
  await at(t, '2026-01-02T00:02:10Z')
  assert.equal(await nextOf(), '2026-01-03T00:00:00.000Z')
  await at(t, '2026-01-02T00:05:00Z')
  assert.equal((await backupsOf(t, id)).length, 1)
})

test('daily backups are kept for a week', async () => {
  await using t = await harness()
  const id = await make(t)
  for (let day = 2; day <= 12; day++) {
    await at(t, new Date(Date.UTC(2026, 0, day, 0, 1)).toISOString())
    await at(t, new Date(Date.UTC(2026, 0, day, 0, 4)).toISOString())
  }
  const created: string[] = (await backupsOf(t, id)).map((it: { created_at: string }) =>
    it.created_at.slice(0, 10),
  )
  assert.deepEqual([created[0], created.at(-1), created.length], ['2026-01-05', '2026-01-12', 8])
})

test('several nodes start one backup between them, and a destroyed Droplet has none', async () => {
  await using t = await harness()
  const peer = await harness({ data: t.data, schema: t.schema })
  const id = await make(t)
  t.clock.at = new Date('2026-01-02T00:01:00Z')
  peer.clock.at = t.clock.at
  await Promise.all([t.reconciling.runAll(), peer.reconciling.runAll()])
  await peer.stop()
  const { read } = t.deps.main.database
  const { actions } = await pageOfActions(read, t.account, { page: 1, per_page: 20 })
  assert.deepEqual(
    actions.map(({ type }) => type),
    ['backup', 'create'],
  )
  await t.call(`DELETE /v2/droplets/${id}`)
  await t.finishActions()
  const after = await pageOfActions(read, t.account, { page: 1, per_page: 20 })
  assert.equal(after.actions[0]?.status, 'errored')
  assert.deepEqual((await t.call('GET /v2/droplets')).body.droplets, [])
})

const on_postgres = { skip: testDatabaseUrl === undefined && 'SQLite has one writer: nobody waits for a row' }

/** Resolves when another transaction waits for what this one has locked. */
async function untilWaitedFor(tx: Db): Promise<void> {
  const waiting = sql<{ pid: number }>`
    select pid from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))`
  while ((await waiting.execute(tx)).rows.length === 0);
}

test('a backup that waits for its Droplet keeps no other action waiting', on_postgres, async () => {
  await using t = await harness()
  const [first, second] = [await make(t), await make(t)]
  t.clock.at = new Date('2026-01-02T00:01:00Z')
  let starting: Promise<void> | undefined
  await t.deps.main.database.transact(async (tx) => {
    await droplets.findLocked(tx, t.account, String(second))
    starting = t.reconciling.runAll()
    await untilWaitedFor(tx)
    await sql`set local lock_timeout = '500ms'`.execute(tx)
    await countIn(tx, { account: t.account, kind: 'action', first: 1 })
  })
  await starting
  for (const id of [first, second]) assert.equal((await stateOf(t, id)).locked, true)
})
