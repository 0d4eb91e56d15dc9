import type { AlertPolicy } from '../../facts/platform.ts'
import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { dropletById, isTagUsed } from '../tagged_droplets.ts'

const PERCENT = /_percent$|\/cpu$/
const balancersById = indexOf('load_balancer', ({ id }) => [id])

/** Why its threshold cannot be reached, if it cannot. */
function unreachable({ type, compare, value }: AlertPolicy): string | undefined {
  if (!PERCENT.test(type)) return undefined
  const beyond = (compare === 'GreaterThan' && value >= 100) || (compare === 'LessThan' && value <= 0)
  return beyond
    ? `${type} is never ${compare === 'LessThan' ? 'less' : 'greater'} than ${value} %`
    : undefined
}

/** Why it watches nothing, if it does; without ids and tags it watches everything. */
function aimless(world: World, { type, entities, tags }: AlertPolicy): string | undefined {
  const ids = entities ?? []
  const labels = tags ?? []
  if (ids.length + labels.length === 0) return undefined
  if (type.startsWith('v1/insights/droplet/')) {
    const byId = ids.some((id) => dropletById(world, Number(id)) !== undefined)
    const byTag = labels.some((tag) => isTagUsed(world, tag))
    return byId || byTag ? undefined : `no Droplet has the ids or tags ${[...ids, ...labels].join(', ')}`
  }
  if (!type.startsWith('v1/insights/lbaas/') || labels.length > 0) return undefined
  return ids.some((id) => balancersById(world).has(id))
    ? undefined
    : `no load balancer has the ids ${ids.join(', ')}`
}

export const alertPolicyNeverFires = rule({
  id: 'alert-policy-never-fires',
  name: 'Alert Policy That Cannot Fire',
  severity: 'LOW',
  kind: 'standard',
  resource: 'alert_policy',
  needs: ['droplet', 'load_balancer'],
  details: 'The alert policy is on, and watches only what is gone, or for a value that cannot be reached.',
  business_impact:
    'It looks like monitoring, and is none. What took the place of the destroyed Droplet is not watched, and nobody notices.',
  technical_details:
    'The policy is `enabled`, and none of its `entities` and `tags` belongs to a Droplet or load balancer of the account; or its metric is a percentage and it waits for more than 100 (or a higher value) or for less than 0. A policy without ids and tags is for all, and passes the first test.',
  mitigation: {
    panel: [
      'Open Monitoring, Resource Alerts, and edit the policy.',
      'Choose the Droplets of today, or better a tag that new ones are given, and a threshold below 100 %.',
      'Delete the policy if what it watched is not coming back.',
    ],
    doctl:
      'doctl monitoring alert update <alert-policy-uuid> --tags production --value 85 --type <type> --description <description> --compare GreaterThan --window <window> --emails <addresses>',
    terraform:
      'resource "digitalocean_monitor_alert" "…" {\n  entities = [digitalocean_droplet.web.id]\n  value    = 85\n}',
    api: 'PUT /v2/monitoring/alerts/{alert_uuid} with "tags": ["production"], "value": 85 and all else as it is',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['CC7.2'], nist_csf: ['DE.CM-09'] },
  check(policy, world) {
    const reason = policy.enabled ? (unreachable(policy) ?? aimless(world, policy)) : undefined
    return reason === undefined ? undefined : { evidence: `It cannot fire: ${reason}.` }
  },
  examples: {
    flagged: [
      { alert_policy: [{ entities: ['7'] }], droplet: [{}] },
      { alert_policy: [{ entities: [], tags: ['gone'] }], droplet: [{ tags: ['web'] }] },
      { alert_policy: [{ value: 100 }], droplet: [{}] },
      {
        alert_policy: [{ type: 'v1/insights/lbaas/droplet_health', entities: ['destroyed'] }],
        load_balancer: [{}],
      },
    ],
    passed: [
      { alert_policy: [{ entities: ['7', '1'] }], droplet: [{}] },
      { alert_policy: [{ entities: [], tags: ['Web'] }], droplet: [{ tags: ['web'] }] },
      { alert_policy: [{ entities: null, tags: [] }] },
      { alert_policy: [{ type: 'v1/insights/droplet/load_5', value: 100 }], droplet: [{}] },
      { alert_policy: [{ value: 99 }], droplet: [{}] },
      { alert_policy: [{ enabled: false, entities: ['7'] }] },
    ],
  },
})
