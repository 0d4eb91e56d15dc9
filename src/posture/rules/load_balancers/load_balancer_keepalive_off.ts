import { rule } from '../../rule.ts'
import { isGlobal } from './balancing.ts'

const OFF = { enable_backend_keepalive: false }

export const loadBalancerKeepaliveOff = rule({
  id: 'load-balancer-keepalive-off',
  name: 'Backend Keepalive Not Enabled',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer opens a new connection to a Droplet for every request.',
  business_impact:
    'Under load, opening connections costs the Droplets processor time and ports; a flood of cheap requests brings the service down sooner than it would have to.',
  technical_details:
    '`enable_backend_keepalive` is false or absent, which means the same, and a forwarding rule has the target protocol `http`, `https` or `http2`.',
  mitigation: {
    panel: [
      'See that the web server on the Droplets keeps idle connections open for some time.',
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings.',
      'Enable Backend Keepalive.',
    ],
    doctl:
      'doctl compute load-balancer update <load-balancer-id> --name <name> --region <region> --forwarding-rules <rules> --droplet-ids <droplet-ids> --enable-backend-keepalive',
    terraform: 'resource "digitalocean_loadbalancer" "…" {\n  enable_backend_keepalive = true\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and "enable_backend_keepalive": true',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'] },
  check: (balancer) => {
    if (balancer.enable_backend_keepalive || isGlobal(balancer)) return undefined
    const forwarded = balancer.forwarding_rules.find(({ target_protocol }) =>
      target_protocol.startsWith('http'),
    )
    if (!forwarded) return undefined
    return {
      evidence: `Backend keepalive is off, and port ${forwarded.target_port} is served by ${forwarded.target_protocol}.`,
    }
  },
  examples: {
    flagged: [{ load_balancer: [OFF] }, { load_balancer: [{ ...OFF, network: 'INTERNAL' }] }],
    passed: [
      { load_balancer: [{ enable_backend_keepalive: true }] },
      {
        load_balancer: [
          {
            ...OFF,
            forwarding_rules: [
              { entry_protocol: 'tcp', entry_port: 5432, target_protocol: 'tcp', target_port: 5432 },
            ],
          },
        ],
      },
    ],
  },
})
