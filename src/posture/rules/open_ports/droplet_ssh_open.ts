import { rule } from '../../rule.ts'
import { openService } from './open_port.ts'

const PUBLIC = { networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] } }
const inbound = (ports: string, ...addresses: string[]) => ({
  inbound_rules: [{ protocol: 'tcp' as const, ports, sources: { addresses } }],
})

export const dropletSshOpen = rule({
  id: 'droplet-ssh-open',
  name: 'SSH Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details: 'Anybody on the internet can reach the SSH port of the Droplet.',
  business_impact:
    'Machines all over the world try passwords and stolen keys on every open SSH port within minutes of its appearance. One weak account, one leaked key or one flaw in the SSH server gives an intruder the Droplet and what it can reach.',
  technical_details:
    'The Droplet has a public address, and the firewalls that apply to it, by id or by tag, let TCP port 22 in from a range that holds the whole internet or a large part of it; or a load balancer that the internet can reach forwards to it. A Droplet whose ports are all open is told of by another rule.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Edit the SSH rule: put the addresses of your office, VPN or bastion in place of All IPv4 and All IPv6.',
    ],
    doctl:
      'doctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:tcp,ports:22,address:0.0.0.0/0,address:::/0"\ndoctl compute firewall add-rules <firewall-id> --inbound-rules "protocol:tcp,ports:22,address:<your-network>"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  inbound_rule {\n    protocol         = "tcp"\n    port_range       = "22"\n    source_addresses = ["198.51.100.0/24"]\n  }\n}',
    api: 'PUT /v2/firewalls/{firewall_id} with the addresses of your networks in the rule for port 22',
  },
  controls: {
    cis_v8: ['4.4', '12.8'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1', '1.4.2'],
  },
  check: (droplet, world) => openService(droplet, world, [{ name: 'SSH', protocol: 'tcp', ports: [22] }]),
  examples: {
    flagged: [
      { droplet: [PUBLIC], firewall: [inbound('22', '0.0.0.0/0')] },
      {
        droplet: [{ ...PUBLIC, tags: ['Web'] }],
        firewall: [{ ...inbound('20-30', '::/0'), droplet_ids: [], tags: ['web'] }],
      },
    ],
    passed: [
      { droplet: [PUBLIC], firewall: [inbound('22', '198.51.100.0/24')] },
      { droplet: [{}], firewall: [inbound('22', '0.0.0.0/0')] },
      { droplet: [PUBLIC], firewall: [inbound('443', '0.0.0.0/0')] },
      { droplet: [PUBLIC], firewall: [] },
    ],
  },
})
