import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertCertificate } from '../../../test/cloud/certificates.ts'
import { insertDroplet } from '../../../test/cloud/plain_droplets.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { sourcesOf } from '../../store/documents/links.ts'

const LBS = '/v2/load_balancers'
const http = { entry_protocol: 'http', entry_port: 80, target_protocol: 'http', target_port: 8080 }
const https = { entry_protocol: 'https', entry_port: 443, target_protocol: 'https', target_port: 443 }
const udp = { entry_protocol: 'udp', entry_port: 53, target_protocol: 'udp', target_port: 53 }
const basic = { name: 'web', region: 'nyc3', forwarding_rules: [http] }

async function makeWith(t: Harness, more: object) {
  const { status, body } = await t.call(`POST ${LBS}`, { ...basic, ...more })
  return status === 202 ? body.load_balancer : `${status} ${body.message}`
}

test('forwarding rules that cannot work are refused', async () => {
  await using t = await harness()
  const certificate_id = await insertCertificate(t)
  const cases: Array<[object[], RegExp]> = [
    [[], /^422 forwarding_rules: a REGIONAL load balancer needs at least one rule\.$/],
    [[http, http], /^422 forwarding_rules: two rules take http on port 80\.$/],
    [
      [{ ...http, entry_port: 0 }],
      /^400 forwarding_rules\.0\.entry_port must be an integer from 1 to 65535, got "0"\.$/,
    ],
    [[{ ...http, target_port: 65_536 }], /^400 forwarding_rules\.0\.target_port must be/],
    [
      [{ ...http, entry_protocol: 'ftp' }],
      /^400 .*entry_protocol must be one of http, https, http2, http3, tcp, udp/,
    ],
    [[{ ...http, entry_port: undefined }], /^400 forwarding_rules\.0\.entry_port is required\.$/],
    [
      [http, { ...udp, target_protocol: 'tcp' }],
      /^422 forwarding_rules\.1: udp cannot be forwarded as tcp\.$/,
    ],
    [[{ ...http, target_protocol: 'tcp' }], /http cannot be forwarded as tcp\.$/],
    [[https], /^422 forwarding_rules\.0: https needs a certificate_id, or tls_passthrough\.$/],
    [
      [{ ...https, certificate_id: 'no' }],
      /^422 forwarding_rules\.0\.certificate_id: there is no certificate "no"\.$/,
    ],
    [[{ ...https, certificate_id, tls_passthrough: true }], /exclude each other\.$/],
    [[{ ...https, target_protocol: 'http', tls_passthrough: true }], /must be https or http2, got http\.$/],
    [[{ ...https, entry_protocol: 'http3' }], /http3 needs a certificate_id\.$/],
    [
      [{ ...https, entry_protocol: 'http3', tls_passthrough: true }],
      /tls_passthrough is for https and http2/,
    ],
    [
      [{ ...http, certificate_id }],
      /^422 .*certificate_id is for https, http2, http3; the entry_protocol is http\.$/,
    ],
    [
      [{ ...http, tls_passthrough: true }],
      /tls_passthrough is for https and http2; the entry_protocol is http\.$/,
    ],
    [
      [{ ...http, certificate_id: 7 }],
      /^400 forwarding_rules\.0\.certificate_id must be a string, got a number\.$/,
    ],
  ]
  for (const [forwarding_rules, message] of cases)
    assert.match(String(await makeWith(t, { forwarding_rules })), message)
  assert.equal((await t.call(`GET ${LBS}`)).body.meta.total, 0)
})

test('TLS ends with a certificate, or behind the load balancer', async () => {
  await using t = await harness()
  const certificate_id = await insertCertificate(t)
  const rules = [
    { ...https, certificate_id, target_protocol: 'http', target_port: 80 },
    { ...https, entry_port: 444, certificate_id: null, tls_passthrough: true },
    { ...https, entry_protocol: 'http3', certificate_id },
    udp,
  ]
  const { id, forwarding_rules } = await makeWith(t, { forwarding_rules: rules })
  assert.deepEqual(
    forwarding_rules.map((it: Record<string, unknown>) => [it.certificate_id, it.tls_passthrough]),
    [
      [certificate_id, false],
      ['', true],
      [certificate_id, false],
      ['', false],
    ],
  )
  const users = () =>
    sourcesOf(
      t.deps.main.database.read,
      t.account,
      { kind: 'certificate', id: certificate_id },
      'load_balancer',
    )
  assert.deepEqual(await users(), [id])
  await t.call(`PUT ${LBS}/${id}`, basic)
  assert.deepEqual(await users(), [])
})

