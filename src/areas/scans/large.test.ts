// Accounts with more resources, and more findings, than are dealt with at one go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { type DropletBody, droplets } from '../../cloud/droplets.ts'
import { ruleUuid } from '../../posture/rule_uuid.ts'
import type { Db } from '../../store/database.ts'
import { countIn } from '../../store/documents/counts.ts'
import { judgeAccount } from './judging.ts'
import { type FindingRow, insertFindings, insertScan } from './store.ts'

const SCANS = '/v2/security/scans'
const BACKUPS = ruleUuid('droplet-backups-disabled')
const MONITORING = ruleUuid('droplet-monitoring-disabled')
const DAY = '2026-01-01T00:00:00.000Z'

/** Makes copies of the first Droplet until there are so many. */
async function fill(t: Harness, count: number): Promise<void> {
  const { body } = await t.call('POST /v2/droplets', {
    name: 'one',
    region: 'nyc3',
    size: 's-1vcpu-1gb',
    image: 'ubuntu-24-04-x64',
  })
  await t.finishActions()
  const { database } = t.deps.main
  const first = await droplets.find(database.read, t.account, String(body.droplet.id))
  await database.transact(async (tx) => {
    for (let number = 2; number <= count; number += 1)
      await droplets.insert(tx, {
        account: t.account,
        name: `copy-${number}`,
        region: 'nyc3',
        created_at: DAY,
        body: { ...(first?.body as DropletBody), networks: { v4: [], v6: [] } },
      })
  })
}

const own = { goOn: async () => {}, holds: async () => {} }

async function startScan(tx: Db, account: string, id: string): Promise<void> {
  const { last_position: position } = await countIn(tx, { account, kind: 'posture_scan', first: 1 })
  const done = { completed_at: DAY, failure: null, resources: 1, not_checked: '[]', score: 50 }
  await insertScan(tx, { account, id, position, status: 'COMPLETED', created_at: DAY, ...done })
}

type Told = Pick<FindingRow, 'rule' | 'severity' | 'found_at'> & { from: number; count: number }

/** A completed scan that has found this. */
async function keepScan(t: Harness, id: string, found: Told[]): Promise<void> {
  const rows = found.flatMap(({ from, count, ...told }) =>
    Array.from({ length: count }, (_, at): FindingRow => {
      const name = `droplet-${from + at}`
      const common = { account: t.account, scan: id, type: 'droplet', evidence: 'It was seen.' }
      return { ...common, ...told, urn: `do:droplet:${from + at}`, name }
    }),
  )
  await t.deps.main.database.transact(async (tx) => {
    await startScan(tx, t.account, id)
    for (let start = 0; start < rows.length; start += 100)
      await insertFindings(tx, rows.slice(start, start + 100))
  })
}

test('a scan asks once before others have their turn, and reads every page', async () => {
  await using t = await harness({ limits: { droplet_limit: 1000 } })
  await fill(t, 130)
  let asked_this_turn = 0
  let most = 0
  let pages = 0
  let over = false
  const countTurn = () => {
    asked_this_turn = 0
    if (!over) setImmediate(countTurn)
  }
  countTurn()
  const ask: typeof t.deps.ask = (account, path) => {
    asked_this_turn += 1
    most = Math.max(most, asked_this_turn)
    if (path.startsWith('/v2/droplets?')) pages += 1
    return t.deps.ask(account, path)
  }
  const id = crypto.randomUUID()
  await t.deps.main.database.transact((tx) => startScan(tx, t.account, id))
  const { resources } = await judgeAccount({
    deps: { ...t.deps, ask },
    account: t.account,
    scan_id: id,
    ...own,
  })
  over = true
  assert.equal(most, 1)
  assert.ok(pages > 1 && (resources ?? 0) >= 130, `${pages} pages, ${resources} resources`)
  const { body } = await t.call(`GET ${SCANS}/${id}/findings/${BACKUPS}/affected_resources?per_page=200`)
  assert.deepEqual([body.affected_resources.length, body.meta.total], [130, 130])
})

