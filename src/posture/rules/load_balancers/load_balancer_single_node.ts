import { rule } from '../../rule.ts'
import { isGlobal } from './balancing.ts'

export const loadBalancerSingleNode = rule({
  id: 'load-balancer-single-node',
  name: 'Load Balancer With a Single Node',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer itself runs on one node.',
  business_impact:
    'If that node fails, the service is unreachable until it has been replaced, however many Droplets stand behind it.',
  technical_details:
    'The `size_unit` of a regional load balancer is 1. Network and global load balancers, and old ones that have a `size` in its place, are not counted.',
  mitigation: {
    panel: [
      'Open Networking, Load Balancers, and the load balancer that is named.',
      'Choose Settings, Scaling configuration, and two nodes or more.',
    ],
    doctl:
      'doctl compute load-balancer update <load-balancer-id> --name <name> --region <region> --forwarding-rules <rules> --droplet-ids <droplet-ids> --size-unit 2',
    terraform: 'resource "digitalocean_loadbalancer" "…" {\n  size_unit = 2\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and "size_unit": 2',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'] },
  check: (balancer) => {
    if (balancer.size_unit !== 1 || isGlobal(balancer) || balancer.type === 'REGIONAL_NETWORK')
      return undefined
    return { evidence: 'It has 1 node.' }
  },
  examples: {
    flagged: [
      { load_balancer: [{ size_unit: 1 }] },
      { load_balancer: [{ size_unit: 1, network: 'INTERNAL' }] },
    ],
    passed: [
      { load_balancer: [{ size_unit: 2 }] },
      { load_balancer: [{ size_unit: 1, type: 'REGIONAL_NETWORK' }] },
      { load_balancer: [{ size_unit: 1, type: 'GLOBAL' }] },
    ],
  },
})
