// A scan finds what was planted, each once, and nothing else: through the API, and from an inventory read over HTTP.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inventory } from '../../src/posture/inventory.ts'
import { readInventory } from '../../src/posture/reading/read.ts'
import { rules } from '../../src/posture/rules/all.ts'
import { scan } from '../../src/posture/scan.ts'
import { type Harness, harness } from '../harness.ts'
import { plantAccount } from './planted_account.ts'

test('of 300 resources, exactly those with a planted fault are found, however the account is read', async () => {
  await using t = await harness({ limits: { droplet_limit: 400 } })
  const planted = (await plantAccount(t)).sort()
  const found = await findingsOfApi(t)
  assert.deepEqual(found, planted)
  const inventory = await inventoryOverHttp(t)
  const { findings, resources } = await scan(inventory, { rules })
  assert.deepEqual(findings.map(({ rule, urn }) => `${rule.id} ${urn}`).sort(), planted)
  assert.ok(resources >= 300, `there were ${resources} resources`)
})

/** All of a scan that the server made itself, each as `rule-id urn`. */
async function findingsOfApi(t: Harness): Promise<string[]> {
  const { id } = (await t.call('POST /v2/security/scans')).body
  await t.finishActions()
  const { scan: done } = (await t.call(`GET /v2/security/scans/${id}?per_page=200`)).body
  assert.equal(done.status, 'COMPLETED')
  const found: string[] = []
  for (const { rule_id, rule_uuid, affected_resources_count } of done.findings) {
    const path = `/v2/security/scans/${id}/findings/${rule_uuid}/affected_resources?per_page=200`
    const { affected_resources } = (await t.call(`GET ${path}` as 'GET /')).body
    assert.equal(affected_resources.length, affected_resources_count)
    for (const { urn } of affected_resources) found.push(`${rule_id} ${urn}`)
  }
  return found.sort()
}

async function inventoryOverHttp(t: Harness): Promise<Inventory> {
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 })
  const get = async (path: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${t.token}` } })
    const { status } = answer
    return {
      status,
      body: answer.headers.get('content-type')?.includes('json') ? await answer.json() : undefined,
    }
  }
  return readInventory({ name: url, get }, { now: () => t.clock.at })
}
