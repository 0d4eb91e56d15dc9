import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { before, test } from 'node:test'
import { type Made, makeCertificate, makeChain, uploadOf } from '../../../test/cloud/made_certificate.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { recordsOf } from '../../../test/records.ts'
import { certificates } from '../../cloud/certificates.ts'
import { sourcesOf } from '../../store/documents/links.ts'
import { openMaterial } from './material.ts'

const CERTIFICATES = '/v2/certificates'
const BALANCERS = '/v2/load_balancers'

let chain: { leaf: Made; middle: Made; root: Made }
let body: ReturnType<typeof uploadOf>
before(async () => {
  chain = await makeChain({ names: ['www.example.com', 'Example.com'] })
  body = uploadOf(chain.leaf, chain.middle)
})

const upload = (t: Harness, name: string, rest: object = {}) =>
  t.call(`POST ${CERTIFICATES}`, { name, type: 'custom', ...body, ...rest })

const https = (certificate_id: string, entry_port = 443) => ({
  ...{ entry_protocol: 'https', entry_port, target_protocol: 'http', target_port: 80, certificate_id },
})
const balancerOf = (certificate_id: string, name = 'lb') => ({
  ...{ name, region: 'nyc3', forwarding_rules: [https(certificate_id)] },
})

test('a certificate is uploaded, listed, read and deleted', async () => {
  await using t = await harness()
  const { status, body: answer } = await upload(t, 'web')
  const { id, ...rest } = answer.certificate
  assert.equal(status, 201)
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    name: 'web',
    not_after: '2026-12-01T00:00:00.000Z',
    sha1_fingerprint: new X509Certificate(chain.leaf.pem).fingerprint.replaceAll(':', '').toLowerCase(),
    created_at: '2026-01-01T00:00:00.000Z',
    dns_names: ['www.example.com', 'example.com'],
    state: 'verified',
    type: 'custom',
  })
  assert.deepEqual((await t.call(`GET ${CERTIFICATES}/${id}`)).body, answer)
  assert.deepEqual((await t.call(`GET ${CERTIFICATES}`)).body.certificates, [answer.certificate])
  assert.equal((await t.call(`DELETE ${CERTIFICATES}/${id}`)).status, 204)
  for (const request of [`GET ${CERTIFICATES}/${id}`, `DELETE ${CERTIFICATES}/${id}`] as const)
    assert.equal((await t.call(request)).status, 404)
  assert.equal(await openMaterial(t.deps, { account: t.account, id }), undefined)
  assert.equal((await upload(t, 'web')).status, 201)
})

test('a list is of one name, or a page at a time', async () => {
  await using t = await harness()
  for (const name of ['one', 'two', 'three']) await upload(t, name)
  const list = async (query: string) => {
    const { certificates: found, meta } = (await t.call(`GET ${CERTIFICATES}?${query}`)).body
    return [found.map(({ name }: { name: string }) => name), meta.total]
  }
  assert.deepEqual(await list('name=two'), [['two'], 1])
  assert.deepEqual(await list('name=Two'), [[], 0])
  assert.deepEqual(await list('name='), [['one', 'two', 'three'], 3])
  assert.deepEqual(await list('per_page=2&page=2'), [['three'], 3])
})

test('what clients leave out, and what they send beside it', async () => {
  await using t = await harness()
  const early = await upload(t, 'early', { type: undefined })
  assert.equal(early.body.certificate.type, 'custom')
  const nulls = await upload(t, 'nulls', { certificate_chain: null, dns_names: null, type: null })
  assert.equal(nulls.body.certificate.type, 'custom')
  const more = await upload(t, 'more', { certificate_chain: '', dns_names: ['other.example'], tags: ['x'] })
  assert.deepEqual(more.body.certificate.dns_names, ['www.example.com', 'example.com'])
})

