import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { terminatesTls } from '../load_balancers/balancing.ts'

const certificates = indexOf('certificate', ({ id }) => [id])

const USUAL = 'd0000000-0000-4000-8000-000000000001'
const entering = (certificate_id: string, tls_passthrough = false) => ({
  forwarding_rules: [
    {
      entry_protocol: 'https',
      entry_port: 443,
      target_protocol: 'https',
      target_port: 443,
      certificate_id,
      tls_passthrough,
    },
  ],
})

function problemWith(id: string | undefined, world: World): string | undefined {
  if (!id) return 'no certificate'
  return certificates(world).has(id) ? undefined : `certificate ${id}, which the account does not have`
}

export const loadBalancerCertificateMissing = rule({
  id: 'load-balancer-certificate-missing',
  name: 'HTTPS Without a Certificate',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'load_balancer',
  needs: ['certificate'],
  details:
    'A forwarding rule of the load balancer decrypts TLS with a certificate that does not exist, or with none.',
  business_impact:
    'Clients cannot connect, or get a certificate that their browsers warn of. Users who learn to dismiss that warning will dismiss it for an attacker too.',
  technical_details:
    'A forwarding rule with the entry protocol `https`, `http2` or `http3` and without `tls_passthrough` has no `certificate_id`, or one that is not among the certificates of the account. Certificates that end, or were never issued, are told of by rules about certificates.',
  mitigation: {
    panel: [
      'Open Settings, Security, Certificates, and create or upload a certificate for the names that are served.',
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, Forwarding rules.',
      'Choose that certificate in the rule that is named.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <name> --dns-names <names>\ndoctl compute load-balancer add-forwarding-rules <load-balancer-id> --forwarding-rules "entry_protocol:https,entry_port:443,target_protocol:http,target_port:80,certificate_id:<certificate-id>"',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  forwarding_rule {\n    entry_protocol   = "https"\n    entry_port       = 443\n    target_protocol  = "http"\n    target_port      = 80\n    certificate_name = digitalocean_certificate.web.name\n  }\n}',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and the "certificate_id" of a certificate',
  },
  controls: { cis_v8: ['3.10'], iso_27001: ['A.8.24'], soc_2: ['CC6.7'], nist_csf: ['PR.DS-02'] },
  check: ({ forwarding_rules }, world) => {
    for (const it of forwarding_rules) {
      const problem = terminatesTls(it) ? problemWith(it.certificate_id, world) : undefined
      if (problem)
        return { evidence: `The rule for ${it.entry_protocol} on port ${it.entry_port} has ${problem}.` }
    }
    return undefined
  },
  examples: {
    flagged: [
      { load_balancer: [entering('')], certificate: [{}] },
      { load_balancer: [entering(USUAL)], certificate: [] },
      { load_balancer: [entering(USUAL)], certificate: [{ id: 'd2' }] },
    ],
    passed: [
      { load_balancer: [entering(USUAL)], certificate: [{}] },
      { load_balancer: [entering('', true)], certificate: [] },
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
