import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletDockerApiOpen = rule({
  id: 'droplet-docker-api-open',
  name: 'Docker API Open to the Internet',
  severity: 'CRITICAL',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details: 'The API of the Docker daemon on the Droplet can be reached by anybody on the internet.',
  business_impact:
    'On port 2375 the API asks for nothing: a single request starts a container that mounts the disk of the Droplet, and with it comes root. Worms look for it without pause.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: TCP 2375 without TLS, which is critical; 2376 with TLS and 2377 for Swarm, which ask for a certificate or a token, are high.',
  mitigation: closing(
    'the Docker API',
    'tcp',
    2375,
    'Remove the tcp host from the settings of the daemon, and use `docker context` over SSH instead.',
  ),
  controls: { ...PERIMETER, nist_csf: ['PR.IR-01', 'PR.AA-05'] },
  check: (droplet, world) => {
    const open = openPorts(world, droplet, 'docker')
    const problem = tell(open)
    const isBare = open.some(({ port }) => port === 2375)
    return problem && !isBare ? { ...problem, severity: 'HIGH' } : problem
  },
  examples: {
    flagged: [opened('2375'), opened('2300-2400', '::/0'), opened('2377'), forwarded(2376)],
    passed: [
      opened('2375', '10.100.0.0/20'),
      opened('2374'),
      opened('2375', '0.0.0.0/0', 'udp'),
      opened('1-65535'),
    ],
  },
})
