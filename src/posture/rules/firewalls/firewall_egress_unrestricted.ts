import { anywhereIn } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { isOfKubernetes, opensAllPorts, portsShown, protectsAny } from './openings.ts'

const outbound = (ports: string, ...addresses: string[]) => ({
  outbound_rules: [{ protocol: 'tcp' as const, ports, destinations: { addresses } }],
})

export const firewallEgressUnrestricted = rule({
  id: 'firewall-egress-unrestricted',
  name: 'Outbound Traffic Not Restricted',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  needs: ['droplet'],
  details: 'The firewall lets the Droplets behind it open connections to any address on any port.',
  business_impact:
    'Malware on a Droplet fetches its tools, reports to its owner and carries data away without anything in its way, and a Droplet that was taken over attacks others in your name.',
  technical_details:
    'An outbound TCP or UDP rule has the ports `0`, `all` or 1-65535 and a destination that is the internet or a large part of it, and a Droplet is behind the firewall. The control panel creates firewalls so. Firewalls that DOKS keeps for its nodes are left out.',
  mitigation: {
    panel: [
      'List what the Droplets need: name resolution, time, package mirrors, the APIs that they call.',
      'Open Networking, Firewalls, and the firewall that is named, and add an outbound rule for each.',
      'Delete the outbound rules All TCP and All UDP, and watch the applications for errors.',
    ],
    doctl:
      'doctl compute firewall add-rules <firewall-id> --outbound-rules "protocol:tcp,ports:443,address:0.0.0.0/0,address:::/0 protocol:udp,ports:53,address:0.0.0.0/0"\ndoctl compute firewall remove-rules <firewall-id> --outbound-rules "protocol:tcp,ports:all,address:0.0.0.0/0,address:::/0"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  outbound_rule {\n    protocol              = "tcp"\n    port_range            = "443"\n    destination_addresses = ["0.0.0.0/0", "::/0"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with one outbound rule for each port that is needed',
  },
  controls: {
    cis_v8: ['13.4'],
    iso_27001: ['A.8.20', 'A.8.12'],
    soc_2: ['CC6.6'],
    pci_dss: ['1.3.2'],
  },
  check: (firewall, world) => {
    const open = (firewall.outbound_rules ?? []).find(
      (it) => opensAllPorts(it) && anywhereIn(it.destinations) !== undefined,
    )
    if (!open || isOfKubernetes(firewall) || !protectsAny(world, firewall)) return undefined
    return { evidence: `An outbound rule lets out ${portsShown(open)} to ${anywhereIn(open.destinations)}.` }
  },
  examples: {
    flagged: [
      { firewall: [outbound('0', '0.0.0.0/0', '::/0')], droplet: [{}] },
      { firewall: [outbound('1-65535', '::/0')], droplet: [{}] },
    ],
    passed: [
      { firewall: [outbound('443', '0.0.0.0/0')], droplet: [{}] },
      { firewall: [outbound('0', '10.0.0.0/8')], droplet: [{}] },
      { firewall: [{ outbound_rules: [] }], droplet: [{}] },
      { firewall: [outbound('0', '0.0.0.0/0')], droplet: [] },
    ],
  },
})
