// A certificate takes another's place in what uses it: real load balancers and CDN endpoints.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertCertificate } from '../../test/cloud/certificates.ts'
import { type Harness, harness } from '../../test/harness.ts'
import { sourcesOf } from '../store/documents/links.ts'
import { certificateRef, certificates, replaceCertificate } from './certificates.ts'

const BALANCERS = '/v2/load_balancers'

const https = (certificate_id: string, entry_port: number) => ({
  ...{ entry_protocol: 'https', entry_port, target_protocol: 'http', target_port: 80, certificate_id },
})

async function makeBalancer(t: Harness, name: string, ...ids: string[]): Promise<string> {
  const forwarding_rules = ids.map((id, at) => https(id, 443 + at))
  const { status, body, text } = await t.call(`POST ${BALANCERS}`, { name, region: 'nyc3', forwarding_rules })
  assert.equal(status, 202, text)
  return body.load_balancer.id
}

async function makeGlobal(t: Harness, certificate_id: string): Promise<string> {
  const { status, body, text } = await t.call(`POST ${BALANCERS}`, {
    ...{ name: 'global', type: 'GLOBAL', glb_settings: { target_protocol: 'http', target_port: 80 } },
    domains: [
      { name: 'example.com', certificate_id },
      { name: 'example.org', certificate_id },
    ],
  })
  assert.equal(status, 202, text)
  return body.load_balancer.id
}

async function makeEndpoint(t: Harness, space: string, certificate_id: string): Promise<string> {
  const origin = `${space}.nyc3.digitaloceanspaces.com`
  const body = { origin, custom_domain: `${space}.example.com`, certificate_id }
  return (await t.call('POST /v2/cdn/endpoints', body)).body.endpoint.id
}

const balancer = async (t: Harness, id: string) => (await t.call(`GET ${BALANCERS}/${id}`)).body.load_balancer
const idsIn = async (t: Harness, id: string): Promise<string[]> => {
  const { forwarding_rules = [], domains } = await balancer(t, id)
  return [...forwarding_rules, ...domains].map(({ certificate_id }) => certificate_id)
}

function renew(t: Harness, old_id: string, fresh_id = crypto.randomUUID()) {
  return t.deps.main.database.transact(async (tx) => {
    const old = await certificates.find(tx, t.account, old_id)
    const body = old?.body ?? assert.fail('there is none')
    return replaceCertificate(
      t.deps,
      tx,
      { account: t.account, id: old_id },
      {
        ...{ id: fresh_id, created_at: t.clock.at.toISOString() },
        body: { ...body, sha1_fingerprint: '1'.repeat(40) },
      },
    )
  })
}

const usersOf = async (t: Harness, id: string) => {
  const { read } = t.deps.main.database
  const of_kind = (kind: string) => sourcesOf(read, t.account, certificateRef(id), kind)
  return [...(await of_kind('load_balancer')), ...(await of_kind('cdn_endpoint'))].sort()
}

