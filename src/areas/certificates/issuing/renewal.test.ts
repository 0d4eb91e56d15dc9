import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusing, scriptedIssuer } from '../../../../test/certificates/issuers.ts'
import {
  findByName,
  getCertificate,
  moveOn,
  requestCertificate,
} from '../../../../test/certificates/issuing.ts'
import { makeCertificate, uploadOf } from '../../../../test/cloud/made_certificate.ts'
import { type Harness, harness } from '../../../../test/harness.ts'

const renew = async (t: Harness) => {
  await t.reconciling.runAll()
  await t.finishActions()
}

async function issued(t: Harness, name = 'web'): Promise<string> {
  const id = await requestCertificate(t, name)
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).state, 'verified')
  return id
}

test('after two thirds of its life a certificate is renewed under its name, and what used it uses the new one', async () => {
  await using t = await harness()
  const id = await issued(t)
  const rule = {
    entry_protocol: 'https',
    entry_port: 443,
    target_protocol: 'http',
    target_port: 80,
    certificate_id: id,
  }
  const balancer = { name: 'lb', region: 'nyc3', forwarding_rules: [rule] }
  const { body } = await t.call('POST /v2/load_balancers', balancer)
  moveOn(t, 59)
  await renew(t)
  assert.equal((await findByName(t, 'web')).id, id)
  moveOn(t, 1)
  await renew(t)
  const fresh = await findByName(t, 'web')
  assert.notEqual(fresh.id, id)
  assert.ok(Date.parse(fresh.not_after) > t.clock.at.getTime() + 80 * 86_400_000)
  assert.equal((await t.call(`GET /v2/certificates/${id}`)).status, 404)
  const { load_balancer } = (await t.call(`GET /v2/load_balancers/${body.load_balancer.id}`)).body
  assert.equal(load_balancer.forwarding_rules[0].certificate_id, fresh.id)
  assert.equal((await t.call(`DELETE /v2/certificates/${fresh.id}`)).status, 403)
  for (let year = 0; year < 6; year++) {
    moveOn(t, 61)
    await renew(t)
  }
  assert.ok(Date.parse((await findByName(t, 'web')).not_after) > t.clock.at.getTime())
})

test('the authority says when, and why; what it is to replace is named to it', async () => {
  await using t = await harness()
  const replaced: unknown[] = []
  const own = t.own_issuers[0]
  const window = { start: new Date('2026-01-20T00:00:00Z'), end: new Date('2026-01-22T00:00:00Z') }
  const issuer = scriptedIssuer(t, {
    answers: {
      newOrder: async (names, options) => {
        replaced.push(options?.replaces)
        return (await own?.newOrder(names)) as never
      },
      renewalInfo: async () => ({
        ...window,
        retry_after_seconds: 3600,
        explanation_url: 'https://ca.example/why',
      }),
    },
  })
  t.issuers.splice(0, 1, issuer)
  const id = await issued(t)
  t.clock.at = new Date('2026-01-19T00:00:00Z')
  await renew(t)
  assert.equal((await findByName(t, 'web')).id, id)
  t.clock.at = new Date('2026-01-22T00:00:01Z')
  await renew(t)
  assert.notEqual((await findByName(t, 'web')).id, id)
  assert.equal(replaced.length, 2)
  assert.equal(replaced[0], undefined)
  assert.match(String(replaced[1]), /^[\w-]+\.[\w-]+$/)
  assert.ok(t.log.some((line) => line.includes('https://ca.example/why')))
})

test('a window in the past renews at once', async () => {
  await using t = await harness()
  const window = { start: new Date('2025-12-01T00:00:00Z'), end: new Date('2025-12-02T00:00:00Z') }
  const id = await issued(t)
  t.issuers.splice(
    0,
    1,
    scriptedIssuer(t, {
      name: 'local',
      answers: { renewalInfo: async () => ({ ...window, retry_after_seconds: 3600 }) },
    }),
  )
  moveOn(t, 1)
  await renew(t)
  assert.notEqual((await findByName(t, 'web')).id, id)
})

test('a renewal that fails leaves the old one in use, and comes again for ever', async () => {
  await using t = await harness()
  const id = await issued(t)
  const name = 'local'
  const down = scriptedIssuer(t, {
    name,
    answers: { newOrder: refusing({ type: 'unreachable', detail: 'no route' }) },
  })
  const [own] = t.issuers.splice(0, 1, down)
  moveOn(t, 61)
  for (let day = 0; day < 10; day++) {
    await renew(t)
    moveOn(t, 1)
  }
  assert.deepEqual([(await findByName(t, 'web')).id, (await findByName(t, 'web')).state], [id, 'verified'])
  assert.ok(t.log.some((line) => line.includes('a certificate was not renewed') && line.includes('no route')))
  t.issuers.splice(0, 1, own as NonNullable<typeof own>)
  moveOn(t, 1)
  await renew(t)
  assert.notEqual((await findByName(t, 'web')).id, id)
})

test('a certificate says when it is renewed next, and an uploaded one does not', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web')
  assert.equal((await getCertificate(t, id)).renew_at, undefined)
  await t.finishActions()
  const { renew_at, not_after, created_at } = await findByName(t, 'web')
  assert.equal(renew_at, (await getCertificate(t, id)).renew_at)
  assert.ok(created_at < renew_at && renew_at < not_after)
  const [own] = t.issuers
  const answers = { newOrder: refusing({ type: 'unreachable', detail: 'no route' }) }
  t.issuers.splice(0, 1, scriptedIssuer(t, { name: own?.name ?? '', answers }))
  t.clock.at = new Date(renew_at)
  await renew(t)
  assert.ok((await getCertificate(t, id)).renew_at > renew_at, 'the next try is told')
  const upload = uploadOf(await makeCertificate({ names: ['a.example'] }))
  const { body } = await t.call('POST /v2/certificates', { name: 'own', ...upload })
  assert.equal((await getCertificate(t, body.certificate.id)).renew_at, undefined)
})

test('a certificate that is deleted is renewed no more, and one is renewed once by two nodes', async () => {
  await using t = await harness()
  const id = await issued(t)
  moveOn(t, 61)
  await Promise.all([t.reconciling.runAll(), t.reconciling.runAll()])
  await t.finishActions()
  const fresh = await findByName(t, 'web')
  assert.notEqual(fresh.id, id)
  assert.equal((await t.call(`DELETE /v2/certificates/${fresh.id}`)).status, 204)
  moveOn(t, 61)
  await renew(t)
  assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 0)
})

test('a clock that was years ahead for a moment does not stop renewals', async () => {
  await using t = await harness()
  const id = await issued(t)
  const right = t.clock.at
  t.clock.at = new Date('2037-01-01T00:00:00Z')
  await t.reconciling.runAll()
  t.clock.at = right
  moveOn(t, 70)
  await renew(t)
  assert.notEqual((await findByName(t, 'web')).id, id)
})

test('an authority cannot put a renewal off beyond the last tenth of the certificate’s life', async () => {
  await using t = await harness()
  const window = { start: new Date('2099-01-01T00:00:00Z'), end: new Date('2099-01-02T00:00:00Z') }
  const id = await issued(t)
  const renewalInfo = async () => ({ ...window, retry_after_seconds: 3600 })
  t.issuers.splice(0, 1, scriptedIssuer(t, { name: 'local', answers: { renewalInfo } }))
  moveOn(t, 80)
  await renew(t)
  assert.equal((await findByName(t, 'web')).id, id)
  moveOn(t, 2)
  await renew(t)
  assert.notEqual((await findByName(t, 'web')).id, id)
})
