import { isPrivate, readRange } from '../../addresses.ts'
import type { Ends } from '../../facts/network.ts'
import { anywhereIn } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { endsShown, isOfKubernetes, opensAllPorts, portsShown } from './openings.ts'

const inbound = (ports: string, sources: Ends, protocol: 'tcp' | 'udp' | 'icmp' = 'tcp') => ({
  inbound_rules: [{ protocol, ports, sources }],
})

const publicSource = ({ addresses }: Ends): string | undefined =>
  (addresses ?? []).find((text) => {
    const range = readRange(text)
    return range !== undefined && !isPrivate(range)
  })

export const firewallAllPortsExposed = rule({
  id: 'firewall-all-ports-exposed',
  name: 'All Firewall Ports Exposed to a Source',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'firewall',
  details: 'An inbound rule opens every port of TCP or UDP to a source, though not to the whole internet.',
  business_impact:
    'Whoever holds that source, or gets into one machine of it, reaches every service behind the firewall, also those that were never meant to leave the Droplet: databases, caches, debuggers, agents. One break-in spreads to all of them.',
  technical_details:
    'An inbound TCP or UDP rule has the ports `0`, `all` or 1-65535, and sources none of which is the internet. It is HIGH where a source is a public address or range, MEDIUM where all are private ranges or resources of the account. A rule whose source is the internet is told of on the Droplets that it opens; firewalls that DOKS keeps for its nodes (named `k8s-…`, with `k8s:` tags only) are left out, as it undoes changes to them.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Add an inbound rule for each port that the source really uses.',
      'Delete the rule that opens all ports.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,address:<source>"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:all,address:<source>"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "443"\n    source_addresses = ["198.51.100.0/24"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with one rule for each port that is used',
  },
  controls: {
    cis_v8: ['4.4', '12.2'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.2.5'],
  },
  check: (firewall) => {
    if (isOfKubernetes(firewall)) return undefined
    const open = (firewall.inbound_rules ?? []).filter(
      (it) => opensAllPorts(it) && endsShown(it.sources).length > 0 && anywhereIn(it.sources) === undefined,
    )
    const worst = open.find(({ sources }) => publicSource(sources)) ?? open[0]
    if (!worst) return undefined
    const source = publicSource(worst.sources)
    return {
      evidence: `An inbound rule lets in ${portsShown(worst)} from ${source ? `address ${source}` : endsShown(worst.sources)[0]}.`,
      severity: source ? 'HIGH' : 'MEDIUM',
    }
  },
  examples: {
    flagged: [
      { firewall: [inbound('0', { addresses: ['198.51.100.7'] })] },
      { firewall: [inbound('all', { tags: ['bastion'] }, 'udp')] },
      { firewall: [inbound('1-65535', { addresses: ['10.100.0.0/20'] })] },
    ],
    passed: [
      { firewall: [inbound('1-65534', { addresses: ['198.51.100.7'] })] },
      { firewall: [inbound('0', { addresses: ['198.51.100.7', '0.0.0.0/0'] })] },
      { firewall: [inbound('0', { addresses: ['198.51.100.7'] }, 'icmp')] },
      { firewall: [{ ...inbound('all', { tags: ['k8s:1'] }), name: 'k8s-1-worker', tags: ['k8s:1'] }] },
    ],
  },
})
