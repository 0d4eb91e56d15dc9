import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletKubernetesPortOpen = rule({
  id: 'droplet-kubernetes-port-open',
  name: 'Kubernetes Component Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'A port of a Kubernetes control plane or node that runs on the Droplet can be reached by anybody on the internet.',
  business_impact:
    'All secrets of the cluster are in etcd, and a kubelet runs commands in any container of its node. A component that is set up a little too openly hands over the cluster and all that it can reach.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: etcd (2379, 2380), the kubelet (10250, 10255), the API server (6443), the scheduler (10259) and the controller manager (10257), all TCP. Managed Kubernetes does not open them on its nodes.',
  mitigation: closing(
    'the component',
    'tcp',
    10250,
    'Reach the API server over a VPN, and let the other components in only from the nodes of the cluster, by tag.',
  ),
  controls: PERIMETER,
  check: (droplet, world) => tell(openPorts(world, droplet, 'kubernetes')),
  examples: {
    flagged: [opened('2379'), opened('10250-10255', '::/0'), forwarded(6443)],
    passed: [
      opened('6443', '198.51.100.0/24'),
      opened('30000-30100'),
      opened('6443', '0.0.0.0/0', 'udp'),
      forwarded(6443, 'INTERNAL'),
    ],
  },
})
