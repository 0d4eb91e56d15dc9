import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletLegacyProtocolOpen = rule({
  id: 'droplet-legacy-protocol-open',
  name: 'File Sharing or Legacy Protocol Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'A protocol that was made for trusted networks, such as Telnet, FTP, SMB or NFS, can be reached by anybody on the internet.',
  business_impact:
    'These protocols send passwords in clear, trust whoever connects, or have been the way of the great worms. SNMP, LDAP, SSDP and rpcbind over UDP are also used to flood others in the name of the Droplet.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: TCP 20, 21, 23, 111, 139, 389, 445, 512 to 514, 873 and 2049, and UDP 69, 111, 137, 138, 161, 389, 1900 and 2049.',
  mitigation: closing(
    'the protocol',
    'tcp',
    21,
    'Turn the service off if nobody needs it; replace Telnet and FTP by SSH and SFTP.',
  ),
  controls: { ...PERIMETER, pci_dss: ['1.3.1', '2.2.5'] },
  check: (droplet, world) => tell(openPorts(world, droplet, 'legacy_protocol')),
  examples: {
    flagged: [opened('21'), opened('445', '::/0'), opened('161', '0.0.0.0/0', 'udp'), forwarded(23)],
    passed: [
      opened('2049', '10.100.0.0/20'),
      opened('24'),
      opened('21', '0.0.0.0/0', 'udp'),
      forwarded(445, 'INTERNAL'),
    ],
  },
})
