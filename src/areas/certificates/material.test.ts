import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { type Made, makeCertificate, uploadOf } from '../../../test/cloud/made_certificate.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { VaultError } from '../../vault/aead.ts'
import { addRingKey } from '../keys/ring.ts'
import { listRingKeys } from '../keys/store.ts'
import { openMaterial } from './material.ts'
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
