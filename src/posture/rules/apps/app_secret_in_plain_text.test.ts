import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inventory } from '../../inventory.ts'
import { resourceKinds } from '../../resource_types.ts'
import { scan } from '../../scan.ts'
import { appSecretInPlainText } from './app_secret_in_plain_text.ts'

test('a secret in plain text is told by its key and kind, and never by its value', async () => {
  const secrets = {
    DEPLOY: `ghp_${'a1'.repeat(18)}`,
    CLOUD: `dop_v1_${'0f'.repeat(32)}`,
    PAYMENTS: `sk_live_${'b2'.repeat(12)}`,
    CHAT: `xoxb-${'12'.repeat(10)}`,
    MODEL: `sk-${'c3'.repeat(16)}`,
  }
  for (const [key, value] of Object.entries(secrets)) {
    const spec = { name: 'shop', services: [{ name: 'web', envs: [{ key, value: `x ${value}` }] }] }
    const inventory: Inventory = {
      format: 'rockpool-inventory/1',
      taken_at: '2026-01-01T00:00:00Z',
      source: 'a test',
      resources: { app: [{ ...resourceKinds.app.usual, spec }] },
      not_read: {},
    }
    const { findings } = await scan(inventory, { rules: [appSecretInPlainText] })
    assert.match(findings[0]?.evidence ?? '', new RegExp(`^Not encrypted: ${key} of web, a `))
    assert.ok(!JSON.stringify(findings).includes(value), key)
  }
})
