// A backup taken while the server is written to, restored elsewhere, on the same engine or the other.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import pino from 'pino'
import { buildApp } from '../src/app.ts'
import { verifyTrail } from '../src/areas/audit/verify.ts'
import { writeBackup } from '../src/commands/backup/backup.ts'
import { restoreBackup } from '../src/commands/backup/restore.ts'
import { type InstallationPlace, openInstallation } from '../src/installation.ts'
import { NO_ISSUANCE } from '../src/issuers/issuance.ts'
import { rockpool } from './cli_process.ts'
import { harness } from './harness.ts'
import { startServer } from './server_process.ts'
import { dropSchemas, testDatabaseUrl } from './test_database.ts'

const folder = mkdtempSync(join(tmpdir(), 'rockpool-backup-'))
const schemas: string[] = []
after(async () => {
  for (const schema of schemas) await dropSchemas(schema)
  rmSync(folder, { recursive: true, force: true })
})

const REGIONS = [{ slug: 'nyc3' }, { slug: 'sfo3' }]
const LIMITS = {
  secret_recovery_days: 30,
  secret_max_versions: undefined,
  region_deadline_ms: 2000,
  droplet_limit: 25,
  floating_ip_limit: 3,
  volume_limit: 100,
}

/** An empty place with the master key of another. */
function emptyPlace(key_from: string, database_url: string | undefined): InstallationPlace {
  const data = mkdtempSync(join(folder, 'empty-'))
  cpSync(join(key_from, 'master.key'), join(data, 'master.key'))
  const schema = `test_${randomBytes(6).toString('hex')}`
  schemas.push(schema)
  return { data, schema, database_url, regions: REGIONS, master_key_file: undefined }
}

/** The values of every secret in both regions, as the API gives them to the holder of `token`. */
async function allValues(place: InstallationPlace, token: string): Promise<Record<string, unknown>> {
  const installation = await openInstallation(place)
  const { app, close } = await buildApp(installation, {
    limits: LIMITS,
    speed: { factor: 60, longest_seconds: 1 },
    rate_limit: undefined,
    failed_auth_limit: 100,
    public_url: undefined,
    issuance: NO_ISSUANCE,
    log: pino({ level: 'silent' }),
    now: () => new Date('2026-01-02T00:00:00Z'),
  })
  const ask = async (url: string) =>
    (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).json()
  const values: Record<string, unknown> = {}
  const listed: Array<{ secret: string; region: string }> = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { secrets, meta } = await ask(`/v2/security/secrets?per_page=200&page=${page}`)
    listed.push(...secrets)
    pages = meta.pages
  }
  for (const { secret, region } of listed)
    values[`${region}/${secret}`] = (await ask(`/v2/security/secrets/${secret}?region=${region}`)).values
  await close()
  for (const { database } of await installation.openStores())
    assert.deepEqual((await verifyTrail(database, installation.signer)).problems, [])
  await installation.close()
  return values
}

async function filledHarness() {
  const it = await harness()
  for (const region of ['nyc3', 'sfo3']) {
    const values = { text: 'a "quoted"\u2028 line\n', kept: 'æøå 🗝' }
    await it.call('POST /v2/security/secrets', { name: 'both', region, values })
    await it.call('PUT /v2/security/secrets/both', { region, version: 1, values: { ...values, of: region } })
  }
  await it.call('POST /v2/security/secrets', { name: 'gone', region: 'nyc3', values: { a: 'b' } })
  await it.call('DELETE /v2/security/secrets/gone?region=nyc3')
  await it.reconciling.runAll()
  return it
}

test('what one engine has backed up, either engine takes back', async () => {
  await using from = await filledHarness()
  const file = join(folder, 'engines.gz')
  const rows = await writeBackup(from.installation, file)
  const wanted = {
    'nyc3/both': { text: 'a "quoted"\u2028 line\n', kept: 'æøå 🗝', of: 'nyc3' },
    'sfo3/both': { text: 'a "quoted"\u2028 line\n', kept: 'æøå 🗝', of: 'sfo3' },
    'nyc3/gone': undefined,
  }
  const sqlite = emptyPlace(from.data, undefined)
  assert.equal(await restoreBackup(sqlite, file), rows)
  assert.deepEqual(await allValues(sqlite, from.token), wanted)
  if (!testDatabaseUrl) return
  const again = join(folder, 'again.gz')
  const opened = await openInstallation(sqlite)
  await writeBackup(opened, again)
  await opened.close()
  const postgres = emptyPlace(from.data, testDatabaseUrl)
  await restoreBackup(postgres, again)
  assert.deepEqual(await allValues(postgres, from.token), wanted)
})

test('a damaged file is refused, and nothing is written', async () => {
  await using from = await filledHarness()
  const file = join(folder, 'whole.gz')
  await writeBackup(from.installation, file)
  const whole = readFileSync(file)
  const lines = gunzipSync(whole).toString('utf8').trimEnd().split('\n')
  const packed = (changed: string[]) => gzipSync(changed.map((line) => `${line}\n`).join(''))
  const flipped = Buffer.from(whole)
  flipped.writeUInt8(flipped.readUInt8(flipped.length >> 1) ^ 1, flipped.length >> 1)
  const damaged: Array<[RegExp, Buffer]> = [
    [/is damaged and was not used/, flipped],
    [/is damaged and was not used/, whole.subarray(0, whole.length - 20)],
    [/its end is missing/, packed(lines.slice(0, -1))],
    [/its checksum does not match/, packed(lines.toSpliced(3, 1))],
    [/its checksum does not match/, packed(lines.map((line) => line.replace('"both"', '"moth"')))],
    [/is not a backup that Rockpool has made/, packed(['{"format":"other"}', ...lines.slice(1)])],
    [/is damaged and was not used: incorrect header check/, Buffer.from('no gzip')],
    [
      /of a form that this version does not know; restore it with Rockpool 9\.0\.0/,
      packed([
        '{"format":"rockpool-backup","version":2,"made_by":"9.0.0","databases":[]}',
        ...lines.slice(1),
      ]),
    ],
  ]
  const place = emptyPlace(from.data, undefined)
  for (const [message, content] of damaged) {
    writeFileSync(join(folder, 'damaged.gz'), content)
    await assert.rejects(restoreBackup(place, join(folder, 'damaged.gz')), message)
  }
  await assert.rejects(restoreBackup(place, join(folder, 'absent.gz')), /there is no file .*absent\.gz/)
  assert.equal(existsSync(join(place.data, 'rockpool.db')), false)
})

