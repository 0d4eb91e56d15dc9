// Posture scans by dots, the official TypeScript client, with its own builders.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FetchRequestAdapter } from '@microsoft/kiota-http-fetchlibrary'
import { harness } from './harness.ts'

// A name that is not a literal keeps the compiler away from the package's sources.
const PACKAGE: string = '@digitalocean/dots'
const dots = await import(PACKAGE)

test('dots starts a scan, reads it, and sets the plan, what is suppressed and what is left out', async () => {
  await using t = await harness()
  await t.app.listen({ host: '127.0.0.1', port: 0 })
  const adapter = new FetchRequestAdapter(new dots.DigitalOceanApiKeyAuthenticationProvider(t.token))
  adapter.baseUrl = `http://127.0.0.1:${(t.app.server.address() as { port: number }).port}`
  const { scans, settings } = dots.createDigitalOceanClient(adapter).v2.security
  const { project } = (await t.call('POST /v2/projects', { name: 'scanned', purpose: 'fish' })).body
  const urn = `do:project:${project.id}`

  const { scan } = await scans.post({ resources: [] })
  assert.equal(scan.status, 'IN_PROGRESS')
  await t.finishActions()
  const { scan: latest } = await scans.latest.get()
  assert.deepEqual([latest.id, latest.status], [scan.id, 'COMPLETED'])
  const finding = latest.findings.find((it: { name: string }) => it.name === 'Project Without an Environment')
  assert.equal(finding.affectedResourcesCount, 1)
  const read = scans.byScan_id(scan.id)
  const affected = read.findings.byFinding_uuid(finding.ruleUuid).affected_resources
  assert.equal((await affected.get()).affectedResources[0].urn, urn)
  assert.equal((await scans.get()).scans.length, 1)

  await settings.suppressions.post({ ruleUuid: finding.ruleUuid, resources: [urn] })
  const { suppressions } = (await settings.get()).settings
  const [suppression] = suppressions.resources
  assert.equal(suppression.ruleUuid, finding.ruleUuid)
  await settings.suppressions.bySuppression_uuid(suppression.id).delete()
  // The document leaves the tiers open, so that the client has no names for them.
  const tiers = { additionalData: { basic: { resources: [], tags: ['production'] } } }
  await settings.plan.put({ tierCoverage: tiers })
  const { tier_coverage } = (await t.call('GET /v2/security/settings')).body
  assert.deepEqual(tier_coverage.basic.tags, ['production'])
  await scans.rules.post({ resource: urn })
  await scans.post({})
  await t.finishActions()
  const names = (await scans.latest.get()).scan.findings.map((it: { name: string }) => it.name)
  assert.ok(!names.includes(finding.name), 'the resource was not left out')
})
