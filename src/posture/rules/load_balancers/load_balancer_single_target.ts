import { rule } from '../../rule.ts'
import { droplets } from './balancing.ts'

export const loadBalancerSingleTarget = rule({
  id: 'load-balancer-single-target',
  name: 'Load Balancer With a Single Droplet',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  needs: ['droplet'],
  details: 'All traffic of the load balancer goes to one Droplet.',
  business_impact:
    'There is nothing to balance and nobody to take over: the service is down whenever that Droplet is, also for each update and reboot.',
  technical_details:
    'Exactly one Droplet of the account is assigned to the load balancer, by `droplet_ids` or by `tag`, and it has no `target_load_balancer_ids`.',
  mitigation: {
    panel: [
      'Create a second Droplet that serves the same, from a snapshot or by your configuration management.',
      'Open Networking, Load Balancers, and the load balancer that is named.',
      'Choose Add Droplets and pick it, or give both Droplets the tag of the load balancer.',
    ],
    doctl: 'doctl compute load-balancer add-droplets <load-balancer-id> --droplet-ids <second-droplet-id>',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  droplet_ids = [digitalocean_droplet.web_1.id, digitalocean_droplet.web_2.id]\n}',
    api: 'POST /v2/load_balancers/{lb_id}/droplets {"droplet_ids": [<second-droplet-id>]}',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'] },
  check: (balancer, world) => {
    const [only, second] = droplets(world, balancer)
    if (!only || second || (balancer.target_load_balancer_ids ?? []).length > 0) return undefined
    return { evidence: `Its only Droplet is ${only.name} (${only.id}).` }
  },
  examples: {
    flagged: [
      { load_balancer: [{ droplet_ids: [1] }], droplet: [{ id: 1 }] },
      { load_balancer: [{ droplet_ids: [1, 9] }], droplet: [{ id: 1 }] },
      { load_balancer: [{ tag: 'web' }], droplet: [{ tags: ['web'] }, { id: 2, tags: [] }] },
    ],
    passed: [
      { load_balancer: [{ droplet_ids: [1, 2] }], droplet: [{ id: 1 }, { id: 2 }] },
      { load_balancer: [{ droplet_ids: [] }] },
      { load_balancer: [{ tag: 'web' }], droplet: [{ tags: ['web'] }, { id: 2, tags: ['web'] }] },
    ],
  },
})
