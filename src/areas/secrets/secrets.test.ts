import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

const password = { name: 'db-password', region: 'nyc3', values: { password: 's3cr3t' } }

test('a secret is read back as it was written', async () => {
  await using t = await harness()
  const made = await t.call('POST /v2/security/secrets', password)
  assert.deepEqual([made.status, made.body], [200, { name: 'db-password', region: 'nyc3', version: 1 }])
  const read = await t.call('GET /v2/security/secrets/db-password?region=nyc3')
  assert.deepEqual(read.body, {
    secret: 'db-password',
    region: 'nyc3',
    version: 1,
    values: { password: 's3cr3t' },
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  })
})