test('the wrong master key, a missing one, a region too few, and a place that is not empty are refused', async () => {
  await using from = await filledHarness()
  const file = join(folder, 'right.gz')
  await writeBackup(from.installation, file)
  const place = emptyPlace(from.data, testDatabaseUrl)
  const key = join(place.data, 'master.key')
  const right = readFileSync(key)
  writeFileSync(key, randomBytes(32))
  await assert.rejects(restoreBackup(place, file), /is not the one that .*right\.gz was sealed under/)
  rmSync(key)
  await assert.rejects(
    restoreBackup(place, file),
    /master\.key is missing: put a copy of the master key there/,
  )
  assert.equal(existsSync(key), false)
  writeFileSync(key, right, { mode: 0o600 })
  const fewer = { ...place, regions: REGIONS.slice(0, 1) }
  await assert.rejects(restoreBackup(fewer, file), /holds sfo3, which ROCKPOOL_REGIONS does not name/)
  await restoreBackup(place, file)
  await assert.rejects(restoreBackup(place, file), /the database main is not empty/)
})

test('a backup of a newer version is refused before anything is written', async () => {
  await using from = await filledHarness()
  const { database } = from.installation.main
  await database.transact((tx) =>
    database.script(
      tx,
      `insert into migrations values ('keys', '999_later.sql', 'x', '2026-01-01T00:00:00Z')`,
    ),
  )
  const file = join(folder, 'newer.gz')
  await writeBackup(from.installation, file)
  const place = emptyPlace(from.data, undefined)
  await assert.rejects(
    restoreBackup(place, file),
    /holds keys\/999_later\.sql, which this version does not know/,
  )
  assert.equal((await openInstallation(place)).made_master_key, undefined)
})

test('while the server is written to, a backup is whole, and no acknowledged secret from before it is missing', async () => {
  await using server = await startServer({
    settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3', ROCKPOOL_RATE_LIMIT: 'off' },
  })
  const settings = { ROCKPOOL_REGIONS: 'nyc3,sfo3', ROCKPOOL_DATA: server.data }
  const file = join(folder, 'busy.gz')
  const writer = writeUntilTold(server.url, server.token)
  await writer.written(30)
  const before = writer.count()
  const made = await rockpool(['backup', file], { settings })
  const after_it = writer.count()
  await writer.stop()
  assert.deepEqual([made.code, made.out], [0, ''])
  assert.match(made.err, /busy\.gz: \d+ rows\nIt does not hold the master key\./)
  assert.ok(after_it > before, 'nothing was written while the backup was made')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(existsSync(`${file}.partial`), false)
  assert.ok(!gunzipSync(readFileSync(file)).includes('value of secret'))

  const again = await rockpool(['backup', file], { settings })
  assert.equal(again.code, 1)
  assert.match(again.err, /busy\.gz is there already; add --force to replace it/)
  const fewer = await rockpool(['backup', join(folder, 'fewer.gz')], {
    settings: { ...settings, ROCKPOOL_REGIONS: 'nyc3' },
  })
  assert.match(fewer.err, /holds sfo3, which ROCKPOOL_REGIONS does not name/)

  const data = join(folder, 'restored')
  mkdirSync(data)
  cpSync(join(server.data, 'master.key'), join(data, 'master.key'))
  const restored = await rockpool(['restore', file], { settings: { ...settings, ROCKPOOL_DATA: data } })
  assert.match(restored.err, /^restored \d+ rows/)
  assert.equal(restored.code, 0)
  const values = await allValues(
    { data, schema: '', database_url: undefined, regions: REGIONS, master_key_file: undefined },
    server.token,
  )
  for (let n = 0; n < before; n++)
    assert.deepEqual(values[`${n % 2 ? 'sfo3' : 'nyc3'}/secret-${n}`], { a: `value of secret ${n}` })
})

/** Creates secrets one after the other, until it is told to stop. */
function writeUntilTold(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  let acknowledged = 0
  let stopped = false
  const work = (async () => {
    while (!stopped) {
      const region = acknowledged % 2 ? 'sfo3' : 'nyc3'
      const secret = {
        name: `secret-${acknowledged}`,
        region,
        values: { a: `value of secret ${acknowledged}` },
      }
      const answer = await fetch(`${url}/v2/security/secrets`, {
        method: 'POST',
        headers,
        body: JSON.stringify(secret),
      })
      assert.equal(answer.status, 200, await answer.text())
      acknowledged += 1
    }
  })()
  return {
    count: () => acknowledged,
    async written(count: number) {
      while (acknowledged < count) await Promise.race([work, new Promise((resolve) => setImmediate(resolve))])
    },
    async stop() {
      stopped = true
      await work
    },
  }
}