test('forwarding rules are added and removed, and one stays', async () => {
  await using t = await harness()
  const { id } = await makeWith(t, {})
  const change = async (method: 'POST' | 'DELETE', ...forwarding_rules: object[]) => {
    const { status, body } = await t.call(`${method} ${LBS}/${id}/forwarding_rules`, { forwarding_rules })
    return body ? `${status} ${body.message}` : status
  }
  const ports = async () =>
    (await t.call(`GET ${LBS}/${id}`)).body.load_balancer.forwarding_rules.map(
      (rule: { entry_port: number }) => rule.entry_port,
    )
  assert.equal(await change('POST', udp, { ...http, entry_port: 81 }), 204)
  assert.deepEqual(await ports(), [80, 53, 81])
  assert.equal(await change('POST', http), '422 forwarding_rules: two rules take http on port 80.')
  assert.equal(await change('DELETE', http, udp), 204)
  assert.deepEqual(await ports(), [81])
  assert.equal(await change('DELETE', udp), '422 forwarding_rules: there is no rule udp:53 to udp:53.')
  assert.match(String(await change('DELETE', { ...http, entry_port: 81 })), /needs at least one rule\.$/)
  assert.match(String(await change('DELETE')), /^400 forwarding_rules must have at least 1 items/)
  const many = Array.from({ length: 1000 }, (_, at) => ({ ...http, entry_port: at + 1000 }))
  assert.match(String(await change('POST', ...many)), /has at most 1000 rules, and would have 1001\.$/)
  const other = await Promise.all([1, 2].map(() => change('POST', udp)))
  assert.deepEqual(other.sort(), [204, '422 forwarding_rules: two rules take udp on port 53.'])
})

test('settings out of range are refused, with what is wanted', async () => {
  await using t = await harness()
  const cookies = (more: object) => ({ sticky_sessions: { type: 'cookies', ...more } })
  const cases: Array<[object, RegExp]> = [
    [{ name: undefined }, /^400 name is required\.$/],
    [{ name: 'a\u0000b' }, /^400 name must be 1 to 255 characters without NUL/],
    [{ size_unit: 201 }, /^400 size_unit must be an integer from 1 to 200, got "201"\.$/],
    [{ size: 'lb-huge' }, /^400 size must be one of lb-small, lb-medium, lb-large/],
    [{ size: 'lb-large', size_unit: 2 }, /^422 size and size_unit exclude each other, got lb-large and 2\.$/],
    [{ algorithm: 'random' }, /^400 algorithm must be one of/],
    [{ http_idle_timeout_seconds: 29 }, /^400 http_idle_timeout_seconds must be an integer from 30 to 600/],
    [{ health_check: { port: 0 } }, /^400 health_check\.port must be/],
    [{ health_check: { check_interval_seconds: 2 } }, /^400 .* from 3 to 300/],
    [{ health_check: { healthy_threshold: 11 } }, /^400 .* from 2 to 10/],
    [
      { health_check: { path: 'index.html' } },
      /^422 health_check\.path must begin with \/, got "index\.html"\.$/,
    ],
    [cookies({ cookie_ttl_seconds: 5 }), /^422 sticky_sessions\.cookie_name is required/],
    [cookies({ cookie_name: 'DO-LB' }), /^422 sticky_sessions\.cookie_ttl_seconds is required/],
    [{ firewall: { allow: ['1.2.3.4'] } }, /^400 firewall\.allow\.0 must be `ip:` with an address/],
    [{ firewall: { deny: ['ip:1.2.3.256'] } }, /^400 firewall\.deny\.0 must be/],
    [{ firewall: { deny: ['cidr:1.2.3.0/33'] } }, /^400 firewall\.deny\.0 must be/],
    [{ type: 'REGIONAL_NETWORK' }, /forwards tcp and udp only, got http\.$/],
    [
      { glb_settings: { target_protocol: 'http', target_port: 80 } },
      /^422 glb_settings is for GLOBAL load balancers/,
    ],
    [{ target_load_balancer_ids: ['x'] }, /^422 target_load_balancer_ids is for GLOBAL/],
  ]
  for (const [more, message] of cases) assert.match(String(await makeWith(t, more)), message)
  const nulls = { cookie_name: '', cookie_ttl_seconds: null }
  const made = await makeWith(t, {
    size: 'lb-medium',
    sticky_sessions: { type: 'none', ...nulls },
    tag: null,
    vpc_uuid: '',
    project_id: '',
    domains: [],
  })
  assert.deepEqual([made.size_unit, made.sticky_sessions], [3, { type: 'none' }])
})

