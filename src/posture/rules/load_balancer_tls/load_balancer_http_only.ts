import { isPublicBalancer } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { forwardingShown, isGlobal, takesTls } from '../load_balancers/balancing.ts'

const forwarding = (entry_protocol: string, entry_port: number) => ({
  entry_protocol,
  entry_port,
  target_protocol: 'http',
  target_port: 80,
})

export const loadBalancerHttpOnly = rule({
  id: 'load-balancer-http-only',
  name: 'Load Balancer Without HTTPS',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer serves HTTP to the internet, and nothing by HTTPS.',
  business_impact:
    'Passwords, session cookies and personal data cross every network between client and load balancer in clear: whoever is on the way reads and changes them.',
  technical_details:
    'The `network` is not `INTERNAL`, a forwarding rule has the `entry_protocol` `http`, and none has `https`, `http2` or `http3`, nor takes TCP on port 443, which may be TLS that a Droplet decrypts. Global load balancers take their certificates by domain and are not counted.',
  mitigation: {
    panel: [
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, Forwarding rules.',
      'Add a rule for HTTPS on port 443 with a certificate; a Let’s Encrypt one is issued for a domain that DigitalOcean manages.',
      'Open Settings, SSL, and redirect HTTP to HTTPS.',
    ],
    doctl:
      'doctl compute load-balancer add-forwarding-rules <load-balancer-id> --forwarding-rules "entry_protocol:https,entry_port:443,target_protocol:http,target_port:80,certificate_id:<certificate-id>"',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  redirect_http_to_https = true\n  forwarding_rule {\n    entry_protocol   = "https"\n    entry_port       = 443\n    target_protocol  = "http"\n    target_port      = 80\n    certificate_name = digitalocean_certificate.web.name\n  }\n}',
    api: 'POST /v2/load_balancers/{lb_id}/forwarding_rules with a rule for https and its "certificate_id"',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check: (balancer) => {
    const { forwarding_rules } = balancer
    if (!isPublicBalancer(balancer) || isGlobal(balancer) || forwarding_rules.some(takesTls)) return undefined
    const clear = forwarding_rules.find(({ entry_protocol }) => entry_protocol === 'http')
    return clear && { evidence: `It forwards ${forwardingShown(clear)}, and nothing by HTTPS.` }
  },
  examples: {
    flagged: [
      { load_balancer: [{ forwarding_rules: [forwarding('http', 80)] }] },
      {
        load_balancer: [
          {
            forwarding_rules: [forwarding('tcp', 8443), forwarding('http', 8080)],
            redirect_http_to_https: true,
          },
        ],
      },
    ],
    passed: [
      { load_balancer: [{ forwarding_rules: [forwarding('http', 80), forwarding('https', 443)] }] },
      { load_balancer: [{ forwarding_rules: [forwarding('http', 80), forwarding('tcp', 443)] }] },
      { load_balancer: [{ forwarding_rules: [forwarding('http', 80)], network: 'INTERNAL' }] },
      { load_balancer: [{ forwarding_rules: [forwarding('tcp', 5432)] }] },
    ],
  },
})
