import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { defaultProject, projects } from '../../cloud/projects.ts'
import type { Ctx } from '../../kernel/ctx.ts'

const create = (t: Harness, name: string, more: object = {}) => t.call('POST /v2/domains', { name, ...more })
const refusal = async (t: Harness, name: string, more: object = {}) => {
  const { status, body } = await create(t, name, more)
  assert.deepEqual([status, body.id], [422, 'unprocessable_entity'], name)
  return body.message
}

test('a domain is made with its name servers and its address, and its zone file tells all of it', async () => {
  await using t = await harness()
  const made = await create(t, 'Example.COM', { ip_address: '203.0.113.1' })
  assert.equal(made.status, 201)
  assert.deepEqual(made.body, { domain: { name: 'example.com', ttl: 1800, zone_file: null } })
  const { body } = await t.call('GET /v2/domains/example.com')
  assert.deepEqual(body.domain, {
    name: 'example.com',
    ttl: 1800,
    zone_file: `$ORIGIN example.com.
$TTL 1800
example.com. IN SOA ns1.digitalocean.com. hostmaster.example.com. 1767225600 10800 3600 604800 1800
example.com. 1800 IN NS ns1.digitalocean.com.
example.com. 1800 IN NS ns2.digitalocean.com.
example.com. 1800 IN NS ns3.digitalocean.com.
example.com. 1800 IN A 203.0.113.1
`,
  })
  const { body: records } = await t.call('GET /v2/domains/EXAMPLE.com/records')
  const nothing = { priority: null, port: null, weight: null, flags: null, tag: null }
  assert.deepEqual(records.domain_records, [
    { id: 1, type: 'SOA', name: '@', data: '1800', ttl: 1800, ...nothing },
    { id: 2, type: 'NS', name: '@', data: 'ns1.digitalocean.com', ttl: 1800, ...nothing },
    { id: 3, type: 'NS', name: '@', data: 'ns2.digitalocean.com', ttl: 1800, ...nothing },
    { id: 4, type: 'NS', name: '@', data: 'ns3.digitalocean.com', ttl: 1800, ...nothing },
    { id: 5, type: 'A', name: '@', data: '203.0.113.1', ttl: 1800, ...nothing },
  ])
})

test('a domain’s name is a registrable one, in lower case and as punycode', async () => {
  await using t = await harness()
  for (const [written, name] of [
    ['sub.example.co.uk', 'sub.example.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example.org', 'xn--bcher-kva.example.org'],
    ['1.0.10.in-addr.arpa', '1.0.10.in-addr.arpa'],
    [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
  ] as const)
    assert.equal((await create(t, written)).body.domain?.name, name)
  assert.equal(
    (await t.call('GET /v2/domains/B%C3%9Ccher.example')).body.domain.name,
    'xn--bcher-kva.example',
  )
  const long = `${'abcdefghi.'.repeat(24)}com`
  assert.equal(long.length, 243)
  for (const wrong of [
    ...['', 'com', '.com', 'a..com', 'a.com.', '-a.com', 'a-.com', 'a_b.com', 'a b.com', '*.com', '@'],
    ...['1.2.3.4', `${'a'.repeat(64)}.com`, 'a\u0001.com', 'xn--\u0080.com', long],
  ])
    assert.match(await refusal(t, wrong), /^name must be a domain name such as example\.com, .* got "/)
  assert.equal((await create(t, long.slice(1))).status, 201)
  assert.equal((await create(t, 'a\u0000.com')).status, 400)
  assert.equal((await t.call('POST /v2/domains', {})).body.message, 'name is required.')
})

test('the address of a new domain is one, or none', async () => {
  await using t = await harness()
  for (const wrong of ['203.0.113', '01.2.3.4', '2001:db8::1', 'www'])
    assert.match(await refusal(t, 'example.com', { ip_address: wrong }), /did not match IPv4 format/)
  for (const [name, ip_address] of [
    ['a.com', ''],
    ['b.com', null],
  ] as const) {
    assert.equal((await create(t, name, { ip_address })).status, 201)
    assert.equal((await t.call(`GET /v2/domains/${name}/records`)).body.meta.total, 4)
  }
})

test('a domain is made once in an account, whoever of two is the first', async () => {
  await using t = await harness()
  const answers = await Promise.all([create(t, 'example.com'), create(t, 'EXAMPLE.com')])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  const { body } = answers.find(({ status }) => status === 422) as { body: { message: string } }
  assert.equal(body.message, 'name: the domain example.com already exists.')
  const { domains, meta } = (await t.call('GET /v2/domains')).body
  assert.deepEqual([domains.length, meta.total], [1, 1])
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  assert.equal((await t.call('POST /v2/domains', { name: 'example.com' }, { token })).status, 201)
})

test('a deleted domain takes its records with it, and only them', async () => {
  await using t = await harness()
  for (const name of ['a.com', 'b.com']) await create(t, name, { ip_address: '203.0.113.1' })
  assert.equal((await t.call('DELETE /v2/domains/A.com')).status, 204)
  for (const path of ['/v2/domains/a.com', '/v2/domains/a.com/records', '/v2/domains/a.com/records/1'])
    assert.equal((await t.call(`GET ${path}` as 'GET /')).status, 404)
  assert.equal((await t.call('DELETE /v2/domains/a.com')).status, 404)
  assert.equal((await t.call('GET /v2/domains/b.com/records')).body.meta.total, 5)
  await create(t, 'a.com')
  const { domain_records } = (await t.call('GET /v2/domains/a.com/records')).body
  assert.deepEqual(
    domain_records.map(({ id }: { id: number }) => id),
    [11, 12, 13, 14],
  )
})

test('pages of domains have each zone', async () => {
  await using t = await harness()
  for (const n of [1, 2, 3]) await create(t, `${n}.com`, { ip_address: `203.0.113.${n}` })
  const { body } = await t.call('GET /v2/domains?per_page=2&page=2')
  assert.deepEqual([body.meta.total, body.domains.length, body.domains[0].name], [3, 1, '3.com'])
  assert.match(body.domains[0].zone_file, /\n3\.com\. 1800 IN A 203\.0\.113\.3\n$/)
  const first = (await t.call('GET /v2/domains?per_page=2')).body
  assert.equal(first.domains[1].zone_file, (await t.call('GET /v2/domains/2.com')).body.domain.zone_file)
  assert.match(first.links.pages.next, /page=2/)
  assert.deepEqual((await t.call('GET /v2/domains?page=9')).body.domains, [])
})

test('a domain lies in the default project', async () => {
  await using t = await harness()
  await create(t, 'example.com')
  const { database } = t.deps.main
  const ctx = { principal: { account: t.account }, deps: t.deps } as Ctx
  const { id } = await database.transact((tx) => defaultProject(ctx, tx))
  const holding = { linked_to: { kind: 'domain', id: 'example.com' } }
  assert.deepEqual(
    (await projects.all(database.read, t.account, holding)).map((project) => project.id),
    [id],
  )
  assert.deepEqual(
    t.deps.resources.find(({ kind }) => kind === 'domain'),
    { kind: 'domain', urn: ['domain'], in_projects: true, path: '/v2/domains' },
  )
})