test('a network load balancer forwards what is below HTTP', async () => {
  await using t = await harness()
  const made = await makeWith(t, { type: 'REGIONAL_NETWORK', forwarding_rules: [udp] })
  assert.deepEqual([made.type, made.forwarding_rules.length], ['REGIONAL_NETWORK', 1])
})

test('a global load balancer is in no region, and in front of regional ones or of Droplets anywhere', async () => {
  await using t = await harness()
  const { id: regional } = await makeWith(t, {})
  const droplet = await insertDroplet(t, { region: 'sfo3' })
  const glb_settings = { target_protocol: 'http', target_port: 80 }
  const wanted = {
    name: 'global',
    type: 'GLOBAL',
    region: undefined,
    forwarding_rules: undefined,
    glb_settings,
  }
  const made = await makeWith(t, {
    ...wanted,
    target_load_balancer_ids: [regional],
    droplet_ids: [droplet],
    domains: [{ name: 'example.com', is_managed: true }],
  })
  assert.deepEqual(
    [made.glb_settings, made.domains, made.target_load_balancer_ids, made.droplet_ids],
    [
      { ...glb_settings, cdn: { is_enabled: false }, region_priorities: {}, failover_threshold: 0 },
      [{ name: 'example.com', is_managed: true, certificate_id: '' }],
      [regional],
      [droplet],
    ],
  )
  assert.deepEqual([made.region, made.vpc_uuid, made.forwarding_rules], [undefined, undefined, undefined])
  assert.equal((await t.call(`GET ${LBS}`)).body.meta.total, 2)
  assert.equal((await t.call(`DELETE ${LBS}/${made.id}/cache`)).status, 204)
  const uncached = await t.call(`DELETE ${LBS}/${regional}/cache`)
  assert.deepEqual(
    [uncached.status, uncached.body.message],
    [422, 'Only a GLOBAL load balancer has a cache, and this one is REGIONAL.'],
  )
  const cdn = { is_enabled: true }
  const priorities = { region_priorities: { nyc3: 1, sfo3: 2 }, failover_threshold: 50 }
  const body = { glb_settings: { ...glb_settings, cdn, ...priorities } }
  const { load_balancer } = (await t.call(`PUT ${LBS}/${made.id}`, body)).body
  assert.deepEqual(load_balancer.glb_settings, body.glb_settings)
  assert.deepEqual(load_balancer.target_load_balancer_ids, [])
  const cases: Array<[object, RegExp]> = [
    [{ region: 'nyc3' }, /^422 region: a GLOBAL load balancer is in none, got nyc3\.$/],
    [{ vpc_uuid: 'x' }, /^422 vpc_uuid: a GLOBAL load balancer is in none/],
    [{ network: 'INTERNAL' }, /^422 network: a GLOBAL load balancer is EXTERNAL/],
    [{ glb_settings: undefined }, /^422 glb_settings is required/],
    [{ target_load_balancer_ids: [made.id] }, /there is no regional load balancer/],
    [{ glb_settings: { ...glb_settings, failover_threshold: 100 } }, /^400 .* from 1 to 99/],
  ]
  for (const [more, message] of cases)
    assert.match(String(await makeWith(t, { ...wanted, name: 'another', ...more })), message)
})

test('null stands for what is left out, as clients send it that send all their fields', async () => {
  await using t = await harness()
  const plain = await makeWith(t, {})
  const nulls = await makeWith(t, {
    name: 'nulls',
    forwarding_rules: [{ ...http, certificate_id: null, tls_passthrough: null }],
    health_check: { protocol: 'http', port: 80, path: '/', healthy_threshold: null },
    sticky_sessions: { type: 'none', cookie_name: null, cookie_ttl_seconds: null },
    firewall: { allow: null, deny: null },
    http_idle_timeout_seconds: null,
  })
  for (const field of ['forwarding_rules', 'health_check', 'sticky_sessions', 'firewall'])
    assert.deepEqual(nulls[field], plain[field], field)
  const required = { forwarding_rules: [{ ...http, entry_port: null }] }
  assert.match(await makeWith(t, required), /^400 forwarding_rules\.0\.entry_port must be .*, got null\.$/)
})
