// A scan with everything that a report has to tell, names that nobody means well with among it.
import type { Inventory, ResourceType } from '../../src/posture/inventory.ts'
import { type Result, resultOf } from '../../src/posture/report/result.ts'
import type { Rule, Severity } from '../../src/posture/rule.ts'
import { rules as known } from '../../src/posture/rules/all.ts'
import { scan } from '../../src/posture/scan.ts'

export const HOSTILE_NAMES = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil.example",\'x\')',
  '@SUM(1+1)|cmd',
  '| a | [link](javascript:alert(1)) `code` **bold** <b>',
  'line one\nline two\r\n\u001b[31mred\u0000',
  '\u202egnp.exe \ud800 lone',
  ']]> <![CDATA[ &amp; &lt;',
]

const [first] = known as [Rule]

const made = (id: string, name: string, severity: Severity, resource: ResourceType): Rule => ({
  ...first,
  id,
  name,
  severity,
  resource,
  needs: [],
  details: `${name}, on at least one resource.`,
  check: (facts) => {
    const { name: shown = '' } = facts as { name?: string }
    return shown.endsWith('fine') ? undefined : { evidence: `It is called ${shown}, and \`tag\` is missing.` }
  },
})

export const exampleRules: Rule[] = [
  made('database-open-to-all', 'Database Open to the Internet', 'CRITICAL', 'database'),
  made('firewall-lets-all-in', 'Firewall Lets Everything In', 'HIGH', 'firewall'),
  made('droplet-old-image', 'Image Out of Support', 'MEDIUM', 'droplet'),
  made('domain-without-caa', 'Domain Without CAA', 'LOW', 'domain'),
  made('volume-unattached', 'Volume Attached to Nothing', 'LOW', 'volume'),
  made('token-never-expires', 'Token That Never Expires', 'HIGH', 'token'),
]

const lists = (names: string[]): Inventory['resources'] => ({
  database: exampleOf('database', ['shop', 'fine']),
  firewall: exampleOf('firewall', ['web', 'office', 'fine']),
  droplet: [...exampleOf('droplet', [...names, 'web-fine']), { id: 'no Droplet' }, null],
  domain: exampleOf('domain', ['example.com', 'example.org']),
  volume: exampleOf('volume', ['data']),
})

const usual = await import('../../src/posture/resource_types.ts')

const exampleOf = (type: ResourceType, names: string[]): unknown[] =>
  names.map((name, at) => {
    const { usual: it } = usual.resourceKinds[type]
    const id = 'id' in it && typeof it.id === 'number' ? at + 1 : `${type}-${at + 1}`
    return { ...it, id, name }
  })

export async function exampleResult(names: string[] = HOSTILE_NAMES): Promise<Result> {
  const inventory: Inventory = {
    format: 'rockpool-inventory/1',
    taken_at: '2026-01-31T08:00:00Z',
    source: 'https://api.example.com',
    resources: lists(names),
    not_read: { token: 'the public API does not list them' },
  }
  const report = await scan(inventory, { rules: exampleRules })
  return resultOf(inventory, report, {
    version: '1.2.3',
    rules: exampleRules,
    suppress: ({ urn }) =>
      urn === 'do:domain:example.org' ? { by: 'ignore file', reason: 'parked <b>for now</b>' } : undefined,
  })
}
