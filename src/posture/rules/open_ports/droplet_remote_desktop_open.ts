import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletRemoteDesktopOpen = rule({
  id: 'droplet-remote-desktop-open',
  name: 'Remote Desktop Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'A port for controlling the Droplet’s desktop or shell from afar (RDP, VNC, X11, WinRM) can be reached by anybody.',
  business_impact:
    'Remote desktops are among the most common ways in for ransomware: passwords are guessed all day, VNC often has none, and RDP has had flaws that needed no login at all. Whoever gets in sits in front of the machine.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: TCP and UDP 3389, TCP 5900 to 5903, 6000, 6001, 5985 and 5986.',
  mitigation: closing(
    'the remote desktop',
    'tcp',
    3389,
    'Let people reach it through a VPN or an SSH tunnel only.',
  ),
  controls: { ...PERIMETER, cis_v8: ['4.4', '12.8'] },
  check: (droplet, world) => tell(openPorts(world, droplet, 'remote_desktop')),
  examples: {
    flagged: [
      opened('3389'),
      opened('5900-5910', '::/0'),
      opened('3389', '0.0.0.0/0', 'udp'),
      forwarded(5985),
    ],
    passed: [
      opened('3389', '198.51.100.0/24'),
      opened('5904-5984'),
      opened('1-65535'),
      forwarded(3389, 'INTERNAL'),
    ],
  },
})
