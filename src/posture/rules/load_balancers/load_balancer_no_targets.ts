import { rule } from '../../rule.ts'
import { droplets, isGlobal } from './balancing.ts'

export const loadBalancerNoTargets = rule({
  id: 'load-balancer-no-targets',
  name: 'Load Balancer Without Targets',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'load_balancer',
  needs: ['droplet'],
  details: 'The load balancer has nothing to forward to.',
  business_impact:
    'Every request to its address fails with 503. Either a service is down, or an address that names may still lead to is paid for and serves nobody.',
  technical_details:
    'None of the Droplets in `droplet_ids` exists and no Droplet has the `tag`. For a global load balancer, `target_load_balancer_ids` has to be empty as well.',
  mitigation: {
    panel: [
      'Open Networking, Load Balancers, and the load balancer that is named.',
      'Choose Add Droplets, and pick the Droplets or the tag that should serve.',
      'If nothing should, remove the DNS records that lead to it, then destroy it.',
    ],
    doctl:
      'doctl compute load-balancer add-droplets <load-balancer-id> --droplet-ids <droplet-id>\ndoctl compute load-balancer delete <load-balancer-id>',
    terraform: 'resource "digitalocean_loadbalancer" "…" {\n  droplet_tag = digitalocean_tag.web.name\n}',
    api: 'POST /v2/load_balancers/{lb_id}/droplets {"droplet_ids": [<droplet-id>]}',
  },
  controls: { soc_2: ['A1.2'], iso_27001: ['A.8.14'] },
  check: (balancer, world) => {
    if (droplets(world, balancer).length > 0) return undefined
    if (isGlobal(balancer) && (balancer.target_load_balancer_ids ?? []).length > 0) return undefined
    return {
      evidence: balancer.tag
        ? `No Droplet has its tag ${balancer.tag}.`
        : 'No Droplet is assigned to it that exists.',
    }
  },
  examples: {
    flagged: [
      { load_balancer: [{ droplet_ids: [] }] },
      { load_balancer: [{ droplet_ids: [], tag: 'web' }], droplet: [{ tags: ['db'] }] },
      { load_balancer: [{ droplet_ids: [9] }], droplet: [{ id: 1 }] },
      { load_balancer: [{ type: 'GLOBAL', droplet_ids: [], target_load_balancer_ids: null }] },
    ],
    passed: [
      { load_balancer: [{ droplet_ids: [1] }], droplet: [{ id: 1 }] },
      { load_balancer: [{ droplet_ids: [], tag: 'Web' }], droplet: [{ tags: ['web'] }] },
      { load_balancer: [{ type: 'GLOBAL', droplet_ids: [], target_load_balancer_ids: ['c2'] }] },
    ],
  },
})
