// When tokens were last used, where saving that fails, or several nodes save at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'
import { findToken } from '../../cloud/tokens/store.ts'
import { buildTokenFinder } from './finding.ts'

const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
  return t.clock.at.toISOString()
}
const lastUse = async (t: Harness, id: string) =>
  (await findToken(t.deps.main.database.read, id))?.last_used_at
const run = ({ deps: { main } }: Harness, script: string) =>
  main.database.transact((tx) => main.database.script(tx, script))

test('a use that could not be saved is saved by the next run, but for one that was used again', async () => {
  await using t = await harness()
  const finder = buildTokenFinder(t.deps.main, () => t.clock.at)
  const [once, twice] = [await t.tokenFor(t.account), await t.tokenFor(t.account)]
  const first = pass(t, 1000)
  await finder.find(once.token)
  await finder.find(twice.token)
  await run(t, 'alter table tokens rename column last_used_at to hidden')
  await assert.rejects(finder.saveUses(), /last_used_at/)
  await run(t, 'alter table tokens rename column hidden to last_used_at')
  const second = pass(t, 1000)
  await finder.find(twice.token)
  await finder.saveUses()
  assert.deepEqual([await lastUse(t, once.row.id), await lastUse(t, twice.row.id)], [first, second])
})

test('what one node saves late does not undo what another has saved', async () => {
  await using t = await harness()
  const [late, early] = [1, 2].map(() => buildTokenFinder(t.deps.main, () => t.clock.at))
  assert.ok(late && early)
  const { token, row } = await t.tokenFor(t.account)
  pass(t, 1000)
  await late.find(token)
  const last = pass(t, 1000)
  await early.find(token)
  await early.saveUses()
  await late.saveUses()
  assert.equal(await lastUse(t, row.id), last)
})

test('rows are taken in one order, whatever the order of use, so that two nodes cannot wait for each other', async () => {
  await using t = await harness()
  await run(t, 'create table saved (place integer, id text)')
  await run(t, noteSaves[t.deps.main.database.engine])
  const finder = buildTokenFinder(t.deps.main, () => t.clock.at)
  const tokens = await Promise.all(Array.from({ length: 5 }, () => t.tokenFor(t.account)))
  const ids = tokens.map(({ row }) => row.id).sort()
  for (const order of [tokens, tokens.toReversed()]) {
    pass(t, 1000)
    for (const { token } of order) await finder.find(token)
    await finder.saveUses()
  }
  const { rows } = await sql<{ id: string }>`select id from saved order by place`.execute(
    t.deps.main.database.read,
  )
  assert.deepEqual(
    rows.map(({ id }) => id),
    [...ids, ...ids],
  )
})

// The table `saved` gets each token whose row is changed, in that order.
const noteSaves = {
  sqlite: `create trigger note_save after update on tokens begin
    insert into saved select count(*), new.id from saved;
  end`,
  postgres: `create function note_save() returns trigger language plpgsql as $$ begin
    insert into saved select count(*), new.id from saved;
    return new;
  end $$;
  create trigger note_save after update on tokens for each row execute function note_save()`,
}
