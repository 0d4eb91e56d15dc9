import { rule } from '../../rule.ts'
import { forwardingShown, terminatesTls } from '../load_balancers/balancing.ts'

const forwarding = (target_protocol: string, tls_passthrough = false) => ({
  forwarding_rules: [
    { entry_protocol: 'https', entry_port: 443, target_protocol, target_port: 8080, tls_passthrough },
  ],
})

export const loadBalancerBackendCleartext = rule({
  id: 'load-balancer-backend-cleartext',
  name: 'Traffic to Droplets Not Encrypted',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer decrypts HTTPS and passes the requests on to the Droplets in clear.',
  business_impact:
    'Whoever gets into one machine of the same network, or into what carries it, can read sessions and data of all users. Some standards ask for encryption on every hop.',
  technical_details:
    'A forwarding rule has the entry protocol `https`, `http2` or `http3`, no `tls_passthrough`, and the target protocol `http`. It is MEDIUM where the load balancer is in no VPC (`vpc_uuid`), LOW within one, whose traffic other accounts do not see.',
  mitigation: {
    panel: [
      'Install a certificate on the web server of each Droplet, a self-signed one if nothing else is at hand.',
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, Forwarding rules.',
      'Set the target of the rule to HTTPS and its port, or choose passthrough.',
    ],
    doctl:
      'doctl compute load-balancer add-forwarding-rules <load-balancer-id> --forwarding-rules "entry_protocol:https,entry_port:443,target_protocol:https,target_port:443,certificate_id:<certificate-id>"',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  forwarding_rule {\n    entry_protocol   = "https"\n    entry_port       = 443\n    target_protocol  = "https"\n    target_port      = 443\n    certificate_name = digitalocean_certificate.web.name\n  }\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and "target_protocol": "https" in the rule',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
  },
  check: ({ forwarding_rules, vpc_uuid }) => {
    const clear = forwarding_rules.find((it) => terminatesTls(it) && it.target_protocol === 'http')
    if (!clear) return undefined
    return {
      evidence: `It forwards ${forwardingShown(clear)}${vpc_uuid ? '' : ', outside of any VPC'}.`,
      severity: vpc_uuid ? 'LOW' : 'MEDIUM',
    }
  },
  examples: {
    flagged: [
      { load_balancer: [forwarding('http')] },
      { load_balancer: [{ ...forwarding('http'), vpc_uuid: '' }] },
    ],
    passed: [
      { load_balancer: [forwarding('https')] },
      { load_balancer: [forwarding('https', true)] },
      {
        load_balancer: [
          {
            forwarding_rules: [
              { entry_protocol: 'http', entry_port: 80, target_protocol: 'http', target_port: 80 },
            ],
          },
        ],
      },
    ],
  },
})
