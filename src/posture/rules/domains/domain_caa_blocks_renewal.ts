import type { Domain, DomainRecord } from '../../facts/names.ts'
import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { isUnder, listed, nameOf, plainName } from '../host_names.ts'
import { zoneOf } from '../zones.ts'

const ISSUER = 'letsencrypt.org'

/** By the domain that answers for them: the names of certificates that are issued and renewed automatically. */
function issuedNames(world: World): ReadonlyMap<Domain, Set<string>> {
  const found = new Map<Domain, Set<string>>()
  for (const { type, dns_names } of world.facts('certificate'))
    for (const name of type === 'lets_encrypt' ? dns_names : []) {
      const zone = zoneOf(world, name)
      if (zone) found.set(zone, (found.get(zone) ?? new Set()).add(plainName(name)))
    }
  return found
}

/** Those of the nearest name that has any: they alone count. */
function caaFor(domain: Domain, host: string): DomainRecord[] {
  const labels = host.replace(/^\*\./, '').split('.')
  for (let at = 0; at < labels.length && isUnder(labels.slice(at).join('.'), domain.name); at += 1) {
    const name = labels.slice(at).join('.')
    const found = domain.records.filter((it) => it.type === 'CAA' && nameOf(domain, it) === name)
    if (found.length > 0) return found
  }
  return []
}

function isRefused(domain: Domain, host: string): boolean {
  const records = caaFor(domain, host)
  const issue = records.filter(({ tag }) => tag === 'issue')
  const wild = records.filter(({ tag }) => tag === 'issuewild')
  const binding = host.startsWith('*.') && wild.length > 0 ? wild : issue
  return binding.length > 0 && !binding.some(({ data }) => authorityIn(data) === ISSUER)
}

/** Without its parameters: `letsencrypt.org; validationmethods=dns-01`. */
const authorityIn = (data: string) => plainName((data.replaceAll('"', '').split(';')[0] ?? '').trim())

const caa = (data: string, name = '@', tag = 'issue') => ({
  records: [{ id: 1, type: 'CAA', name, data, ttl: 1800, flags: 0, tag }],
})

export const domainCaaBlocksRenewal = rule({
  id: 'domain-caa-blocks-renewal',
  name: 'CAA Records Keep a Certificate From Renewing',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'domain',
  needs: ['certificate'],
  details:
    'The domain’s CAA records leave out the authority that issues an automatic certificate of the account.',
  business_impact:
    'The certificate works until it ends, and the authority refuses to renew it. On that day every site and API that uses it is down.',
  technical_details:
    'A certificate of the type `lets_encrypt` has a name in the domain. The CAA records of that name, or of the nearest name above it that has any, have the tag `issue` (`issuewild` for a wildcard, if there is one) and name others than letsencrypt.org.',
  mitigation: {
    panel: [
      'Open Networking, Domains, and the domain.',
      'Create a CAA record beside the others with the authority letsencrypt.org and the tag issue, or issuewild for a wildcard.',
    ],
    doctl:
      'doctl compute domain records create <domain> --record-type CAA --record-name <name> --record-data letsencrypt.org. --record-flags 0 --record-tag issue',
    terraform:
      'resource "digitalocean_record" "caa" {\n  domain = "example.com"\n  type   = "CAA"\n  name   = "@"\n  value  = "letsencrypt.org."\n  flags  = 0\n  tag    = "issue"\n}',
    api: 'POST /v2/domains/{domain_name}/records {"type": "CAA", "name": "@", "data": "letsencrypt.org.", "flags": 0, "tag": "issue"}',
  },
  controls: { iso_27001: ['A.8.24'], soc_2: ['A1.2'] },
  check: (domain, world) => {
    if (!domain.records.some(({ type }) => type === 'CAA')) return undefined
    const names = world.derived(issuedNames, issuedNames).get(domain) ?? []
    const refused = [...names].filter((host) => isRefused(domain, host))
    if (refused.length === 0) return undefined
    return { evidence: `The CAA records do not let ${ISSUER} issue for ${listed(refused)}.` }
  },
  examples: {
    flagged: [
      { domain: [caa('digicert.com.')], certificate: [{}] },
      { domain: [caa(';')], certificate: [{ dns_names: ['example.com'] }] },
      { domain: [caa('digicert.com', 'www')], certificate: [{}] },
      { domain: [caa('digicert.com', '@', 'issuewild')], certificate: [{ dns_names: ['*.example.com'] }] },
    ],
    passed: [
      { domain: [caa('letsencrypt.org.')], certificate: [{}] },
      { domain: [caa('letsencrypt.org; validationmethods=dns-01')], certificate: [{}] },
      { domain: [caa('digicert.com')], certificate: [{ type: 'custom' }] },
      { domain: [caa('digicert.com', 'shop')], certificate: [{}] },
      { domain: [caa('digicert.com', '@', 'issuewild')], certificate: [{}] },
      { domain: [caa('digicert.com')], certificate: [{ dns_names: ['www.example.org'] }] },
      { domain: [caa('digicert.com'), { name: 'www.example.com', records: [] }], certificate: [{}] },
    ],
  },
})
