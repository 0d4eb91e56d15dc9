// Posture scans by doctl, the official command line, where there is one or Go can fetch it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../crash/until.ts'
import { json, one, withDoctl } from './doctl_program.ts'

test('doctl starts a scan and shows what it has found', async (t) => {
  await withDoctl(t, async (doctl) => {
    const { stdout } = await doctl(['security', 'scans', '--help'])
    if (!stdout.includes('affected-resources'))
      return t.skip('this doctl is too old to have `security scans`')
    await json(doctl, ['projects', 'create', '--name', 'scanned', '--purpose', 'fish'])
    const made = one(await json(doctl, ['security', 'scans', 'create']))
    assert.equal(made.status, 'IN_PROGRESS')
    const read = async () => one(await json(doctl, ['security', 'scans', 'get', made.id]))
    await until('the scan is over', async () => (await read()).status !== 'IN_PROGRESS')
    const latest = one(await json(doctl, ['security', 'scans', 'latest']))
    assert.deepEqual([latest.id, latest.status], [made.id, 'COMPLETED'])
    const listed = await json(doctl, ['security', 'scans', 'list'])
    assert.ok(listed.some(({ id }: { id: string }) => id === made.id))
    const flags = [made.id, '--finding-uuid', latest.findings[0].rule_uuid]
    const affected = await json(doctl, ['security', 'scans', 'affected-resources', ...flags])
    assert.match(affected[0].urn, /^do:/)
  })
})
