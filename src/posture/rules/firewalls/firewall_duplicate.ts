import type { Firewall } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { endsShown, inboundOf, type Opening, outboundOf, portsShown } from './openings.ts'

/** The same for the same rules in any order. */
const fingerprintOf = (firewall: Firewall, world: World): string =>
  world.derived(`rules of firewall ${firewall.id}`, () =>
    [inboundOf(firewall), outboundOf(firewall)].map(shownInOrder).join('\n\n'),
  )

const shownInOrder = (rules: Opening[]): string =>
  rules
    .map((it) => `${portsShown(it)} ${endsShown(it.ends).toSorted().join(' ')}`)
    .toSorted()
    .join('\n')

const targetsOf = ({ droplet_ids, tags }: Firewall): string[] => [
  ...new Set([
    ...(droplet_ids ?? []).map((id) => `Droplet ${id}`),
    ...(tags ?? []).map((tag) => `tag ${tag.toLowerCase()}`),
  ]),
]

const byTarget = indexOf('firewall', targetsOf)

interface Twin {
  kept: Firewall
  target: string | number
}

/** By id: each firewall that another makes superfluous. */
function twinsIn(world: World): ReadonlyMap<string, Twin> {
  const twins = new Map<string, Twin>()
  for (const [target, firewalls] of byTarget(world)) {
    const last = new Map<string, Firewall>()
    // Most are alone with their Droplets, and need not be compared with any.
    for (const firewall of firewalls.length > 1 ? firewalls.toReversed() : []) {
      const rules = fingerprintOf(firewall, world)
      const kept = last.get(rules)
      if (kept) twins.set(firewall.id, { kept, target })
      else last.set(rules, firewall)
    }
  }
  return twins
}

const WEB = { id: 'f0000000-0000-4000-8000-000000000002', name: 'web-2' }

export const firewallDuplicate = rule({
  id: 'firewall-duplicate',
  name: 'Two Firewalls With the Same Rules',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  details: 'Another firewall has exactly the same rules and is assigned to the same Droplet or tag.',
  business_impact:
    'Rules of all firewalls of a Droplet add up, so a port that is closed in one stays open by its twin. In an incident that costs the minutes that matter.',
  technical_details:
    'The inbound and outbound rules of two firewalls are the same, in any order, and a Droplet id or a tag is assigned to both. It is told on all but the last of them in the list.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and compare the two firewalls that are named.',
      'Move to one of them the Droplets and tags that only the other has.',
      'Destroy the other.',
    ],
    doctl: 'doctl compute firewall delete <firewall-id>',
    terraform: '# keep one digitalocean_firewall resource, and list all droplet_ids and tags in it',
    api: 'DELETE /v2/firewalls/{firewall_id}',
  },
  controls: { iso_27001: ['A.8.9'], pci_dss: ['1.2.7'] },
  check: ({ id }, world) => {
    const twin = world.derived(twinsIn, twinsIn).get(id)
    if (!twin) return undefined
    return {
      evidence: `Firewall ${twin.kept.name} has the same rules and is also assigned to ${twin.target}.`,
    }
  },
  examples: {
    flagged: [
      { firewall: [{}, WEB] },
      {
        firewall: [
          { droplet_ids: [1], tags: ['web'] },
          { ...WEB, droplet_ids: [2], tags: ['Web'] },
        ],
      },
    ],
    passed: [
      { firewall: [{}] },
      { firewall: [{}, { ...WEB, droplet_ids: [2] }] },
      { firewall: [{}, { ...WEB, outbound_rules: [] }] },
    ],
  },
})