test('what a scan that died has written goes before it is judged anew, however much it is', async () => {
  await using t = await harness()
  await fill(t, 1)
  const id = crypto.randomUUID()
  const left = { rule: MONITORING, severity: 'LOW', found_at: DAY } as const
  await keepScan(t, id, [{ ...left, from: 100, count: 1234 }])
  await judgeAccount({ deps: t.deps, account: t.account, scan_id: id, ...own })
  const { body } = await t.call(`GET ${SCANS}/${id}/findings/${BACKUPS}/affected_resources`)
  assert.equal(body.meta.total, 1)
  const { body: changes } = await t.call(`GET ${SCANS}/${id}/changes?since=${id}`)
  assert.ok(changes.remaining_count < 20, `${changes.remaining_count} findings`)
})

test('a scan whose turn has become another’s leaves alone what that has found', async () => {
  await using t = await harness()
  await fill(t, 1)
  const id = crypto.randomUUID()
  await keepScan(t, id, [{ rule: MONITORING, severity: 'LOW', found_at: DAY, from: 100, count: 3 }])
  const holds = () => Promise.reject(new Error('the turn of another'))
  const late = judgeAccount({ deps: t.deps, account: t.account, scan_id: id, ...own, holds })
  await assert.rejects(late, /the turn of another/)
  const { body } = await t.call(`GET ${SCANS}/${id}/findings/${MONITORING}/affected_resources`)
  assert.equal(body.meta.total, 3)
})

test('many findings are grouped, paged, suppressed and compared as few are', async () => {
  await using t = await harness()
  const early = '2025-12-31T00:00:00.000Z'
  const backups = { rule: BACKUPS, found_at: DAY }
  await keepScan(t, 'first', [{ ...backups, severity: 'MEDIUM', from: 1000, count: 700 }])
  await keepScan(t, 'second', [
    { ...backups, severity: 'MEDIUM', from: 1100, count: 1000 },
    { ...backups, severity: 'HIGH', from: 2100, count: 1 },
    { ...backups, severity: 'MEDIUM', found_at: early, from: 2101, count: 1 },
    { rule: MONITORING, severity: 'LOW', found_at: DAY, from: 1000, count: 500 },
  ])
  const groups = async (query = '') =>
    (await t.call(`GET ${SCANS}/second${query}`)).body.scan.findings.map(
      (it: { rule_id: string; affected_resources_count: number; severity: string; found_at: string }) =>
        `${it.rule_id} ${it.affected_resources_count} ${it.severity} ${it.found_at.slice(0, 10)}`,
    )
  assert.deepEqual(await groups(), [
    'droplet-backups-disabled 1002 HIGH 2025-12-31',
    'droplet-monitoring-disabled 500 LOW 2026-01-01',
  ])
  assert.deepEqual(await groups('?severity=low'), ['droplet-monitoring-disabled 500 LOW 2026-01-01'])
  await t.call('POST /v2/security/settings/suppressions', {
    rule_uuid: BACKUPS,
    resources: ['do:droplet:1100', 'do:droplet:2100'],
  })
  assert.equal((await groups())[0], 'droplet-backups-disabled 1000 MEDIUM 2025-12-31')
  const affected = `GET ${SCANS}/second/findings/${BACKUPS}/affected_resources` as const
  const seen: string[] = []
  for (const page of [1, 2, 3, 4, 5, 6]) {
    const { body } = await t.call(`${affected}?per_page=180&page=${page}`)
    assert.equal(body.meta.total, 1000)
    seen.push(...body.affected_resources.map(({ urn }: FindingRow) => urn))
  }
  const expected = Array.from({ length: 1002 }, (_, at) => `do:droplet:${1100 + at}`)
  assert.deepEqual(
    seen,
    expected.filter((urn) => !/:(1100|2100)$/.test(urn)),
  )
  const { body } = await t.call(`GET ${SCANS}/second/changes?since=first`)
  assert.deepEqual([body.appeared.length, body.resolved.length, body.remaining_count], [402 + 500, 100, 600])
})
