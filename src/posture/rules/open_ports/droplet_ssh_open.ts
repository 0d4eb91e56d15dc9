import { rule } from '../../rule.ts'
import { closing, forwarded, inbound, opened, openPorts, PUBLIC, tell } from './open_port.ts'

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
    'The Droplet has a public address, and the firewalls that apply to it, by id or by tag, let TCP port 22 in from a range that holds the whole internet or a large part of it; or a load balancer that the internet can reach forwards to it. A rule that opens more than a thousand ports, and a Droplet without any firewall, are told of by rules of their own.',
  mitigation: closing(
    'SSH',
    'tcp',
    22,
    'Where people log in from anywhere, let them go through a VPN or a bastion, and let only its address in.',
  ),
  controls: {
    cis_v8: ['4.4', '12.8'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1', '1.4.2'],
  },
  check: (droplet, world) => tell(openPorts(world, droplet, 'ssh')),
  examples: {
    flagged: [
      opened('22'),
      {
        droplet: [{ ...PUBLIC, tags: ['Web'] }],
        firewall: [{ ...inbound('20-30', '::/0'), droplet_ids: [], tags: ['web'] }],
      },
      forwarded(22),
      { droplet: [PUBLIC], firewall: [inbound('1-65535'), inbound('22')] },
    ],
    passed: [
      opened('22', '198.51.100.0/24'),
      { droplet: [{}], firewall: [inbound('22')] },
      { droplet: [{ networks: { v4: PUBLIC.networks.v4 ?? [] } }], firewall: [inbound('22', '::/0')] },
      opened('443'),
      opened('22', '0.0.0.0/0', 'udp'),
      opened('1-65535'),
      { droplet: [PUBLIC], firewall: [] },
      forwarded(22, 'INTERNAL'),
    ],
  },
})
