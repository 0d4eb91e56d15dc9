import { rule } from '../../rule.ts'
import { hasEnded, isIssued, namesOf } from './certificate.ts'

const NAMES_MOST = 20

const hosts = (count: number) => Array.from({ length: count }, (_, at) => `host-${at}.example.com`)

export const certificateManyNames = rule({
  id: 'certificate-many-names',
  name: 'Certificate for Many Names',
  severity: 'LOW',
  kind: 'standard',
  resource: 'certificate',
  details: 'One certificate, and so one private key, is valid for more than 20 names.',
  business_impact:
    'Whoever obtains the key can pose as all of them, and replacing it touches all of them at once. If one name cannot be proved any more, the renewal of all fails. The list is public: every client, and every certificate transparency log, sees which names belong together.',
  technical_details:
    'The certificate is in state `verified`, has not ended and lists more than 20 `dns_names`, empty ones left out.',
  mitigation: {
    panel: [
      'Group the names by the service that answers for them.',
      'Open Settings, Security, and create one certificate for each group under Certificates.',
      'Choose these where the old one is in use, and delete it.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <service> --dns-names <names of this service>',
    terraform:
      'resource "digitalocean_certificate" "shop" {\n  name    = "shop"\n  type    = "lets_encrypt"\n  domains = ["shop.example.com"]\n}',
    api: 'POST /v2/certificates {"name": "<service>", "type": "lets_encrypt", "dns_names": [<names of this service>]}',
  },
  controls: { iso_27001: ['A.8.24'], soc_2: ['CC6.1'] },
  check(certificate, world) {
    if (!isIssued(certificate) || hasEnded(world, certificate)) return undefined
    const { length } = namesOf(certificate)
    return length > NAMES_MOST ? { evidence: `It is valid for ${length} names.` } : undefined
  },
  examples: {
    flagged: [
      { certificate: [{ dns_names: hosts(21) }] },
      { certificate: [{ type: 'custom', dns_names: hosts(90) }] },
    ],
    passed: [
      { certificate: [{ dns_names: hosts(20) }] },
      { certificate: [{ dns_names: ['', ...hosts(20)] }] },
      { certificate: [{ dns_names: hosts(21), state: 'pending' }] },
    ],
  },
})
