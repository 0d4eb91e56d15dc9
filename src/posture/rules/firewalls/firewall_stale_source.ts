import type { Ends } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { listed } from '../host_names.ts'
import { dropletById, isTagUsed } from '../tagged_droplets.ts'

const balancers = indexOf('load_balancer', ({ id }) => [id])
const clusters = indexOf('kubernetes_cluster', ({ id }) => [id])

function goneFrom(ends: Ends, world: World): string[] {
  const droplets = (ends.droplet_ids ?? []).filter((id) => !dropletById(world, id))
  const uids = (ends.load_balancer_uids ?? []).filter((id) => !balancers(world).has(id))
  const kubernetes = (ends.kubernetes_ids ?? []).filter((id) => !clusters(world).has(id))
  const tags = (ends.tags ?? []).filter((tag) => !isTagUsed(world, tag))
  return [
    ...droplets.map((id) => `Droplet ${id}`),
    ...uids.map((id) => `load balancer ${id}`),
    ...kubernetes.map((id) => `cluster ${id}`),
    ...tags.map((tag) => `tag ${tag}`),
  ]
}

const from = (sources: Ends) => ({
  inbound_rules: [{ protocol: 'tcp' as const, ports: '5432', sources }],
})

export const firewallStaleSource = rule({
  id: 'firewall-stale-source',
  name: 'Firewall Rule Refers to Nothing',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  needs: ['droplet', 'load_balancer', 'kubernetes_cluster'],
  details:
    'A rule of the firewall names a Droplet, load balancer or cluster that is gone, or a tag that no Droplet has.',
  business_impact:
    'Nobody knows any more who was meant. A tag that no Droplet has is an open invitation: the next Droplet that anybody tags so is let in, without a look at the firewall.',
  technical_details:
    'In the sources of inbound or the destinations of outbound rules, a member of `droplet_ids`, `load_balancer_uids` or `kubernetes_ids` is no resource of the account, or a member of `tags` is on none of its Droplets.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Edit the rules that name what is gone, and take it out; delete a rule that has nothing else.',
    ],
    doctl:
      'doctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:<protocol>,ports:<ports>,tag:<tag>"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol           = "tcp"\n    port_range         = "5432"\n    source_droplet_ids = [digitalocean_droplet.web.id]\n  }\n}',
    api: 'DELETE /v2/firewalls/{firewall_id}/rules with the rule that is to go',
  },
  controls: { iso_27001: ['A.8.9'], pci_dss: ['1.2.7'] },
  check: ({ inbound_rules, outbound_rules }, world) => {
    const ends = [
      ...(inbound_rules ?? []).map(({ sources }) => sources),
      ...(outbound_rules ?? []).map(({ destinations }) => destinations),
    ]
    const gone = [...new Set(ends.flatMap((it) => goneFrom(it, world)))]
    if (gone.length === 0) return undefined
    return { evidence: `Its rules name what does not exist or is on no Droplet: ${listed(gone)}.` }
  },
  examples: {
    flagged: [
      { firewall: [from({ droplet_ids: [1, 9] })], droplet: [{ id: 1 }] },
      { firewall: [from({ tags: ['bastion'] })], droplet: [{ tags: [] }] },
      {
        firewall: [
          {
            outbound_rules: [
              {
                protocol: 'tcp',
                ports: '443',
                destinations: { load_balancer_uids: ['c1'], kubernetes_ids: null },
              },
            ],
          },
        ],
      },
    ],
    passed: [
      { firewall: [from({ droplet_ids: [1], addresses: ['198.51.100.7'] })], droplet: [{ id: 1 }] },
      { firewall: [from({ tags: ['Bastion'] })], droplet: [{ tags: ['bastion'] }] },
      { firewall: [from({ load_balancer_uids: ['c1'] })], load_balancer: [{ id: 'c1' }] },
      { firewall: [{ inbound_rules: null, outbound_rules: null }] },
    ],
  },
})
