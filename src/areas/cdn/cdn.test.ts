import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertCertificate } from '../../../test/cloud/certificates.ts'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import { sourcesOf } from '../../store/documents/links.ts'

const ENDPOINTS = '/v2/cdn/endpoints'
const origin = 'static-images.nyc3.digitaloceanspaces.com'

const usersOf = (t: Harness, id: string) =>
  sourcesOf(t.deps.main.database.read, t.account, { kind: 'certificate', id }, 'cdn_endpoint')

test('an endpoint is made for a Space, listed, read and removed', async () => {
  await using t = await harness()
  const { status, body } = await t.call(`POST ${ENDPOINTS}`, { origin, ttl: 0 })
  const { id, ...rest } = body.endpoint
  assert.equal(status, 201)
  assert.deepEqual(rest, {
    origin,
    endpoint: 'static-images.nyc3.cdn.digitaloceanspaces.com',
    ttl: 3600,
    created_at: '2026-01-01T00:00:00.000Z',
  })
  const other = await t.call(`POST ${ENDPOINTS}`, { origin: `other-${origin}`, ttl: 60 })
  assert.equal(other.body.endpoint.ttl, 60)
  assert.deepEqual((await t.call(`GET ${ENDPOINTS}/${id}`)).body, body)
  const { body: list } = await t.call(`GET ${ENDPOINTS}?per_page=1`)
  assert.deepEqual([list.endpoints, list.meta.total], [[body.endpoint], 2])
  assert.equal((await t.call(`DELETE ${ENDPOINTS}/${id}`)).status, 204)
  assert.equal((await t.call(`GET ${ENDPOINTS}/${id}`)).status, 404)
  assert.equal((await t.call(`POST ${ENDPOINTS}`, { origin })).status, 201)
})

test('a Space has one endpoint, also when two are made at once', async () => {
  await using t = await harness()
  const answers = await Promise.all([1, 2].map(() => t.call(`POST ${ENDPOINTS}`, { origin })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  assert.equal(answers.find(({ status }) => status === 409)?.body.message, 'cdn already enabled')
})

test('what is changed is what was named', async () => {
  await using t = await harness()
  const [certificate_id, newer] = [await insertCertificate(t), await insertCertificate(t)]
  const custom_domain = 'static.example.com'
  const { id } = (await t.call(`POST ${ENDPOINTS}`, { origin, custom_domain, certificate_id })).body.endpoint
  const change = async (body: object) => {
    const { endpoint } = (await t.call(`PUT ${ENDPOINTS}/${id}`, body)).body
    return [endpoint.ttl, endpoint.custom_domain, endpoint.certificate_id]
  }
  assert.deepEqual(await usersOf(t, certificate_id), [id])
  assert.deepEqual(await change({ ttl: 604_800 }), [604_800, custom_domain, certificate_id])
  assert.deepEqual(await change({ certificate_id: newer }), [604_800, custom_domain, newer])
  assert.deepEqual([await usersOf(t, certificate_id), await usersOf(t, newer)], [[], [id]])
  assert.deepEqual(await change({ custom_domain: '', certificate_id: '' }), [604_800, undefined, undefined])
  assert.deepEqual(await usersOf(t, newer), [])
})

test('a cache is purged of some files', async () => {
  await using t = await harness()
  const { id } = (await t.call(`POST ${ENDPOINTS}`, { origin })).body.endpoint
  const purge = (files: string[]) => t.call(`DELETE ${ENDPOINTS}/${id}/cache`, { files })
  assert.equal((await purge(['path/to/image.png', 'css/*'])).status, 204)
  const none = await purge([])
  assert.deepEqual([none.status, none.body.message], [400, 'files must have at least 1 items, got an array.'])
  assert.equal((await purge(Array(51).fill('a'))).status, 400)
})

test('what cannot be is refused, and says why', async () => {
  await using t = await harness()
  const certificate_id = await insertCertificate(t)
  const { id } = (await t.call(`POST ${ENDPOINTS}`, { origin })).body.endpoint
  const other = `other-${origin}`
  const cases: Array<[Request, object, number, RegExp]> = [
    [`POST ${ENDPOINTS}`, {}, 400, /^origin is required\.$/],
    [`POST ${ENDPOINTS}`, { origin: 'example.com' }, 422, /^invalid origin: .* got "example\.com"\.$/],
    [`POST ${ENDPOINTS}`, { origin: `www.${origin}` }, 422, /^invalid origin: /],
    [`POST ${ENDPOINTS}`, { origin: origin.replace('nyc3', 'xyz9') }, 422, /^invalid origin: /],
    [`POST ${ENDPOINTS}`, { origin: other, ttl: 61 }, 422, /^ttl must be one of 60, .*; got 61\.$/],
    [
      `POST ${ENDPOINTS}`,
      { origin: other, custom_domain: 'a.example.com' },
      422,
      /^certificate_id is required/,
    ],
    [`POST ${ENDPOINTS}`, { origin: other, certificate_id }, 422, /^custom_domain is required/],
    [
      `POST ${ENDPOINTS}`,
      { origin: other, custom_domain: 'a b', certificate_id },
      400,
      /^custom_domain must be a fully/,
    ],
    [
      `POST ${ENDPOINTS}`,
      { origin: other, custom_domain: 'a.example.com', certificate_id: 'no' },
      422,
      /^certificate_id: there is no certificate "no"\.$/,
    ],
    [`PUT ${ENDPOINTS}/${id}`, { ttl: 1 }, 422, /^ttl must be one of/],
    [`PUT ${ENDPOINTS}/no`, { ttl: 60 }, 404, /could not be found/],
    [`DELETE ${ENDPOINTS}/no/cache`, { files: ['*'] }, 404, /could not be found/],
  ]
  for (const [request, body, status, message] of cases) {
    const answer = await t.call(request, body)
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.body.message, message)
  }
  assert.equal((await t.call(`GET ${ENDPOINTS}`)).body.meta.total, 1)
})
