import { anywhereIn } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { openToInternet, portsShown, protectsAny } from './openings.ts'

const letting = (ports: string, ...addresses: string[]) => ({
  droplet_ids: [],
  inbound_rules: [{ protocol: 'tcp' as const, ports, sources: { addresses } }],
})

export const firewallDormantOpen = rule({
  id: 'firewall-dormant-open',
  name: 'Unassigned Firewall Would Open Ports to the Internet',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'firewall',
  needs: ['droplet'],
  details:
    'The firewall protects no Droplet at the moment, and lets the internet in to more than a web server’s ports.',
  business_impact:
    'Firewalls add up: whoever assigns this one to a Droplet, or gives a Droplet its tag, opens those ports to everybody, whatever the other firewalls of that Droplet say.',
  technical_details:
    'No Droplet of the account is in `droplet_ids` or has one of the `tags`, and an inbound TCP or UDP rule for other ports than exactly 80 or 443 has a source that is the internet or a large part of it (IPv4 prefixes up to /4, IPv6 up to /16). Where a Droplet is behind the firewall, rules about the Droplet tell of its open ports.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Destroy it if nothing needs it any more.',
      'Otherwise edit the inbound rule that is named, and put the addresses of your own networks in place of All IPv4 and All IPv6.',
    ],
    doctl: 'doctl compute firewall delete <firewall-id>',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "22"\n    source_addresses = ["198.51.100.0/24"]\n  }\n}',
    api: 'DELETE /v2/firewalls/{firewall_id}, or PUT /v2/firewalls/{firewall_id} with narrower sources',
  },
  controls: { cis_v8: ['4.4'], iso_27001: ['A.8.20'], nist_csf: ['PR.IR-01'], pci_dss: ['1.2.7'] },
  check: (firewall, world) => {
    const open = openToInternet(firewall)
    if (!open || protectsAny(world, firewall)) return undefined
    return {
      evidence: `No Droplet is behind the firewall, and it would let in ${portsShown(open)} from ${anywhereIn(open.sources)}.`,
    }
  },
  examples: {
    flagged: [
      { firewall: [letting('22', '0.0.0.0/0')] },
      { firewall: [{ ...letting('0', '::/0'), tags: ['web'] }], droplet: [{ tags: ['db'] }] },
      { firewall: [letting('8000-9000', '198.51.100.0/24', '10.0.0.0/0')] },
    ],
    passed: [
      { firewall: [{ ...letting('22', '0.0.0.0/0'), droplet_ids: [1] }], droplet: [{ id: 1 }] },
      { firewall: [letting('443', '0.0.0.0/0')] },
      { firewall: [letting('22', '198.51.100.0/24')] },
      { firewall: [{ droplet_ids: [], inbound_rules: null }] },
    ],
  },
})
