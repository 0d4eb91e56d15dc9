import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { getCertificate, requestCertificate } from '../../../test/certificates/issuing.ts'
import { makeCertificate, uploadOf } from '../../../test/cloud/made_certificate.ts'
import { harness } from '../../../test/harness.ts'
import { addRingKey } from '../keys/ring.ts'
import { findWithMaterial } from './exporting.ts'

test('a certificate is found with its key by its name, in its own account only', async () => {
  await using t = await harness()
  const made = await makeCertificate({ names: ['a.example'] })
  await t.call('POST /v2/certificates', { name: 'web', ...uploadOf(made) })
  const { main } = t.deps
  const found = await findWithMaterial(main, t.account, 'web')
  assert.deepEqual(found?.material, { private_key: made.key, chain: made.pem })
  assert.equal(found?.certificate.name, 'web')
  assert.equal(await findWithMaterial(main, t.account, 'Web'), undefined)
  assert.equal(await findWithMaterial(main, await t.accountNamed('others'), 'web'), undefined)
})

test('until it is issued there is none, and then there is one that fits', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web')
  const pending = await findWithMaterial(t.deps.main, t.account, 'web')
  assert.deepEqual([pending?.certificate.id, pending?.material], [id, undefined])
  await t.finishActions()
  const { material } = (await findWithMaterial(t.deps.main, t.account, 'web')) ?? {}
  assert.ok(material)
  const leaf = new X509Certificate(material.chain)
  assert.ok(leaf.checkPrivateKey(createPrivateKey(material.private_key)))
  const { sha1_fingerprint } = await getCertificate(t, id)
  assert.equal(leaf.fingerprint.replaceAll(':', '').toLowerCase(), sha1_fingerprint)
})

test('one that another process has sealed anew opens all the same', async () => {
  await using t = await harness()
  const made = await makeCertificate({ names: ['a.example'] })
  await t.call('POST /v2/certificates', { name: 'web', ...uploadOf(made) })
  await using other = await harness({ data: t.data, schema: t.schema })
  await addRingKey(t.deps.main.database, t.installation.master, t.clock.at)
  for (let round = 0; round < 2; round++) await t.reconciling.runAll()
  const found = await findWithMaterial(other.deps.main, t.account, 'web')
  assert.equal(found?.material?.private_key, made.key)
})
