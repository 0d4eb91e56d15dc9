import { isPublicBalancer } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { terminatesTls } from '../load_balancers/balancing.ts'

const DEFAULT = { tls_cipher_policy: 'DEFAULT' }
const entering = (entry_protocol: string, tls_passthrough: boolean) => ({
  forwarding_rules: [
    { entry_protocol, entry_port: 443, target_protocol: entry_protocol, target_port: 443, tls_passthrough },
  ],
})

export const loadBalancerTlsPolicyDefault = rule({
  id: 'load-balancer-tls-policy-default',
  name: 'Load Balancer Without the Strong TLS Policy',
  severity: 'LOW',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer decrypts TLS with the compatible set of ciphers, not with the strong one.',
  business_impact:
    'Clients may agree on cipher suites that are kept only for old software. Scanners and auditors mark them, and a recording made today may be read later.',
  technical_details:
    'The `tls_cipher_policy` is not `STRONG`, or absent, which means `DEFAULT`, and a forwarding rule of a load balancer that is not `INTERNAL` has the entry protocol `https`, `http2` or `http3` without `tls_passthrough`.',
  mitigation: {
    panel: [
      'Look in the statistics of your visitors for clients that are older than about 2015.',
      'Open Networking, Load Balancers, the load balancer that is named, and choose Settings, SSL.',
      'Choose the strong cipher policy.',
    ],
    doctl:
      'doctl compute load-balancer update <load-balancer-id> --name <name> --region <region> --forwarding-rules <rules> --droplet-ids <droplet-ids> --tls-cipher-policy STRONG',
    api: 'PUT /v2/load_balancers/{lb_id} with all that it has, and "tls_cipher_policy": "STRONG"',
  },
  controls: {
    cis_v8: ['3.10'],
    iso_27001: ['A.8.24'],
    soc_2: ['CC6.7'],
    nist_csf: ['PR.DS-02'],
    pci_dss: ['4.2.1'],
  },
  check: (balancer) => {
    const { tls_cipher_policy = 'DEFAULT', forwarding_rules } = balancer
    if (tls_cipher_policy === 'STRONG' || !isPublicBalancer(balancer)) return undefined
    const decrypted = forwarding_rules.find(terminatesTls)
    return (
      decrypted && {
        evidence: `It decrypts ${decrypted.entry_protocol} on port ${decrypted.entry_port} with the policy ${tls_cipher_policy}.`,
      }
    )
  },
  examples: {
    flagged: [
      { load_balancer: [DEFAULT] },
      { load_balancer: [{ ...DEFAULT, ...entering('http3', false) }] },
      { load_balancer: [{ tls_cipher_policy: '' }] },
    ],
    passed: [
      { load_balancer: [{ tls_cipher_policy: 'STRONG' }] },
      { load_balancer: [{ ...DEFAULT, ...entering('https', true) }] },
      { load_balancer: [{ ...DEFAULT, ...entering('tcp', false) }] },
      { load_balancer: [{ ...DEFAULT, network: 'INTERNAL' }] },
    ],
  },
})
