// What purging leaves in the files: nothing, not even of the sealed form.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { harness } from './harness.ts'
import { testDatabaseUrl } from './test_database.ts'

const SECRETS = '/v2/security/secrets'
const DAY_MS = 86_400_000
const on_sqlite = {
  skip: testDatabaseUrl !== undefined && 'PostgreSQL cleans its own files, in its own time',
}

test('once purged, not even the sealed form is left in the files', on_sqlite, async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }], limits: { secret_max_versions: 2 } })
  const store = await t.deps.regions.get('nyc3')?.open()
  assert.ok(store)
  const sealedOf = async (name: string) => {
    const { rows } = await sql<{ data_key: string; sealed: string }>`
      select data_key, sealed from secret_versions where name = ${name}`.execute(store.database.read)
    return rows.flatMap(({ data_key, sealed }) => [data_key, sealed])
  }
  const inFiles = (texts: string[]) =>
    readdirSync(t.data, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(t.data, path)).isFile())
      .filter((path) => texts.some((text) => readFileSync(join(t.data, path)).includes(text)))
  const make = (name: string) =>
    t.call(`POST ${SECRETS}`, { name, region: 'nyc3', values: { a: randomBytes(40).toString('hex') } })
  const put = (name: string, version: number) =>
    t.call(`PUT ${SECRETS}/${name}` as 'PUT /', { region: 'nyc3', version, values: { a: `v${version + 1}` } })

  // Purged in the background, purged because the name was wanted again, and pruned as an old version.
  for (const name of ['purged', 'made-again', 'pruned']) await make(name)
  const texts = await Promise.all(['purged', 'made-again', 'pruned'].map(sealedOf))
  const gone = texts.flat()
  assert.equal(gone.length, 6)
  await t.reconciling.runAll()
  for (const name of ['purged', 'made-again'])
    await t.call(`DELETE ${SECRETS}/${name}?region=nyc3` as 'DELETE /')
  t.clock.at = new Date(t.clock.at.getTime() + 31 * DAY_MS)
  assert.equal((await make('made-again')).status, 200)
  assert.notDeepEqual(inFiles(gone), [])
  for (const version of [1, 2]) assert.equal((await put('pruned', version)).status, 200)
  await t.reconciling.runAll()
  assert.deepEqual(inFiles(gone), [])
  assert.equal((await t.call(`GET ${SECRETS}/made-again?region=nyc3`)).status, 200)
  assert.equal((await t.call(`GET ${SECRETS}/pruned?region=nyc3`)).body.values.a, 'v3')

  // Without a purge that finds anything itself: the traces of these two alone.
  const second = [...(await sealedOf('made-again'))]
  await t.call(`DELETE ${SECRETS}/made-again?region=nyc3`)
  t.clock.at = new Date(t.clock.at.getTime() + 31 * DAY_MS)
  await make('made-again')
  await t.reconciling.runAll()
  assert.deepEqual(inFiles(second), [])
})
