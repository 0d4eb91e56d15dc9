import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'

const SCANS = '/v2/security/scans'
const BACKUPS = ruleUuid('droplet-backups-disabled')
const SSH = ruleUuid('droplet-ssh-open')

interface Finding {
  rule_uuid: string
  rule_id: string
  affected_resources_count: number
  severity: string
  found_at: string
}

async function makeDroplet(t: Harness, name: string, more: object = {}): Promise<number> {
  const wanted = { name, region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64', ...more }
  const { body } = await t.call('POST /v2/droplets', wanted)
  await t.finishActions()
  return body.droplet.id
}

async function runScan(t: Harness): Promise<string> {
  const { status, body } = await t.call(`POST ${SCANS}`)
  assert.deepEqual([status, body.status, body.scan.status], [201, 'IN_PROGRESS', 'IN_PROGRESS'])
  assert.equal(body.id, body.scan.id)
  await t.finishActions()
  return body.id
}

async function findingsOf(t: Harness, id: string, query = ''): Promise<Finding[]> {
  const { body } = await t.call(`GET ${SCANS}/${id}?per_page=200${query}`)
  return body.scan.findings
}

const findingOf = async (t: Harness, id: string, rule_uuid: string) =>
  (await findingsOf(t, id)).find((it) => it.rule_uuid === rule_uuid)

const affectedBy = async (t: Harness, id: string, rule: string) =>
  (await t.call(`GET ${SCANS}/${id}/findings/${rule}/affected_resources`)).body.affected_resources

test('a scan is under way at once, and then tells by rule what is wrong, and with which resources', async () => {
  await using t = await harness()
  assert.equal((await t.call(`GET ${SCANS}/latest`)).status, 404)
  const one = await makeDroplet(t, 'one')
  await makeDroplet(t, 'two', { backups: true })
  const id = await runScan(t)
  const { body } = await t.call(`GET ${SCANS}/latest`)
  assert.deepEqual([body.scan.id, body.scan.status], [id, 'COMPLETED'])
  const found = await findingOf(t, id, BACKUPS)
  assert.deepEqual([found?.rule_id, found?.affected_resources_count], ['droplet-backups-disabled', 1])
  const [affected, ...more] = await affectedBy(t, id, BACKUPS)
  assert.deepEqual(
    [affected.urn, affected.name, affected.type, more.length],
    [`do:droplet:${one}`, 'one', 'Droplet', 0],
  )
  assert.ok(body.scan.score >= 0 && body.scan.score <= 100)
})

test('secrets of one name in two regions are two resources', async () => {
  await using t = await harness()
  for (const region of ['nyc3', 'sfo3'])
    await t.call('POST /v2/security/secrets', { name: 'db', region, values: { key: 'value' } })
  t.clock.at = new Date(t.clock.at.getTime() + 100 * 86_400_000)
  const id = await runScan(t)
  const affected = await affectedBy(t, id, ruleUuid('secret-never-rotated'))
  assert.deepEqual(
    affected.map(({ urn, name }: { urn: string; name: string }) => [urn, name]),
    [
      ['do:secret:nyc3/db', 'db'],
      ['do:secret:sfo3/db', 'db'],
    ],
  )
})

test('registries are read with what they hold, and judged', async () => {
  await using t = await harness()
  await t.call('POST /v2/registries', { name: 'shop' })
  await t.call('POST /v2/registries/shop/garbage-collection')
  await t.call('GET /v2/registries/shop/docker-credentials')
  t.clock.at = new Date(t.clock.at.getTime() + 400 * 86_400_000)
  const id = await runScan(t)
  const { not_checked } = (await t.call(`GET ${SCANS}/${id}`)).body.scan
  const of = (rules: Array<{ rule_id: string }>) =>
    rules.filter(({ rule_id }) => rule_id.startsWith('registry-')).map(({ rule_id }) => rule_id)
  assert.deepEqual([of(not_checked), of(await findingsOf(t, id))], [[], []])
  const affected = await affectedBy(t, id, ruleUuid('token-never-expires'))
  assert.ok(affected.some(({ name }: { name: string }) => name === 'container registry shop (read)'))
})

test('what could not be read is told as not checked, not as fine', async () => {
  await using t = await harness()
  const id = await runScan(t)
  const { body } = await t.call(`GET ${SCANS}/${id}`)
  const reasons = body.scan.not_checked.map(
    ({ rule_id, reason }: Record<string, string>) => `${rule_id}: ${reason}`,
  )
  assert.ok(
    reasons.some((it: string) => /^database-.*not served there \(501\)/.test(it)),
    reasons.join('\n'),
  )
})

test('a problem is found once, since when it was first seen, and is gone when it is', async () => {
  await using t = await harness()
  await makeDroplet(t, 'one')
  const first = await runScan(t)
  const found_at = (await findingOf(t, first, BACKUPS))?.found_at
  t.clock.at = new Date(t.clock.at.getTime() + 86_400_000)
  const second = await runScan(t)
  assert.equal((await findingOf(t, second, BACKUPS))?.found_at, found_at)
  await t.call('POST /v2/droplets/1/actions', { type: 'enable_backups' })
  await t.finishActions()
  const third = await runScan(t)
  assert.equal(await findingOf(t, third, BACKUPS), undefined)
  const { body } = await t.call(`GET ${SCANS}/${third}/changes?since=${first}`)
  assert.ok(body.resolved.some(({ rule_id }: Finding) => rule_id === 'droplet-backups-disabled'))
})

test('findings are filtered by severity in any case and by type, and paged', async () => {
  await using t = await harness()
  await makeDroplet(t, 'one')
  const id = await runScan(t)
  const all = await findingsOf(t, id)
  const medium = await findingsOf(t, id, '&severity=medium')
  assert.ok(
    medium.length > 0 && medium.length < all.length && medium.every(({ severity }) => severity === 'MEDIUM'),
  )
  assert.deepEqual(await findingsOf(t, id, '&type=CSPM'), all)
  assert.deepEqual(await findingsOf(t, id, '&type=MALWARE'), [])
  const { body } = await t.call(`GET ${SCANS}/${id}?per_page=1&page=2`)
  assert.deepEqual([body.scan.findings, body.meta.total], [[all[1]], all.length])
})

test('a suppression hides one finding on one resource, until it ends or is deleted', async () => {
  await using t = await harness()
  for (const name of ['one', 'two']) await makeDroplet(t, name)
  const id = await runScan(t)
  const suppress = (more: object = {}) =>
    t.call('POST /v2/security/settings/suppressions', {
      rule_uuid: BACKUPS,
      resources: ['do:droplet:1'],
      ...more,
    })
  const { body } = await suppress({ reason: 'a toy', author: 'ops' })
  const [suppression] = body.resources
  assert.deepEqual(
    [suppression.rule_name, suppression.resource_id, suppression.resource_type, suppression.reason],
    ['Droplet Backups Not Enabled', '1', 'Droplet', 'a toy'],
  )
  assert.equal((await findingOf(t, id, BACKUPS))?.affected_resources_count, 1)
  const { settings } = (await t.call('GET /v2/security/settings')).body
  assert.deepEqual(settings.suppressions.meta, { page: 1, pages: 1, total: 1 })
  assert.equal((await t.call(`DELETE /v2/security/settings/suppressions/${suppression.id}`)).status, 204)
  assert.equal((await findingOf(t, id, BACKUPS))?.affected_resources_count, 2)
  await suppress({ expires_at: new Date(t.clock.at.getTime() + 1000).toISOString() })
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  assert.equal((await findingOf(t, id, BACKUPS))?.affected_resources_count, 2)
  assert.equal((await suppress({ expires_at: '2025-01-01T00:00:00Z' })).status, 400)
})

test('a resource with a scan rule is left out of later scans', async () => {
  await using t = await harness()
  for (const name of ['one', 'two']) await makeDroplet(t, name)
  assert.equal((await t.call(`POST ${SCANS}/rules`, { resource: 'do:droplet:1' })).status, 201)
  assert.equal((await t.call(`POST ${SCANS}/rules`, { resource: 'do:droplet:1' })).status, 201)
  const id = await runScan(t)
  assert.deepEqual(
    (await affectedBy(t, id, BACKUPS)).map(({ urn }: { urn: string }) => urn),
    ['do:droplet:2'],
  )
  const { scan_rules } = (await t.call('GET /v2/security/settings/scan_rules')).body
  assert.equal(scan_rules.length, 1)
  assert.equal((await t.call(`DELETE /v2/security/settings/scan_rules/${scan_rules[0].id}`)).status, 204)
  assert.equal((await affectedBy(t, await runScan(t), BACKUPS)).length, 2)
})

test('a plan covers workloads by URN and tag; what leaves it is covered until the month is over', async () => {
  await using t = await harness()
  await makeDroplet(t, 'one')
  await makeDroplet(t, 'two', { tags: ['Production'] })
  await makeDroplet(t, 'three')
  const plan = (resources: string[], tags: string[]) =>
    t.call('PUT /v2/security/settings/plan', { tier_coverage: { basic: { resources, tags } } })
  const covered = async () =>
    (await affectedBy(t, await runScan(t), BACKUPS))?.map(({ urn }: { urn: string }) => urn)
  await plan(['do:droplet:1'], ['production'])
  assert.deepEqual(await covered(), ['do:droplet:1', 'do:droplet:2'])
  await plan([], ['production'])
  const { body } = await t.call('GET /v2/security/settings')
  assert.deepEqual(body.plan_downgrades.free.resources, ['do:droplet:1'])
  assert.deepEqual(await covered(), ['do:droplet:1', 'do:droplet:2'])
  t.clock.at = new Date(body.plan_downgrades.free.effective_at)
  assert.deepEqual(await covered(), ['do:droplet:2'])
})

test('a port is told of once, with the way to it', async () => {
  await using t = await harness()
  const id = await makeDroplet(t, 'one')
  const inbound = { protocol: 'tcp', ports: '22', sources: { addresses: ['0.0.0.0/0'] } }
  await t.call('POST /v2/firewalls', { name: 'web', inbound_rules: [inbound], droplet_ids: [id] })
  await t.finishActions()
  const scan = await runScan(t)
  const told = await affectedBy(t, scan, SSH)
  // The addresses of this server belong to nobody, so that nothing is really open.
  if (told !== undefined) assert.match(told[0].evidence, /internet .* firewall web/)
})

test('a scan that failed says so, and why; the latest one is the newest, however it stands', async () => {
  await using t = await harness()
  await runScan(t)
  const { body } = await t.call(`POST ${SCANS}`)
  assert.equal((await t.call(`GET ${SCANS}/latest`)).body.scan.status, 'IN_PROGRESS')
  assert.equal((await t.call(`GET ${SCANS}`)).body.meta.total, 2)
  const { token } = await t.tokenFor(await t.accountNamed('others'))
  for (const path of [`${SCANS}/${body.id}`, `${SCANS}/latest`])
    assert.equal((await t.call(`GET ${path}` as 'GET /', undefined, { token })).status, 404)
})

test('the rules can be listed, and scores over time', async () => {
  await using t = await harness()
  await makeDroplet(t, 'one')
  await runScan(t)
  await runScan(t)
  const { body } = await t.call('GET /v2/security/rules?per_page=200')
  assert.ok(
    body.rules.length > 1 &&
      body.rules.every((it: { mitigation_steps: [] }) => it.mitigation_steps.length > 0),
  )
  assert.equal((await t.call('GET /v2/security/scores')).body.scores.length, 2)
})
