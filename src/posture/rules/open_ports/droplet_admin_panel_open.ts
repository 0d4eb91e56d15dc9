import { isDirect } from '../../reach.ts'
import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletAdminPanelOpen = rule({
  id: 'droplet-admin-panel-open',
  name: 'Administration Panel Open to the Internet',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'A port on which administration panels, notebooks, dashboards and development servers usually listen can be reached by anybody, not through a load balancer but directly.',
  business_impact:
    'Such programs are made for insiders: default passwords, consoles that run code and flaws that are known and unpatched are common. A panel that administers something gives away what it administers.',
  technical_details:
    'The Droplet has a public address, and a firewall that applies to it, by id or by tag, lets in from the internet a TCP port that panels, notebooks and application servers are known by, such as 3000, 8006, 8080, 8200, 8443, 8500, 8888, 9000, 9443, 10000, 11434 or 15672. What listens there cannot be seen from outside. A port that a load balancer forwards to is not counted: web applications use these ports behind one.',
  mitigation: closing(
    'the panel',
    'tcp',
    8080,
    'Put what customers use behind a load balancer with TLS, and panels behind a VPN.',
  ),
  controls: PERIMETER,
  check: (droplet, world) =>
    tell(openPorts(world, droplet, 'admin_panel').filter(({ way }) => isDirect(way))),
  examples: {
    flagged: [opened('8080'), opened('8000-8999', '::/0'), opened('10000')],
    passed: [
      opened('8080', '198.51.100.0/24'),
      forwarded(8080),
      opened('8081-8085'),
      opened('8080', '0.0.0.0/0', 'udp'),
    ],
  },
})
