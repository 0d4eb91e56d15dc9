// Kinds that are not served here, as another server of the public API has them: what was planted is found, each once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResourceType } from '../../src/posture/inventory.ts'
import { readInventory } from '../../src/posture/reading/read.ts'
import { type ResourceKind, resourceKinds } from '../../src/posture/resource_types.ts'
import { rules } from '../../src/posture/rules/all.ts'
import { scan } from '../../src/posture/scan.ts'
import { stubApi } from './stub_api.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const WITHOUT_FAULT = undefined

type Kinds = Array<[rule: string | undefined, count: number, differs: object]>

/** Five of each fault; what they differ in from what such a resource usually is. */
const PLANTED: Partial<Record<ResourceType, Kinds>> = {
  database: [
    [WITHOUT_FAULT, 60, {}],
    ['database-trusted-source-anywhere', 5, { firewall_rules: [{ type: 'ip_addr', value: '0.0.0.0/0' }] }],
    ['database-version-end-of-life', 5, { version: '12', version_end_of_life: '2025-11-14T00:00:00Z' }],
    ['database-backup-missing', 5, { backups: [] }],
    ['database-only-admin-user', 5, { users: [{ name: 'doadmin', role: 'primary' }] }],
  ],
  kubernetes_cluster: [
    [WITHOUT_FAULT, 60, {}],
    ['kubernetes-control-plane-not-ha', 5, { ha: false }],
    ['kubernetes-auto-upgrade-off', 5, { auto_upgrade: false }],
    [
      'kubernetes-control-plane-open',
      5,
      { control_plane_firewall: { enabled: false, allowed_addresses: [] } },
    ],
  ],
  app: [
    [WITHOUT_FAULT, 60, {}],
    [
      'app-secret-in-plain-text',
      5,
      { spec: specWith({ envs: [{ key: 'DB_PASSWORD', value: 'hunter2hunter2' }] }) },
    ],
    ['app-no-health-check', 5, { spec: specWith({ health_check: undefined }) }],
  ],
  uptime_check: [
    [WITHOUT_FAULT, 30, {}],
    ['uptime-check-disabled', 5, { enabled: false }],
  ],
  alert_policy: [
    [WITHOUT_FAULT, 20, {}],
    ['alert-policy-disabled', 5, { enabled: false }],
  ],
  registry: [
    [WITHOUT_FAULT, 10, {}],
    ['registry-no-garbage-collection', 5, { garbage_collections: [] }],
  ],
}

/** An app of one service, which differs from one that is as it should be. */
function specWith(differs: object): object {
  const web = {
    name: 'web',
    instance_count: 2,
    health_check: { http_path: '/healthz' },
    log_destinations: [{ name: 'siem' }],
  }
  return { name: 'shop', alerts: [{ rule: 'DEPLOYMENT_FAILED' }], services: [{ ...web, ...differs }] }
}

interface Account {
  /** What the API answers, by path. */
  lists: Record<string, unknown>
  /** As `rule-id urn`. */
  planted: string[]
}

function plantedAccount(): Account {
  const account: Account = { lists: {}, planted: [] }
  add(account, 'droplet', { ...resourceKinds.droplet.usual, id: 1 })
  for (const [type, kinds] of Object.entries(PLANTED) as Array<[ResourceType, Kinds]>)
    for (const [rule, count, differs] of kinds)
      for (let at = 0; at < count; at += 1) {
        const { usual, id = 'id', urn }: ResourceKind = resourceKinds[type]
        const own = `${rule ?? 'fine'}-${at}`
        add(account, type, { ...usual, name: own, [id]: own, ...differs })
        if (rule) account.planted.push(`${rule} do:${urn}:${own}`)
      }
  return account
}

/** Into the list, and its parts at their own paths. */
function add({ lists }: Account, type: ResourceType, whole: Record<string, unknown>): void {
  const { list, parts = [] }: ResourceKind = resourceKinds[type]
  const shown = { ...whole }
  for (const { as, path } of parts) {
    const own = path.replace(/\{(\w+)\}/g, (_, field) => String(whole[field]))
    lists[own] = whole[as]
    delete shown[as]
  }
  const path = list?.path.split('?')[0] ?? assert.fail(type)
  lists[path] = [...((lists[path] as unknown[] | undefined) ?? []), shown]
}

test('of 300 resources that are not served here, exactly those with a planted fault are found', async () => {
  const { lists, planted } = plantedAccount()
  await using api = await stubApi(lists)
  const get = async (path: string) => {
    const answer = await fetch(`${api.url}${path}`)
    return { status: answer.status, body: await answer.json() }
  }
  const inventory = await readInventory({ name: api.url, get }, { now: () => NOW })
  const { findings, resources } = await scan(inventory, { rules })
  assert.deepEqual(findings.map(({ rule, urn }) => `${rule.id} ${urn}`).sort(), planted.sort())
  assert.equal(planted.length, 60)
  assert.ok(resources >= 300, `there were ${resources} resources`)
})