test('all that used the old one uses the new one, under the same name, and nothing else has changed', async () => {
  await using t = await harness()
  const [old, other] = [await insertCertificate(t), await insertCertificate(t)]
  const twice = await makeBalancer(t, 'twice', old, other, old)
  const once = await makeBalancer(t, 'once', old)
  const global = await makeGlobal(t, old)
  const stranger = await makeBalancer(t, 'stranger', other)
  const endpoint = await makeEndpoint(t, 'images', old)
  const before = await balancer(t, twice)
  const { name } = (await t.call(`GET /v2/certificates/${old}`)).body.certificate

  const { id: fresh } = (await renew(t, old)) ?? assert.fail('it was there')

  assert.deepEqual(await idsIn(t, twice), [fresh, other, fresh])
  assert.deepEqual(await idsIn(t, once), [fresh])
  assert.deepEqual(await idsIn(t, global), [fresh, fresh])
  assert.deepEqual(await idsIn(t, stranger), [other])
  const rules = before.forwarding_rules.map((rule: { certificate_id: string }) =>
    rule.certificate_id === old ? { ...rule, certificate_id: fresh } : rule,
  )
  assert.deepEqual(await balancer(t, twice), { ...before, forwarding_rules: rules })
  assert.equal((await t.call(`GET /v2/cdn/endpoints/${endpoint}`)).body.endpoint.certificate_id, fresh)
  assert.deepEqual(await usersOf(t, fresh), [twice, once, global, endpoint].sort())
  assert.deepEqual(await usersOf(t, other), [twice, stranger].sort())
  assert.equal((await t.call(`GET /v2/certificates/${old}`)).status, 404)
  const found = (await t.call(`GET /v2/certificates?name=${name}`)).body.certificates
  assert.deepEqual([found.length, found[0].id], [1, fresh])
  assert.equal((await t.call(`DELETE /v2/certificates/${fresh}`)).status, 403)
  const { forwarding_rules } = await balancer(t, once)
  assert.equal((await t.call(`PUT ${BALANCERS}/${once}`, { name: 'once', forwarding_rules })).status, 200)
})

test('one that is used by nothing is replaced, one that is gone is not, and no other account’s', async () => {
  await using t = await harness()
  const old = await insertCertificate(t)
  const fresh = (await renew(t, old))?.id ?? assert.fail('it was there')
  assert.deepEqual(await usersOf(t, fresh), [])
  const others = await t.accountNamed('others')
  const stranger = { id: crypto.randomUUID(), created_at: t.clock.at.toISOString() }
  for (const [account, id] of [
    [t.account, old],
    [others, fresh],
  ] as const) {
    const { body } = (await certificates.find(t.deps.main.database.read, t.account, fresh)) ?? assert.fail()
    const replaced = await t.deps.main.database.transact((tx) =>
      replaceCertificate(t.deps, tx, { account, id }, { ...stranger, body }),
    )
    assert.equal(replaced, undefined)
  }
  assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 1)
})

test('what is changed, made and removed at the same time refers to what is there', async () => {
  await using t = await harness()
  for (let round = 0; round < 8; round++) {
    const old = await insertCertificate(t)
    const changed = await makeBalancer(t, `changed ${round}`, old)
    const removed = await makeBalancer(t, `removed ${round}`, old)
    const endpoint = await makeEndpoint(t, `space-${round}`, old)
    const fresh = crypto.randomUUID()
    const rule = { forwarding_rules: [https(old, 444)] }
    const [, put, added, made] = await Promise.all([
      renew(t, old, fresh),
      t.call(`PUT ${BALANCERS}/${changed}`, {
        name: `changed ${round}`,
        algorithm: 'least_connections',
        ...rule,
      }),
      t.call(`POST ${BALANCERS}/${changed}/forwarding_rules`, rule),
      t.call(`POST ${BALANCERS}`, { name: `made ${round}`, region: 'nyc3', ...rule }),
      t.call(`DELETE ${BALANCERS}/${removed}`),
      t.call(`PUT /v2/cdn/endpoints/${endpoint}`, { ttl: 60 }),
    ])
    for (const { status } of [put, added, made]) assert.ok([200, 202, 204, 422].includes(status), `${status}`)
    assert.deepEqual(new Set(await idsIn(t, changed)), new Set([fresh]), `round ${round}`)
    const users = [changed, endpoint, ...(made.status === 202 ? [made.body.load_balancer.id] : [])]
    if (made.status === 202) assert.deepEqual(await idsIn(t, made.body.load_balancer.id), [fresh])
    assert.deepEqual(await usersOf(t, fresh), users.sort())
    const { ttl, certificate_id } = (await t.call(`GET /v2/cdn/endpoints/${endpoint}`)).body.endpoint
    assert.deepEqual([ttl, certificate_id], [60, fresh])
    for (const id of users.filter((it) => it !== endpoint)) await t.call(`DELETE ${BALANCERS}/${id}`)
  }
})
