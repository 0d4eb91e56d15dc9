import assert from 'node:assert/strict'
import { hash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Harness, harness } from '../../../test/harness.ts'
import { testDatabaseUrl } from '../../../test/test_database.ts'
import { type InstallationPlace, InstallationProblem, openInstallation } from '../../installation.ts'
import { VaultError } from '../../vault/aead.ts'
import { WrongMasterKey } from './ring.ts'
import { listRingKeys } from './store.ts'

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rockpool-keys-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

const placeIn = (data: string, rest: Partial<InstallationPlace> = {}): InstallationPlace => ({
  data,
  schema: 'unused',
  database_url: undefined,
  regions: [{ slug: 'nyc3' }],
  master_key_file: undefined,
  ...rest,
})

/** Every file under the folder, with a hash of its bytes. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
  return Object.fromEntries(files.map((path) => [path, hash('sha256', readFileSync(join(folder, path)))]))
}

const createOne = (t: Harness) =>
  t.call('POST /v2/security/secrets', { name: 'one', region: 'nyc3', values: { value: 'of one' } })

const on_postgres = { skip: testDatabaseUrl === undefined && 'this is about several nodes on PostgreSQL' }
const on_files = { skip: testDatabaseUrl !== undefined && 'this is about SQLite files' }

test('a wrong master key starts nothing and touches no file', on_files, async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }] })
  await createOne(t)
  await t.stop()
  using copy = temporaryFolder()
  cpSync(t.data, copy.path, { recursive: true })
  const right = readFileSync(join(copy.path, 'master.key'))
  const wrong = Buffer.from(right)
  wrong.writeUInt8(wrong.readUInt8(31) ^ 1, 31)
  writeFileSync(join(copy.path, 'master.key'), wrong)
  const before = contentsOf(copy.path)
  assert.ok(before['rockpool.db'] && before['regions/nyc3.db'])

  const refused = openInstallation(placeIn(copy.path))
  await assert.rejects(refused, (error: Error) => {
    assert.ok(error instanceof WrongMasterKey)
    assert.match(error.message, /master key does not open the ring of database main/)
    for (const key of [right, wrong])
      for (const spelling of ['hex', 'base64', 'base64url', 'latin1'] as const)
        assert.ok(!`${error.stack}${error.cause}`.includes(key.toString(spelling)))
    return true
  })
  assert.deepEqual(contentsOf(copy.path), before)

  writeFileSync(join(copy.path, 'master.key'), right)
  await using again = await harness({ data: copy.path, regions: [{ slug: 'nyc3' }] })
  assert.deepEqual((await again.call('GET /v2/security/secrets/one')).body.values, { value: 'of one' })
})

test('a wrong master key loses nothing of a server that was killed', on_files, async () => {
  await using t = await harness({ regions: [{ slug: 'nyc3' }] })
  await createOne(t)
  using copy = temporaryFolder()
  // What lies on the disk while the server runs is what a crash leaves.
  cpSync(t.data, copy.path, { recursive: true })
  assert.ok(statSync(join(copy.path, 'rockpool.db-wal')).size > 0)
  const right = readFileSync(join(copy.path, 'master.key'))
  writeFileSync(join(copy.path, 'master.key'), randomBytes(32))
  const region = () => contentsOf(join(copy.path, 'regions'))
  const before = region()
  for (let attempt = 0; attempt < 2; attempt++)
    await assert.rejects(openInstallation(placeIn(copy.path)), WrongMasterKey)
  assert.deepEqual(region(), before, 'the regions are not even opened')
  writeFileSync(join(copy.path, 'master.key'), right)
  await using again = await harness({ data: copy.path, regions: [{ slug: 'nyc3' }] })
  assert.deepEqual((await again.call('GET /v2/security/secrets/one')).body.values, { value: 'of one' })
})

test('a database opens under no master key but its own, whatever the engine', async () => {
  await using t = await harness()
  const rows = () => listRingKeys(t.deps.main.database.read)
  const before = await rows()
  using other = temporaryFolder()
  const key_file = join(other.path, 'key')
  writeFileSync(key_file, randomBytes(32), { mode: 0o600 })
  const place = placeIn(t.data, {
    schema: t.schema,
    database_url: testDatabaseUrl,
    master_key_file: key_file,
  })
  await assert.rejects(openInstallation(place), WrongMasterKey)
  assert.deepEqual(await rows(), before)
})

test(
  'a master key that was made for a database that has one already is taken back',
  on_postgres,
  async () => {
    await using t = await harness()
    using other = temporaryFolder()
    const place = placeIn(other.path, { schema: t.schema, database_url: testDatabaseUrl })
    for (let attempt = 0; attempt < 2; attempt++)
      await assert.rejects(openInstallation(place), WrongMasterKey)
    assert.equal(existsSync(join(other.path, 'master.key')), false)
  },
)

test('a key that was tampered with in the ring is a wrong master key, too', async () => {
  await using t = await harness()
  await t.deps.main.database.transact(async (tx) => {
    await sql`insert into ring_keys (id, number, wrapped, created_at)
      select 'k7', 7, wrapped, created_at from ring_keys where id = 'k1'`.execute(tx)
  })
  const place = placeIn(t.data, { schema: t.schema, database_url: testDatabaseUrl })
  await assert.rejects(openInstallation(place), (error: Error) => {
    assert.ok(error instanceof WrongMasterKey && error.cause instanceof VaultError)
    return true
  })
})

test('a master key file that cannot be one is refused, and nothing is made', async () => {
  const keys: Array<[string, Buffer, RegExp]> = [
    ['empty', Buffer.alloc(0), /must hold exactly 32 bytes, and holds 0/],
    ['short', randomBytes(31), /must hold exactly 32 bytes, and holds 31/],
    ['long', randomBytes(33), /must hold exactly 32 bytes, and holds 33/],
    ['in hex', Buffer.from(randomBytes(32).toString('hex')), /must hold exactly 32 bytes, and holds 64/],
  ]
  for (const [what, content, message] of keys) {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'master.key'), content, { mode: 0o600 })
    await assert.rejects(openInstallation(placeIn(folder.path)), (error: Error) => {
      assert.ok(error instanceof InstallationProblem, what)
      assert.match(error.message, message)
      assert.ok(error.message.includes(join(folder.path, 'master.key')), 'it names the file')
      return true
    })
    assert.deepEqual(Object.keys(contentsOf(folder.path)), ['master.key'])
  }
})

test('a master key file that others can read is refused', async () => {
  for (const mode of [0o644, 0o640, 0o604, 0o620, 0o601]) {
    using folder = temporaryFolder()
    const file = join(folder.path, 'master.key')
    writeFileSync(file, randomBytes(32))
    chmodSync(file, mode)
    await assert.rejects(openInstallation(placeIn(folder.path)), (error: Error) => {
      assert.ok(error instanceof InstallationProblem, mode.toString(8))
      assert.match(error.message, /can be read by others than its owner; run: chmod 600/)
      return true
    })
    assert.deepEqual(Object.keys(contentsOf(folder.path)), ['master.key'])
  }
})

test('a missing master key file is never replaced where there is something sealed, or where it was named', async () => {
  using folder = temporaryFolder()
  const named = join(folder.path, 'elsewhere.key')
  await assert.rejects(openInstallation(placeIn(folder.path, { master_key_file: named })), (error: Error) => {
    assert.ok(error instanceof InstallationProblem)
    assert.match(error.message, /elsewhere\.key, named by ROCKPOOL_MASTER_KEY_FILE, does not exist/)
    return true
  })
  assert.deepEqual(contentsOf(folder.path), {})
  writeFileSync(join(folder.path, 'rockpool.db'), '')
  await assert.rejects(openInstallation(placeIn(folder.path)), (error: Error) => {
    assert.ok(error instanceof InstallationProblem)
    assert.match(error.message, /master\.key is missing, and .* was sealed under it; put it back/)
    return true
  })
  assert.deepEqual(Object.keys(contentsOf(folder.path)), ['rockpool.db'])
})

test('the master key that is made is 32 bytes that only the owner can read, and is told of once', async () => {
  using folder = temporaryFolder()
  const place = placeIn(folder.path)
  const first = await openInstallation(place)
  const file = join(folder.path, 'master.key')
  assert.equal(first.made_master_key, file)
  await first.close()
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(statSync(file).size, 32)
  const second = await openInstallation(place)
  assert.equal(second.made_master_key, undefined)
  await second.close()
})

test('a region sealed under another master key costs the other regions nothing', on_files, async () => {
  await using stranger = await harness({ regions: [{ slug: 'nyc3' }] })
  await createOne(stranger)
  await stranger.stop()
  await using t = await harness({ regions: [{ slug: 'nyc3' }, { slug: 'sfo3' }] })
  await t.stop()
  rmSync(join(t.data, 'regions'), { recursive: true, force: true })
  cpSync(join(stranger.data, 'regions'), join(t.data, 'regions'), { recursive: true })
  const before = contentsOf(join(t.data, 'regions'))['nyc3.db']
  await using next = await harness({ data: t.data, regions: [{ slug: 'nyc3' }, { slug: 'sfo3' }] })
  const made = await next.call('POST /v2/security/secrets', {
    name: 'one',
    region: 'sfo3',
    values: { a: 'b' },
  })
  assert.equal(made.status, 200)
  const list = await next.call('GET /v2/security/secrets')
  assert.deepEqual(list.body.unavailable_regions, ['nyc3'])
  assert.equal(list.body.secrets.length, 1)
  assert.equal((await next.call('GET /v2/security/secrets/one?region=nyc3')).status, 503)
  assert.equal((await createOne(next)).status, 503)
  await next.stop()
  assert.equal(contentsOf(join(t.data, 'regions'))['nyc3.db'], before)
})

test('a folder in place of the master key is refused', async () => {
  using data = temporaryFolder()
  await assert.rejects(
    openInstallation(placeIn(data.path, { master_key_file: data.path })),
    (error: Error) => {
      assert.ok(error instanceof InstallationProblem)
      assert.match(error.message, /must be a file with the master key in it/)
      return true
    },
  )
})