test('a name is in an account once, also when two take it at once', async () => {
  await using t = await harness()
  const answers = await Promise.all([1, 2].map(() => upload(t, 'web')))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  const refused = answers.find(({ status }) => status === 409)
  assert.equal(refused?.body.message, 'name: there is a certificate "web" already.')
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  const other = { name: 'web', ...body }
  assert.equal((await t.call(`POST ${CERTIFICATES}`, other, { token })).status, 201)
  const id = answers.find(({ status }) => status === 201)?.body.certificate.id
  for (const method of ['GET', 'DELETE'] as const)
    assert.equal((await t.call(`${method} ${CERTIFICATES}/${id}`, undefined, { token })).status, 404)
})

test('what cannot be is refused, and says why', async () => {
  await using t = await harness()
  const key = chain.leaf.key
  const cases: Array<[object | string, number, RegExp]> = [
    [{ ...body }, 400, /^name is required\.$/],
    [{ ...body, name: '' }, 400, /^name must have at least 1 characters/],
    [{ ...body, name: 'x'.repeat(256) }, 400, /^name must have at most 255 characters, got 256\.$/],
    [{ ...body, name: 'a\u0000b' }, 400, /^name must be text without NUL characters/],
    [{ ...body, name: 'x', type: 'letsencrypt' }, 400, /^type must be one of custom, lets_encrypt/],
    [{ name: 'x', type: 'custom' }, 422, /^private_key is required for a certificate of type custom\.$/],
    [{ name: 'x', private_key: key }, 422, /^leaf_certificate is required for a certificate/],
    [{ name: 'x', private_key: ' \n', leaf_certificate: 'x' }, 422, /^private_key is required/],
    [{ ...body, name: 'x', private_key: 7 }, 400, /^private_key must be a string, got a number\.$/],
    [{ ...body, name: 'x', private_key: [key] }, 400, /^private_key must be a string, got an array\.$/],
    [
      { ...body, name: 'x', private_key: `${key}\u0000` },
      400,
      /^private_key must be text .*, got a string\.$/,
    ],
    [
      { ...body, name: 'x', leaf_certificate: `${key}\u0000` },
      400,
      /^leaf_certificate must be .*, got a string\.$/,
    ],
    [
      { ...body, name: 'x', private_key: key.repeat(100) },
      400,
      /^private_key must have at most 16384 characters/,
    ],
    [
      { ...body, name: 'x', certificate_chain: 'x'.repeat(65_537) },
      400,
      /^certificate_chain must have at most 65536/,
    ],
    [{ ...body, name: 'x', leaf_certificate: 'x'.repeat(10_000_000) }, 413, /larger than/],
    [
      { ...body, name: 'x', private_key: chain.middle.key },
      422,
      /^private_key does not belong to leaf_certificate\.$/,
    ],
    [{ ...body, name: 'x', leaf_certificate: key }, 422, /^leaf_certificate holds a PEM block PRIVATE KEY;/],
    [
      { name: 'x', type: 'lets_encrypt', dns_names: ['a.example'] },
      422,
      /^one or more of dns_names are in no domain of this account: a\.example\./,
    ],
    [`{"name":"x","private_key":"${key}"}`, 400, /JSON/],
  ]
  for (const [wrong, status, message] of cases) {
    const answer = await t.call(`POST ${CERTIFICATES}`, wrong)
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.body.message, message)
    assert.ok(!answer.text.includes(key.slice(30, 50)), 'no key is quoted')
  }
  assert.equal((await t.call(`GET ${CERTIFICATES}`)).body.meta.total, 0)
})

test('a key is opened by the server alone, and shown by nothing', async () => {
  await using t = await harness()
  const { id } = (await upload(t, 'web')).body.certificate
  const material = await openMaterial(t.deps, { account: t.account, id })
  assert.ok(createPrivateKey(material?.private_key ?? '').equals(chain.leaf.private_key))
  assert.equal(
    material?.chain,
    [chain.leaf, chain.middle].map((it) => new X509Certificate(it.pem).toString()).join(''),
  )
  assert.equal(await openMaterial(t.deps, { account: crypto.randomUUID(), id }), undefined)
  const [, line = ''] = chain.leaf.key.split('\n')
  for (const request of [`GET ${CERTIFICATES}`, `GET ${CERTIFICATES}/${id}`] as const)
    assert.ok(!(await t.call(request)).text.includes(line))
  assert.ok(!t.log.join('').includes(line))
  const stored = await certificates.all(t.deps.main.database.read, t.account)
  assert.ok(!JSON.stringify(stored).includes(line))
})

