import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertDroplet, insertVpc, removeDroplet, transact } from '../../../test/cloud/plain_droplets.ts'
import { type Harness, harness, type Request } from '../../../test/harness.ts'
import { vpcs } from '../../cloud/networks/vpcs.ts'
import { tags } from '../../cloud/tags.ts'
import { link, unlink } from '../../store/documents/links.ts'

const LBS = '/v2/load_balancers'
const http = { entry_protocol: 'http', entry_port: 80, target_protocol: 'http', target_port: 8080 }
const basic = { name: 'web', region: 'nyc3', forwarding_rules: [http] }

async function balancerWorld() {
  const t: Harness = await harness()
  const vpc = await insertVpc(t, { type: 'default' })
  const make = async (more: object = {}) => {
    const answer = await t.call(`POST ${LBS}`, { ...basic, ...more })
    assert.equal(answer.status, 202, answer.text)
    return answer.body.load_balancer
  }
  return {
    ...t,
    harness: t,
    vpc,
    make,
    droplet: (wanted: object = {}) => insertDroplet(t, { vpc_uuid: vpc, ...wanted }),
    shown: async (id: string) => (await t.call(`GET ${LBS}/${id}`)).body.load_balancer,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('a load balancer is new without an address, then active with one', async () => {
  await using t = await balancerWorld()
  const { status, body } = await t.call(`POST ${LBS}`, basic)
  const { id, region, project_id, ...rest } = body.load_balancer
  assert.deepEqual([status, region.slug], [202, 'nyc3'])
  assert.match(project_id, /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    name: 'web',
    ip: '',
    ipv6: '',
    size: 'lb-small',
    size_unit: 1,
    algorithm: 'round_robin',
    status: 'new',
    created_at: '2026-01-01T00:00:00.000Z',
    forwarding_rules: [{ ...http, certificate_id: '', tls_passthrough: false }],
    health_check: {
      protocol: 'http',
      port: 80,
      path: '/',
      check_interval_seconds: 10,
      response_timeout_seconds: 5,
      unhealthy_threshold: 5,
      healthy_threshold: 3,
    },
    sticky_sessions: { type: 'none' },
    redirect_http_to_https: false,
    enable_proxy_protocol: false,
    enable_backend_keepalive: false,
    disable_lets_encrypt_dns_records: false,
    http_idle_timeout_seconds: 60,
    firewall: { allow: [], deny: [] },
    tls_cipher_policy: 'DEFAULT',
    type: 'REGIONAL',
    network: 'EXTERNAL',
    network_stack: 'IPV4',
    domains: [],
    vpc_uuid: t.vpc,
    droplet_ids: [],
    tag: '',
    target_load_balancer_ids: [],
  })
  await t.finishActions()
  const active = await t.shown(id)
  assert.deepEqual([active.status, active.ipv6], ['active', ''])
  assert.match(active.ip, /^244\./)
  const { body: list } = await t.call(`GET ${LBS}?per_page=1`)
  assert.deepEqual([list.load_balancers, list.meta.total], [[active], 1])
})

test('a load balancer is removed, also before it was ever active', async () => {
  await using t = await balancerWorld()
  const { id } = await t.make()
  assert.equal((await t.call(`DELETE ${LBS}/${id}`)).status, 204)
  await t.finishActions()
  assert.equal((await t.call(`GET ${LBS}/${id}`)).status, 404)
  assert.equal((await t.call(`DELETE ${LBS}/${id}`)).status, 404)
  assert.equal((await t.make()).name, 'web')
})

test('the address is of the network and of the kind that were asked for', async () => {
  await using t = await balancerWorld()
  const inner = await t.make({ name: 'inner', network: 'INTERNAL', network_stack: 'DUALSTACK' })
  const dual = await t.make({ name: 'dual', network_stack: 'DUALSTACK' })
  await t.finishActions()
  const { ip, ipv6 } = await t.shown(inner.id)
  assert.match(ip, /^10\.9\.0\.\d+$/)
  assert.equal(ipv6, '')
  assert.match((await t.shown(dual.id)).ipv6, /^2001:db8:/)
})

test('a name is taken once, also when two ask at once', async () => {
  await using t = await balancerWorld()
  const answers = await Promise.all([1, 2].map(() => t.call(`POST ${LBS}`, basic)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 422])
  assert.equal(answers.find(({ status }) => status === 422)?.body.message, 'name is not unique')
  const { id } = await t.make({ name: 'other' })
  const renamed = await t.call(`PUT ${LBS}/${id}`, basic)
  assert.deepEqual([renamed.status, renamed.body.message], [422, 'name is not unique'])
})

test('an update replaces all settings, and keeps the place, the address and the project', async () => {
  await using t = await balancerWorld()
  const [one, two] = [await t.droplet(), await t.droplet()]
  const before = await t.make({
    size_unit: 4,
    droplet_ids: [one],
    http_idle_timeout_seconds: 90,
    enable_proxy_protocol: true,
    sticky_sessions: { type: 'cookies', cookie_name: 'DO-LB', cookie_ttl_seconds: 300 },
    health_check: { protocol: 'tcp', port: 22 },
    firewall: { allow: ['ip:1.2.3.4', 'cidr:2.3.0.0/16'], deny: ['ip:2001:db8::1', 'cidr:2001:db8::/32'] },
    network_stack: 'DUALSTACK',
  })
  assert.deepEqual([before.size, before.droplet_ids, before.health_check.path], ['lb-medium', [one], ''])
  assert.deepEqual(before.sticky_sessions, { type: 'cookies', cookie_name: 'DO-LB', cookie_ttl_seconds: 300 })
  assert.equal(before.firewall.deny.length, 2)
  await t.finishActions()
  const active = await t.shown(before.id)
  const rule = { ...http, entry_port: 81 }
  const { status, body } = await t.call(`PUT ${LBS}/${before.id}`, {
    name: 'renamed',
    region: 'nyc3',
    vpc_uuid: t.vpc,
    forwarding_rules: [rule],
    droplet_ids: [two],
  })
  const plain = await t.make({ name: 'plain', forwarding_rules: [rule] })
  assert.equal(status, 200)
  const { id, name, ip, ipv6, created_at, project_id, network_stack } = { ...active, name: 'renamed' }
  assert.deepEqual(body.load_balancer, {
    ...plain,
    ...{ id, name, ip, ipv6, created_at, project_id, network_stack, status: 'active', droplet_ids: [two] },
  })
  const nameless = await t.call(`PUT ${LBS}/${id}`, { forwarding_rules: [http] })
  assert.equal(nameless.body.load_balancer.name, 'renamed')
})

test('what is shown can be sent back as it is, and changes nothing', async () => {
  await using t = await balancerWorld()
  const made = await t.make({ size_unit: 2, droplet_ids: [await t.droplet()] })
  const sent = { ...made, region: made.region.slug }
  assert.deepEqual((await t.call(`PUT ${LBS}/${made.id}`, sent)).body.load_balancer, made)
})

test('Droplets are put behind it and taken away, and go by themselves', async () => {
  await using t = await balancerWorld()
  const [one, two, three] = [await t.droplet(), await t.droplet(), await t.droplet()]
  const { id } = await t.make({ droplet_ids: [one] })
  const behind = async () => (await t.shown(id)).droplet_ids
  const put = { droplet_ids: [two, three, one] }
  assert.equal((await t.call(`POST ${LBS}/${id}/droplets`, put)).status, 204)
  assert.deepEqual(await behind(), [one, two, three])
  assert.equal((await t.call(`DELETE ${LBS}/${id}/droplets`, { droplet_ids: [two] })).status, 204)
  await removeDroplet(t.harness, three)
  assert.deepEqual(await behind(), [one])
  const again = await t.call(`DELETE ${LBS}/${id}/droplets`, { droplet_ids: [two] })
  assert.deepEqual(
    [again.status, again.body.message],
    [422, `droplet_ids: the Droplet ${two} is not behind this load balancer.`],
  )
})

test('a Droplet that goes at the same time is put behind it or refused, and never half', async () => {
  await using t = await balancerWorld()
  const droplet = await t.droplet()
  const { id } = await t.make()
  const body = { droplet_ids: [droplet] }
  const [put] = await Promise.all([
    t.call(`POST ${LBS}/${id}/droplets`, body),
    removeDroplet(t.harness, droplet),
  ])
  assert.ok(put.status === 204 || /there is no Droplet/.test(put.body.message), put.text)
  assert.deepEqual((await t.shown(id)).droplet_ids, [])
})

test('with a tag, it is in front of the Droplets of its VPC that have the tag right now', async () => {
  await using t = await balancerWorld()
  const { account } = t
  const at = t.clock.at.toISOString()
  const from = { kind: 'tag', id: 'web' }
  await transact(t.harness, (tx) =>
    tags.insert(tx, { account, id: 'web', name: 'Web', created_at: at, body: {} }),
  )
  const refOf = (id: number) => ({ kind: 'droplet', id: String(id) })
  const put = (id: number) => transact(t.harness, (tx) => link(tx, { account, from, to: refOf(id) }, at))
  const elsewhere = await insertVpc(t.harness, { ip_range: '10.8.0.0/24' })
  const [one, two, far] = [await t.droplet(), await t.droplet(), await t.droplet({ vpc_uuid: elsewhere })]
  for (const id of [one, far]) await put(id)
  const made = await t.make({ tag: 'web' })
  assert.deepEqual([made.tag, made.droplet_ids], ['Web', [one]])
  await put(two)
  assert.deepEqual((await t.shown(made.id)).droplet_ids, [one, two])
  await transact(t.harness, (tx) => unlink(tx, { account, from, to: refOf(one) }))
  assert.deepEqual((await t.call(`GET ${LBS}`)).body.load_balancers[0].droplet_ids, [two])
  for (const method of ['POST', 'DELETE'] as const) {
    const refused = await t.call(`${method} ${LBS}/${made.id}/droplets`, { droplet_ids: [two] })
    assert.equal(refused.status, 422)
    assert.match(
      refused.body.message,
      /^Individual Droplets can not be added .* a Droplet tag, which is web\.$/,
    )
  }
  await transact(t.harness, (tx) => tags.remove(tx, account, 'web'))
  assert.deepEqual([(await t.shown(made.id)).tag, (await t.shown(made.id)).droplet_ids], ['', []])
})

test('Droplets of elsewhere, and what is not there, are refused by name', async () => {
  await using t = await balancerWorld()
  const elsewhere = await insertVpc(t.harness, { ip_range: '10.8.0.0/24' })
  const sfo3 = await insertVpc(t.harness, { region: 'sfo3', ip_range: '10.7.0.0/24' })
  const here = await t.droplet()
  const near = await t.droplet({ vpc_uuid: elsewhere })
  const far = await t.droplet({ region: 'sfo3', vpc_uuid: sfo3 })
  const cases: Array<[object, RegExp]> = [
    [{ droplet_ids: [here, 99] }, /^droplet_ids: there is no Droplet "99"\.$/],
    [
      { droplet_ids: [near] },
      new RegExp(`the Droplet ${near} is in the VPC ${elsewhere}, not in ${t.vpc}\\.$`),
    ],
    [{ droplet_ids: [far] }, new RegExp(`the Droplet ${far} is in sfo3, not in nyc3\\.$`)],
    [{ droplet_ids: [here], tag: 'web' }, /^droplet_ids and tag exclude each other/],
    [{ tag: 'web' }, /^tag: there is no tag "web"\.$/],
    [{ region: undefined }, /^region is required/],
    [{ region: 'mars1' }, /^region: there is no region "mars1"\.$/],
    [{ vpc_uuid: 'no' }, /^vpc_uuid: there is no VPC "no"\.$/],
    [{ vpc_uuid: sfo3 }, /is in sfo3, not in nyc3\.$/],
    [{ project_id: 'no' }, /^project_id: there is no project "no"\.$/],
  ]
  for (const [more, message] of cases) {
    const { status, body } = await t.call(`POST ${LBS}`, { ...basic, ...more })
    assert.equal(status, 422)
    assert.match(body.message, message)
  }
  assert.equal((await t.call(`GET ${LBS}`)).body.meta.total, 0)
  const { id } = await t.make({ droplet_ids: [here] })
  const moves: Array<[object, RegExp]> = [
    [{ region: 'sfo3' }, /^region cannot be changed: it is nyc3, got sfo3\.$/],
    [{ vpc_uuid: elsewhere }, /^vpc_uuid cannot be changed/],
    [{ type: 'REGIONAL_NETWORK' }, /^type cannot be changed: it is REGIONAL, got REGIONAL_NETWORK\.$/],
    [{ network: 'INTERNAL' }, /^network cannot be changed/],
    [{ droplet_ids: [near] }, /not in/],
  ]
  for (const [more, message] of moves)
    assert.match((await t.call(`PUT ${LBS}/${id}`, { ...basic, ...more })).body.message, message)
  assert.deepEqual((await t.shown(id)).droplet_ids, [here])
})

test("another account's load balancer, Droplets and VPC are not there", async () => {
  await using t = await balancerWorld()
  const { id } = await t.make()
  const stranger = await t.accountNamed('other')
  const { token } = await t.tokenFor(stranger)
  const droplet_ids = [await t.droplet()]
  const requests: Array<[Request, object | undefined]> = [
    [`GET ${LBS}/${id}`, undefined],
    [`PUT ${LBS}/${id}`, basic],
    [`DELETE ${LBS}/${id}`, undefined],
    [`POST ${LBS}/${id}/droplets`, { droplet_ids }],
    [`DELETE ${LBS}/${id}/forwarding_rules`, { forwarding_rules: [http] }],
  ]
  for (const [request, body] of requests) assert.equal((await t.call(request, body, { token })).status, 404)
  const made = await t.call(`POST ${LBS}`, { ...basic, droplet_ids }, { token })
  assert.match(made.body.message, /there is no Droplet/)
  assert.equal((await t.call(`POST ${LBS}`, basic, { token })).status, 202)
  assert.equal((await t.call(`GET ${LBS}`, undefined, { token })).body.meta.total, 1)
})

test('it refers to its VPC, which so can tell that it is in use', async () => {
  await using t = await balancerWorld()
  const { id } = await t.make()
  const to = { kind: 'vpc', id: t.vpc }
  const from = { kind: 'load_balancer', id }
  const at = t.clock.at.toISOString()
  assert.equal(await transact(t.harness, (tx) => link(tx, { account: t.account, from, to }, at)), false)
  assert.equal(await vpcs.count(t.deps.main.database.read, t.account), 1)
})
