import { rule } from '../../rule.ts'
import { isGlobal } from './balancing.ts'

const https = (target_port: number) => ({
  forwarding_rules: [{ entry_protocol: 'https', entry_port: 443, target_protocol: 'http', target_port }],
})
const checking = (protocol: string, port: number) => ({ health_check: { protocol, port } })

export const loadBalancerHealthCheckElsewhere = rule({
  id: 'load-balancer-health-check-elsewhere',
  name: 'Health Check Does Not Test the Service',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  details:
    'The load balancer asks a port whether a Droplet is well to which it forwards nothing, such as that of SSH.',
  business_impact:
    'A Droplet whose application has died still answers there, stays in service, and a share of all requests fails until somebody notices.',
  technical_details:
    'The `health_check` is by TCP, and its `port` is the `target_port` of no forwarding rule. Checks by HTTP or HTTPS on a port of their own, which an application may offer on purpose, and load balancers that forward UDP only, which cannot be checked by their own port, are not counted.',
  mitigation: {
    panel: [
      'Give the application a path that answers 200 only while it can serve.',
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, Health checks.',
      'Choose HTTP or HTTPS, the port that is forwarded to, and that path.',
    ],
    doctl:
      'doctl compute load-balancer update <load-balancer-id> --name <name> --region <region> --forwarding-rules <rules> --droplet-ids <droplet-ids> --health-check "protocol:http,port:<target-port>,path:/health"',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  healthcheck {\n    protocol = "http"\n    port     = 8080\n    path     = "/health"\n  }\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and a "health_check" of the port that is forwarded to',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'] },
  check: (balancer) => {
    const { health_check, forwarding_rules } = balancer
    if (health_check?.protocol !== 'tcp' || isGlobal(balancer)) return undefined
    const served = forwarding_rules.filter(({ target_protocol }) => target_protocol !== 'udp')
    if (served.length === 0 || served.some(({ target_port }) => target_port === health_check.port))
      return undefined
    const ports = served.map(({ target_port }) => target_port).join(', ')
    return { evidence: `It checks TCP port ${health_check.port}, and forwards to ${ports}.` }
  },
  examples: {
    flagged: [
      { load_balancer: [{ ...https(80), ...checking('tcp', 22) }] },
      { load_balancer: [{ ...https(8080), ...checking('tcp', 80) }] },
    ],
    passed: [
      { load_balancer: [{ ...https(80), ...checking('tcp', 80) }] },
      { load_balancer: [{ ...https(80), ...checking('http', 8081) }] },
      {
        load_balancer: [
          {
            ...checking('tcp', 22),
            forwarding_rules: [
              { entry_protocol: 'udp', entry_port: 53, target_protocol: 'udp', target_port: 53 },
            ],
          },
        ],
      },
    ],
  },
})
