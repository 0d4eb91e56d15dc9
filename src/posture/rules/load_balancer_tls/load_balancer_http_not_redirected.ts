import { isPublicBalancer } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { isGlobal, takesTls } from '../load_balancers/balancing.ts'

const forwarding = (entry_protocol: string, entry_port: number) => ({
  entry_protocol,
  entry_port,
  target_protocol: 'http',
  target_port: 80,
})
const BOTH = { forwarding_rules: [forwarding('http', 80), forwarding('https', 443)] }

export const loadBalancerHttpNotRedirected = rule({
  id: 'load-balancer-http-not-redirected',
  name: 'HTTP Not Redirected to HTTPS',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer serves the same site by HTTPS and, without a redirect, by HTTP.',
  business_impact:
    'Every old link and every address typed by hand is served in clear. On a foreign network an attacker keeps visitors there and reads what they send.',
  technical_details:
    'The `network` is not `INTERNAL`, there are forwarding rules with `http` and with TLS at their entry, and `redirect_http_to_https` is false or absent. A redirect by the application on the Droplets cannot be seen here.',
  mitigation: {
    panel: [
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, SSL.',
      'Choose Redirect HTTP to HTTPS; rules for ports other than 80 are best removed.',
    ],
    doctl:
      'doctl compute load-balancer update <load-balancer-id> --name <name> --region <region> --forwarding-rules <rules> --droplet-ids <droplet-ids> --redirect-http-to-https',
    terraform: 'resource "digitalocean_loadbalancer" "…" {\n  redirect_http_to_https = true\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and "redirect_http_to_https": true',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check: (balancer) => {
    const { forwarding_rules, redirect_http_to_https } = balancer
    if (redirect_http_to_https || !isPublicBalancer(balancer) || isGlobal(balancer)) return undefined
    const clear = forwarding_rules.find(({ entry_protocol }) => entry_protocol === 'http')
    if (!clear || !forwarding_rules.some(takesTls)) return undefined
    return { evidence: `It serves HTTP on port ${clear.entry_port} beside HTTPS, and does not redirect.` }
  },
  examples: {
    flagged: [
      { load_balancer: [{ ...BOTH, redirect_http_to_https: false }] },
      {
        load_balancer: [
          {
            forwarding_rules: [forwarding('http', 8080), forwarding('http2', 443)],
            redirect_http_to_https: false,
          },
        ],
      },
    ],
    passed: [
      { load_balancer: [{ ...BOTH, redirect_http_to_https: true }] },
      { load_balancer: [{ forwarding_rules: [forwarding('http', 80)], redirect_http_to_https: false }] },
      { load_balancer: [{ forwarding_rules: [forwarding('https', 443)], redirect_http_to_https: false }] },
      { load_balancer: [{ ...BOTH, redirect_http_to_https: false, network: 'INTERNAL' }] },
    ],
  },
})
