import type { Certificate } from '../../facts/access.ts'
import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { dayOf } from '../days.ts'
import { hasEnded, isIssued, namesOf, userOf } from './certificate.ts'

const CHANGEOVER_DAYS = 7
const LASTING = Symbol('the certificate that lasts longest, by names')

const keyOf = (certificate: Certificate) =>
  namesOf(certificate)
    .map((name) => name.toLowerCase())
    .toSorted()
    .join(' ')

/** By their names: of all certificates for the same ones, that which ends last. */
const lastingByNames = (world: World): ReadonlyMap<string, Certificate> =>
  world.derived(LASTING, () => {
    const found = new Map<string, Certificate>()
    for (const certificate of world.facts('certificate')) {
      const key = keyOf(certificate)
      const other = found.get(key)
      if (!isIssued(certificate) || key === '') continue
      if (!other || other.not_after < certificate.not_after) found.set(key, certificate)
    }
    return found
  })

const OLD = { id: 'old', name: 'web-2024', not_after: '2026-02-01T00:00:00Z' }
const USED = {
  forwarding_rules: [
    {
      entry_protocol: 'https',
      entry_port: 443,
      target_protocol: 'http',
      target_port: 80,
      certificate_id: 'old',
    },
  ],
}

export const certificateSuperseded = rule({
  id: 'certificate-superseded',
  name: 'Certificate in Use Though a Newer One Exists',
  severity: 'LOW',
  kind: 'standard',
  resource: 'certificate',
  needs: ['load_balancer', 'cdn_endpoint'],
  details:
    'A load balancer or CDN endpoint still uses this certificate, though one for the same names that ends later has been there for a week.',
  business_impact:
    'The changeover was forgotten half-way: the successor is paid for and renewed, and the service goes down all the same when the old certificate ends. If the old key was replaced because it had leaked, it still is the one that counts.',
  technical_details:
    'Another certificate in state `verified` has exactly the same `dns_names`, ends later than this one and was created more than 7 days ago; this one has not ended, and a load balancer or CDN endpoint refers to it.',
  mitigation: {
    panel: [
      'Open the load balancer’s Settings, or the Settings of the Spaces bucket for a CDN endpoint, and choose the newer certificate.',
      'Open Settings, Security, and delete the old one under Certificates.',
    ],
    doctl:
      'doctl compute cdn update <cdn-id> --domain <custom-domain> --certificate-id <newer-certificate-id>\ndoctl compute certificate delete <certificate-id>',
    terraform:
      'resource "digitalocean_loadbalancer" "…" {\n  forwarding_rule {\n    entry_port       = 443\n    entry_protocol   = "https"\n    target_port      = 80\n    target_protocol  = "http"\n    certificate_name = digitalocean_certificate.newer.name\n  }\n}',
    api: 'PUT /v2/load_balancers/{lb_id} or PUT /v2/cdn/endpoints/{cdn_id} with the newer certificate_id, then DELETE /v2/certificates/{certificate_id}',
  },
  controls: { iso_27001: ['A.8.24'], nist_csf: ['ID.AM-08'], pci_dss: ['4.2.1.1'] },
  check(certificate, world) {
    if (!isIssued(certificate) || hasEnded(world, certificate)) return undefined
    const user = userOf(world, certificate)
    if (!user) return undefined
    const newer = lastingByNames(world).get(keyOf(certificate))
    if (!newer || newer.not_after <= certificate.not_after) return undefined
    if (world.daysSince(newer.created_at) <= CHANGEOVER_DAYS) return undefined
    return {
      evidence: `It ends on ${dayOf(certificate.not_after)} and ${user} uses it, though ${newer.name} has the same names and lasts until ${dayOf(newer.not_after)}.`,
    }
  },
  examples: {
    flagged: [
      { certificate: [OLD, {}], load_balancer: [USED] },
      { certificate: [{ ...OLD, dns_names: ['WWW.example.com', ''] }, {}], load_balancer: [USED] },
    ],
    passed: [
      { certificate: [OLD, {}] },
      { certificate: [OLD], load_balancer: [USED] },
      { certificate: [OLD, { created_at: '2025-12-25T00:00:00Z' }], load_balancer: [USED] },
      { certificate: [OLD, { dns_names: ['www.example.com', 'example.com'] }], load_balancer: [USED] },
      { certificate: [{ ...OLD, not_after: '2026-04-01T00:00:00Z' }, {}], load_balancer: [USED] },
      { certificate: [OLD, { state: 'pending' }], load_balancer: [USED] },
    ],
  },
})
