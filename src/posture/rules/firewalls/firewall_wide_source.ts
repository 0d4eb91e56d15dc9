import { isAnywhere, isPrivate, readRange } from '../../addresses.ts'
import { rule } from '../../rule.ts'
import { opensAllPorts, portsShown } from './openings.ts'

const inbound = (ports: string, ...addresses: string[]) => ({
  inbound_rules: [{ protocol: 'tcp' as const, ports, sources: { addresses } }],
})

// The shortest prefixes that one organisation plausibly has to itself.
const NARROW_FROM = { 4: 16, 6: 32 }

const isWide = (text: string): boolean => {
  const range = readRange(text)
  if (!range || isAnywhere(range) || isPrivate(range)) return false
  return range.prefix < NARROW_FROM[range.family]
}

export const firewallWideSource = rule({
  id: 'firewall-wide-source',
  name: 'Firewall Source Range Too Wide',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'firewall',
  details:
    'An inbound rule trusts a public range so wide that it holds the customers of whole providers, not one organisation.',
  business_impact:
    'An attacker rents a machine inside of the range for a few dollars and is then as trusted as your own office. The rule looks restricted in a review, and is not.',
  technical_details:
    'A source address of an inbound rule is a public IPv4 range of /5 to /15 or a public IPv6 range of /17 to /31. Wider ranges count as the internet and are told of on the Droplets that they open; rules that open all ports have a rule of their own.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Edit the rule that is named, and replace the range by the addresses that you have seen connect, or by a VPN’s address.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,address:<narrow-range>"\ndoctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:<port>,address:<wide-range>"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "5432"\n    source_addresses = ["198.51.100.0/24"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with a narrower range in the rule',
  },
  controls: {
    cis_v8: ['4.4'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1'],
  },
  check: ({ inbound_rules }) => {
    for (const it of inbound_rules ?? []) {
      const wide = (it.sources.addresses ?? []).find(isWide)
      if (wide !== undefined && !opensAllPorts(it))
        return { evidence: `An inbound rule lets in ${portsShown(it)} from ${wide}.` }
    }
    return undefined
  },
  examples: {
    flagged: [
      { firewall: [inbound('5432', '34.0.0.0/8')] },
      { firewall: [inbound('22', '198.51.100.7', '52.0.0.0/15')] },
      { firewall: [inbound('443', '2600::/20')] },
      { firewall: [inbound('22', '172.16.0.0/8')] },
    ],
    passed: [
      { firewall: [inbound('22', '52.0.0.0/16')] },
      { firewall: [inbound('5432', '10.0.0.0/8')] },
      { firewall: [inbound('443', '0.0.0.0/0')] },
      { firewall: [inbound('22', '2001:db8::/32')] },
      { firewall: [inbound('0', '34.0.0.0/8')] },
    ],
  },
})
