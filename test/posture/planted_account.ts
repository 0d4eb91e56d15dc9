// An account of 300 resources with 60 planted faults, made through the API: what a scan has to find, and nothing else.
import assert from 'node:assert/strict'
import { rsaKeyOf } from '../../src/posture/rules/keys/ssh_public_key.ts'
import type { Harness, Request } from '../harness.ts'

/** Each as `rule-id urn`. */
export type Planted = string[]

const REGION = 'nyc3'
const OFFICE = { addresses: ['198.51.100.0/24'] }
const INTERNET = { addresses: ['0.0.0.0/0'] }

/** Beside the 60 there is what the harness brings along: a token that may do everything, for ever. */
export async function plantAccount(t: Harness): Promise<Planted> {
  const vpc = (await make(t, 'POST /v2/vpcs', { name: 'own', region: REGION })).vpc.id
  await plantFirewalls(t)
  const planted = [
    ...(await plantDroplets(t, vpc)),
    ...(await plantUnusedFirewalls(t)),
    ...(await plantDomains(t)),
    ...(await plantKeys(t)),
    ...(await plantProjects(t)),
    ...(await plantAddresses(t)),
    ...(await plantTokens(t)),
  ]
  for (const at of range(40))
    await make(t, 'POST /v2/volumes', { name: `data-${at}`, region: REGION, size_gigabytes: 10 })
  for (const at of range(20))
    await make(t, 'POST /v2/security/secrets', { name: `secret-${at}`, region: REGION, values: { k: 'v' } })
  return planted
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at)

async function make(t: Harness, request: Request, body: object) {
  const answer = await t.call(request, body)
  assert.ok(answer.status < 300, `${request} ${JSON.stringify(body)}: ${answer.text}`)
  return answer.body
}

/** By tag: one for everything, and one that opens SSH. */
async function plantFirewalls(t: Harness): Promise<void> {
  for (const name of ['base', 'ssh']) await make(t, 'POST /v2/tags', { name })
  const port_22 = { protocol: 'tcp', ports: '22' }
  const out = [{ protocol: 'tcp', ports: '443', destinations: INTERNET }]
  for (const [name, sources] of Object.entries({ base: OFFICE, ssh: INTERNET }))
    await make(t, 'POST /v2/firewalls', {
      name,
      tags: [name],
      inbound_rules: [{ ...port_22, sources }],
      outbound_rules: out,
    })
}

async function plantDroplets(t: Harness, vpc_uuid: string): Promise<Planted> {
  const usual = { region: REGION, size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64', vpc_uuid }
  const fine = { backups: true, monitoring: true, tags: ['base'] }
  const kinds: Array<[rule: string | undefined, count: number, differs: object]> = [
    [undefined, 100, {}],
    ['droplet-backups-disabled', 10, { backups: false }],
    ['droplet-monitoring-disabled', 5, { monitoring: false }],
    ['droplet-firewall-missing', 5, { tags: [] }],
    ['droplet-ssh-open', 5, { tags: ['base', 'ssh'] }],
  ]
  const planted: Planted = []
  for (const [rule, count, differs] of kinds)
    for (const at of range(count)) {
      const name = `${rule ?? 'fine'}-${at}`
      const { droplet } = await make(t, 'POST /v2/droplets', { name, ...usual, ...fine, ...differs })
      if (rule) planted.push(`${rule} do:droplet:${droplet.id}`)
    }
  await t.finishActions()
  return planted
}

async function plantUnusedFirewalls(t: Harness): Promise<Planted> {
  const planted: Planted = []
  for (const at of range(5)) {
    const inbound_rules = [{ protocol: 'tcp', ports: '443', sources: INTERNET }]
    const { firewall } = await make(t, 'POST /v2/firewalls', { name: `idle-${at}`, inbound_rules })
    planted.push(`firewall-unused do:firewall:${firewall.id}`)
  }
  await t.finishActions()
  return planted
}

async function plantDomains(t: Harness): Promise<Planted> {
  const caa = { type: 'CAA', name: '@', data: 'letsencrypt.org.', flags: 0, tag: 'issue', ttl: 1800 }
  const host = { type: 'A', name: 'www', data: '57.1.2.3', ttl: 1800 }
  const kinds: Array<[rule: string | undefined, count: number, records: object[]]> = [
    [undefined, 40, [host, caa]],
    ['domain-caa-missing', 5, [host]],
    ['domain-wildcard', 5, [{ ...host, name: '*' }, caa]],
    ['domain-ttl-long', 5, [{ ...host, ttl: 604_800 }, caa]],
  ]
  const planted: Planted = []
  for (const [rule, count, records] of kinds)
    for (const at of range(count)) {
      const name = `${rule ?? 'fine'}-${at}.example.com`
      await make(t, 'POST /v2/domains', { name })
      for (const record of records) await make(t, `POST /v2/domains/${name}/records`, record)
      if (rule) planted.push(`${rule} do:domain:${name}`)
    }
  return planted
}

async function plantKeys(t: Harness): Promise<Planted> {
  const planted: Planted = []
  for (const at of range(25)) {
    const bits = at < 5 ? 2048n : 4096n
    const public_key = rsaKeyOf(2n ** (bits - 1n) + 7n ** BigInt(at + 2) * 2n + 1n)
    const { ssh_key } = await make(t, 'POST /v2/account/keys', { name: `key-${at}`, public_key })
    if (at < 5) planted.push(`ssh-key-weak do:sshkey:${ssh_key.id}`)
  }
  return planted
}

async function plantProjects(t: Harness): Promise<Planted> {
  const planted: Planted = []
  for (const at of range(20)) {
    const environment = at < 5 ? {} : { environment: 'Production' }
    const { project } = await make(t, 'POST /v2/projects', {
      name: `project-${at}`,
      purpose: 'Web',
      ...environment,
    })
    if (at < 5) planted.push(`project-without-environment do:project:${project.id}`)
  }
  return planted
}

async function plantAddresses(t: Harness): Promise<Planted> {
  const planted: Planted = []
  for (const _ of range(3)) {
    const { reserved_ip } = await make(t, 'POST /v2/reserved_ips', { region: REGION })
    planted.push(`reserved-ip-unassigned do:reservedip:${reserved_ip.ip}`)
  }
  await t.finishActions()
  return planted
}

/** Of the account's own token, which the harness makes, and of two that may read everything. */
async function plantTokens(t: Harness): Promise<Planted> {
  const before = (await t.call('GET /v2/account/tokens')).body.tokens as Array<{ id: string }>
  const own = before.flatMap(({ id }) => [
    `token-full-access do:token:${id}`,
    `token-never-expires do:token:${id}`,
  ])
  const ends = new Date(t.clock.at.getTime() + 30 * 86_400_000)
  for (const _ of range(2)) await t.tokenFor(t.account, ['api:read'], ends)
  const after = (await t.call('GET /v2/account/tokens')).body.tokens as Array<{ id: string }>
  const others = after.filter(({ id }) => before.every((it) => it.id !== id))
  return [...own, ...others.map(({ id }) => `token-yields-credentials do:token:${id}`)]
}
