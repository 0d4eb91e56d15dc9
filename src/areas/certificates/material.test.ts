import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { type Made, makeCertificate, uploadOf } from '../../../test/cloud/made_certificate.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { testDatabaseUrl } from '../../../test/test_database.ts'
import { certificates, replaceCertificate } from '../../cloud/certificates.ts'
import { writeBackup } from '../../commands/backup/backup.ts'
import { restoreBackup } from '../../commands/backup/restore.ts'
import { openInstallation } from '../../installation.ts'
import { VaultError } from '../../vault/aead.ts'
import { addRingKey } from '../keys/ring.ts'
import { listRingKeys } from '../keys/store.ts'
import { keepMaterial, openMaterial } from './material.ts'
import { countSealedMaterials } from './store.ts'

let made: Made
before(async () => {
  made = await makeCertificate({ names: ['a.example'] })
})

const upload = async (t: Harness, name: string, token = t.token): Promise<string> =>
  (await t.call('POST /v2/certificates', { name, ...uploadOf(made) }, { token })).body.certificate.id

const turn = ({ deps, installation, clock }: Harness) =>
  addRingKey(deps.main.database, installation.master, clock.at)

const ringKeys = async (t: Harness) => (await listRingKeys(t.deps.main.database.read)).map(({ id }) => id)

const sealedUnder = async (t: Harness) =>
  Object.fromEntries(
    (await countSealedMaterials(t.deps.main.database.read)).map((it) => [it.ring_key, Number(it.rows)]),
  )

async function assertOpens(t: Harness, id: string): Promise<void> {
  const material = await openMaterial(t.deps, { account: t.account, id })
  assert.ok(createPrivateKey(material?.private_key ?? '').equals(made.private_key))
}

test('rotation moves every key to the new ring key, and the old one leaves', async () => {
  await using t = await harness()
  const ids: string[] = []
  for (let n = 0; n < 60; n++) ids.push(await upload(t, `web ${n}`))
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  await upload(t, 'web', token)
  assert.deepEqual(await sealedUnder(t), { k1: 61 })
  await using other = await harness({ data: t.data, schema: t.schema })
  await turn(t)
  for (let round = 0; round < 2; round++) await t.reconciling.runAll()
  assert.deepEqual(await sealedUnder(t), { k2: 61 })
  assert.deepEqual(await ringKeys(t), ['k2'])
  for (const id of ids) await assertOpens(t, id)
  // It has not met the new ring key, and seals with one that is gone.
  await assertOpens(other, await upload(other, 'more'))
  await assertOpens(other, ids[0] ?? '')
})

test('a key that was tampered with does not open, stays where it is, and holds up no other', async () => {
  await using t = await harness()
  const [broken, good] = [await upload(t, 'broken'), await upload(t, 'good')]
  await t.deps.main.database.transact((tx) =>
    sql`update certificate_materials set data_key = (select data_key from certificate_materials where id = ${good}),
      sealed = (select sealed from certificate_materials where id = ${good}) where id = ${broken}`.execute(
      tx,
    ),
  )
  await turn(t)
  for (let round = 0; round < 2; round++) await t.reconciling.runAll()
  assert.deepEqual(await ringKeys(t), ['k1', 'k2'])
  await assertOpens(t, good)
  await assert.rejects(openMaterial(t.deps, { account: t.account, id: broken }), VaultError)
  assert.ok(t.log.some((line) => JSON.parse(line).place === `certificates/${t.account}/${broken}`))
})

test('the database keeps nothing of a key in clear', async () => {
  await using t = await harness()
  await upload(t, 'web')
  const { rows } = await sql`select * from certificate_materials`.execute(t.deps.main.database.read)
  const stored = JSON.stringify(rows)
  assert.ok(stored.includes('BEGIN CERTIFICATE') && !stored.includes('PRIVATE'))
  const [, line = ''] = made.key.split('\n')
  assert.ok(!stored.includes(line))
})

const on_sqlite = {
  skip: testDatabaseUrl !== undefined && 'PostgreSQL cleans its own files, in its own time',
}

test(
  'of a key that was deleted or replaced nothing is left in the files, sealed or not',
  on_sqlite,
  async () => {
    await using t = await harness()
    const ids = [await upload(t, 'deleted'), await upload(t, 'replaced')]
    const { rows } = await sql<{ data_key: string; sealed: string }>`
    select data_key, sealed from certificate_materials`.execute(t.deps.main.database.read)
    const texts = rows.flatMap(({ data_key, sealed }) => [data_key, sealed])
    const inFiles = () =>
      readdirSync(t.data)
        .filter((path) => path.startsWith('rockpool.db'))
        .filter((path) => texts.some((text) => readFileSync(join(t.data, path)).includes(text)))
    await t.reconciling.runAll()
    assert.deepEqual(inFiles(), ['rockpool.db'])
    const [deleted, replaced = ''] = ids
    await t.call(`DELETE /v2/certificates/${deleted}`)
    const id = crypto.randomUUID()
    await renew(t, replaced, id)
    await t.reconciling.runAll()
    assert.deepEqual(inFiles(), [])
    await assertOpens(t, id)
  },
)

/** As after an uploaded one was issued anew. */
const renew = ({ deps, account, clock }: Harness, replaced: string, id: string) =>
  deps.main.database.transact(async (tx) => {
    const known = (await certificates.find(tx, account, replaced)) ?? assert.fail('there is none')
    const fresh = { id, created_at: clock.at.toISOString(), body: known.body }
    const document = await replaceCertificate(deps, tx, { account, id: replaced }, fresh)
    await keepMaterial(deps, tx, document ?? assert.fail(), { private_key: made.key, chain: made.pem })
  })

test('a key comes back with a backup', async () => {
  await using t = await harness()
  const id = await upload(t, 'web')
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-certificates-'))
  try {
    await writeBackup(t.installation, join(folder, 'backup'))
    cpSync(join(t.data, 'master.key'), join(folder, 'master.key'))
    const place = { data: folder, schema: 'unused', database_url: undefined, master_key_file: undefined }
    await restoreBackup({ ...place, regions: [{ slug: 'nyc3' }, { slug: 'sfo3' }] }, join(folder, 'backup'))
    const restored = await openInstallation({ ...place, regions: [] })
    const { main } = restored
    const material = await openMaterial({ ...t.deps, main }, { account: t.account, id })
    await restored.close()
    assert.ok(createPrivateKey(material?.private_key ?? '').equals(made.private_key))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
