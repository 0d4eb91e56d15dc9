import type { LoadBalancer } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { isCovered, listed, nameOf } from '../host_names.ts'
import { terminatesTls } from '../load_balancers/balancing.ts'

const certificates = indexOf('certificate', ({ id }) => [id])

/** By address: the names that lead to it. */
function namesByAddress(world: World): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  for (const domain of world.facts('domain'))
    for (const record of domain.records)
      if (record.type === 'A') {
        const names = found.get(record.data)
        if (names) names.push(nameOf(domain, record))
        else found.set(record.data, [nameOf(domain, record)])
      }
  return found
}

/** Of all the certificates that it shows; undefined where one of them is not known. */
function coveredNames({ forwarding_rules }: LoadBalancer, world: World): string[] | undefined {
  const shown = forwarding_rules
    .filter(terminatesTls)
    .map(({ certificate_id }) => certificates(world).get(certificate_id ?? '')?.[0])
  if (shown.length === 0 || shown.includes(undefined)) return undefined
  return shown.flatMap((certificate) => certificate?.dns_names ?? [])
}

const IP = '203.0.113.9'
const leading = (...names: string[]) => ({
  records: names.map((name, id) => ({ id, type: 'A', name, data: IP, ttl: 1800 })),
})

export const loadBalancerNameNotCovered = rule({
  id: 'load-balancer-name-not-covered',
  name: 'Certificate Does Not Cover a Name of the Load Balancer',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'load_balancer',
  needs: ['certificate', 'domain'],
  details: 'A name leads to the load balancer that none of its certificates is for.',
  business_impact:
    'By HTTPS, that name shows a certificate warning. It is reached in clear or with a warning dismissed, and either way the encryption no longer proves who answers.',
  technical_details:
    'An A record in a domain of the account holds the `ip` of the load balancer, and its name is in the `dns_names` of no certificate of the forwarding rules that decrypt TLS; a wildcard stands for one label. Not checked where one of those certificates is unknown, which has a rule of its own.',
  mitigation: {
    panel: [
      'Remove the record if nobody uses the name any more.',
      'Otherwise open Settings, Security, Certificates, and create a certificate for all names that lead to the load balancer.',
      'Choose it in the forwarding rules of the load balancer.',
    ],
    doctl:
      'doctl compute certificate create --type lets_encrypt --name <name> --dns-names <all-names>\ndoctl compute domain records delete <domain> <record-id>',
    terraform:
      'resource "digitalocean_certificate" "…" {\n  name    = "web"\n  type    = "lets_encrypt"\n  domains = ["example.com", "www.example.com"]\n}',
    api: 'POST /v2/certificates {"type": "lets_encrypt", "name": "<name>", "dns_names": [<all-names>]}',
  },
  controls: { cis_v8: ['3.10'], iso_27001: ['A.8.24'], nist_csf: ['PR.DS-02'] },
  check: (balancer, world) => {
    const names = world.derived(namesByAddress, namesByAddress).get(balancer.ip ?? '')
    const covered = names && coveredNames(balancer, world)
    const bare = covered ? names.filter((name) => !isCovered(name, covered)) : []
    if (bare.length === 0) return undefined
    return { evidence: `No certificate of the load balancer is for ${listed(bare)}, which leads to it.` }
  },
  examples: {
    flagged: [
      { load_balancer: [{ ip: IP }], certificate: [{}], domain: [leading('www', 'shop')] },
      {
        load_balancer: [{ ip: IP }],
        certificate: [{ dns_names: ['*.example.com'] }],
        domain: [leading('@')],
      },
      {
        load_balancer: [{ ip: IP }],
        certificate: [{ dns_names: ['*.example.com'] }],
        domain: [leading('a.b')],
      },
      { load_balancer: [{ ip: IP }], certificate: [{}], domain: [leading('*')] },
    ],
    passed: [
      { load_balancer: [{ ip: IP }], certificate: [{}], domain: [leading('www')] },
      {
        load_balancer: [{ ip: IP }],
        certificate: [{ dns_names: ['*.Example.com'] }],
        domain: [leading('shop', '*')],
      },
      { load_balancer: [{ ip: '203.0.113.10' }], certificate: [{}], domain: [leading('shop')] },
      { load_balancer: [{ ip: IP }], certificate: [], domain: [leading('shop')] },
    ],
  },
})
