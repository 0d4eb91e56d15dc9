// The same on PostgreSQL: the server is killed, the database stays.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { dropSchemas, testDatabaseUrl } from '../test_database.ts'
import { Installation } from './installation.ts'
import { killRepeatedly } from './killing.ts'
import { kills, seed } from './options.ts'
import { seeded } from './random.ts'

const wanted = Math.ceil(kills / 10)
const SCHEMA = 'rockpool'
const skip = !testDatabaseUrl && 'there is no TEST_DATABASE_URL'

test(`${wanted} kills on PostgreSQL, seed ${seed}`, { skip }, async (t) => {
  await requireUnused()
  const data = mkdtempSync(join(tmpdir(), 'rockpool-crash-'))
  const random = seeded(seed)
  const installation = new Installation(data, random, testDatabaseUrl)
  try {
    await killRepeatedly(installation, random, wanted)
    t.diagnostic(JSON.stringify(installation.tally))
  } finally {
    await installation.end()
    await dropSchemas(SCHEMA)
    rmSync(data, { recursive: true })
  }
})

/** The server has no setting for its schema, and one that is there may be somebody's. */
async function requireUnused(): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabaseUrl })
  await client.connect()
  const { rows } = await client.query('select nspname from pg_namespace where nspname like $1', [
    `${SCHEMA}%`,
  ])
  await client.end()
  assert.deepEqual(rows, [], 'the database of TEST_DATABASE_URL holds a Rockpool already')
}
