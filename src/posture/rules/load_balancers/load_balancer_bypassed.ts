import type { Droplet } from '../../facts/compute.ts'
import { holds } from '../../ports.ts'
import { isPublicBalancer, opensAll, publicAddresses, type Way, waysInto } from '../../reach.ts'
import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { droplets } from './balancing.ts'

/** How the internet gets to one of the ports without the load balancer, through a firewall that lets it. */
const wayAround = (world: World, droplet: Droplet, ports: number[]): Way | undefined =>
  waysInto(world, droplet).find(
    (way) => way.by === 'firewall' && !opensAll(way) && ports.some((port) => holds(way.ports, port)),
  )

const PUBLIC = { networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] } }
const WITH_TLS = {
  inbound_rules: [{ protocol: 'tcp' as const, ports: '443', sources: { addresses: ['0.0.0.0/0'] } }],
}
const THROUGH = {
  inbound_rules: [{ protocol: 'tcp' as const, ports: '443', sources: { load_balancer_uids: ['c1'] } }],
}

export const loadBalancerBypassed = rule({
  id: 'load-balancer-bypassed',
  name: 'Droplets Reachable Around the Load Balancer',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'load_balancer',
  needs: ['droplet', 'firewall'],
  details:
    'A Droplet behind the load balancer takes the same traffic from the internet directly, at its own address.',
  business_impact:
    'Whoever finds the address of the Droplet goes around what the load balancer does: its allow and deny lists, TLS policy, redirect to HTTPS, and limits. An attack on one Droplet’s address is not spread over the others.',
  technical_details:
    'A Droplet that is assigned by `droplet_ids` or `tag` has a public address, and one of its firewalls lets the internet in to a `target_port` of the load balancer. Droplets without any firewall, or with all ports open, are told of by other rules.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'In the rule of that port, remove All IPv4 and All IPv6, and choose the load balancer as the source.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,load_balancer_uid:<load-balancer-id>"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,address:0.0.0.0/0,address:::/0"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol                  = "tcp"\n    port_range                = "443"\n    source_load_balancer_uids = [digitalocean_loadbalancer.front.id]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with "load_balancer_uids" as the sources of the rule',
  },
  controls: {
    cis_v8: ['12.2'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1'],
  },
  check: (balancer, world) => {
    if (!isPublicBalancer(balancer)) return undefined
    const ports = balancer.forwarding_rules.map(({ target_port }) => target_port)
    for (const droplet of droplets(world, balancer)) {
      const way = publicAddresses(droplet).length > 0 ? wayAround(world, droplet, ports) : undefined
      if (way) return { evidence: `Droplet ${droplet.name} is reached without it: ${way.path}.` }
    }
    return undefined
  },
  examples: {
    flagged: [
      { load_balancer: [{ id: 'c1' }], droplet: [PUBLIC], firewall: [WITH_TLS] },
      {
        load_balancer: [{ id: 'c1', tag: 'web' }],
        droplet: [{ ...PUBLIC, tags: ['web'] }],
        firewall: [THROUGH, WITH_TLS],
      },
    ],
    passed: [
      { load_balancer: [{ id: 'c1' }], droplet: [PUBLIC], firewall: [THROUGH] },
      { load_balancer: [{ id: 'c1' }], droplet: [{}], firewall: [WITH_TLS] },
      { load_balancer: [{ id: 'c1' }], droplet: [PUBLIC], firewall: [] },
      { load_balancer: [{ id: 'c1', network: 'INTERNAL' }], droplet: [PUBLIC], firewall: [WITH_TLS] },
    ],
  },
})