test('what is in use is not deleted, and what is being deleted is not used', async () => {
  await using t = await harness()
  const { id } = (await upload(t, 'web')).body.certificate
  const balancer = (await t.call(`POST ${BALANCERS}`, balancerOf(id))).body.load_balancer
  const refused = await t.call(`DELETE ${CERTIFICATES}/${id}`)
  assert.deepEqual(refused.body, {
    id: 'forbidden',
    message: 'Make sure the certificate is not in use before deleting it',
    request_id: refused.body.request_id,
  })
  assert.equal(refused.status, 403)
  const endpoint = { origin: 'images.nyc3.digitaloceanspaces.com', custom_domain: 'www.example.com' }
  const made = await t.call('POST /v2/cdn/endpoints', { ...endpoint, certificate_id: id })
  await t.call(`DELETE ${BALANCERS}/${balancer.id}`)
  assert.equal((await t.call(`DELETE ${CERTIFICATES}/${id}`)).status, 403)
  await t.call(`DELETE /v2/cdn/endpoints/${made.body.endpoint.id}`)
  const [deleted, created] = await Promise.all([
    t.call(`DELETE ${CERTIFICATES}/${id}`),
    t.call(`POST ${BALANCERS}`, balancerOf(id)),
  ])
  const used = created.status === 202
  assert.deepEqual([deleted.status, created.status], used ? [403, 202] : [204, 422])
  const users = await sourcesOf(
    t.deps.main.database.read,
    t.account,
    { kind: 'certificate', id },
    'load_balancer',
  )
  assert.equal(users.length, used ? 1 : 0)
})

test('one that is not verified is shown as clients can read it, and used by nothing', async () => {
  await using t = await harness()
  const id = crypto.randomUUID()
  const pending = { type: 'lets_encrypt', state: 'pending' } as const
  await t.deps.main.database.transact((tx) =>
    certificates.insert(tx, {
      ...{ account: t.account, id, name: 'web', created_at: t.clock.at.toISOString() },
      body: { ...pending, dns_names: ['a.example'], not_after: null, sha1_fingerprint: null, message: null },
    }),
  )
  const { certificate } = (await t.call(`GET ${CERTIFICATES}/${id}`)).body
  assert.deepEqual([certificate.not_after, certificate.sha1_fingerprint], ['0001-01-01T00:00:00Z', ''])
  const told =
    /certificate_id: the certificate "web" is in state pending; it can be used once it is verified\.$/
  const endpoint = { origin: 'images.nyc3.digitaloceanspaces.com', custom_domain: 'a.example' }
  for (const answer of [
    await t.call(`POST ${BALANCERS}`, balancerOf(id)),
    await t.call('POST /v2/cdn/endpoints', { ...endpoint, certificate_id: id }),
  ]) {
    assert.equal(answer.status, 422)
    assert.match(answer.body.message, told)
  }
})

test('the audit trail tells of each change by the id, and of what was refused', async () => {
  await using t = await harness()
  const { id } = (await upload(t, 'web')).body.certificate
  await upload(t, 'x', { private_key: (await makeCertificate()).key })
  await t.call(`DELETE ${CERTIFICATES}/${id}`)
  const told = (await recordsOf(t)).filter(({ operation }) => operation?.startsWith('certificates_'))
  assert.deepEqual(told.map(({ operation, resource, status }) => [operation, resource, status]).toSorted(), [
    ['certificates_create', null, 422],
    ['certificates_create', `do:certificate:${id}`, 201],
    ['certificates_delete', `do:certificate:${id}`, 204],
  ])
})
