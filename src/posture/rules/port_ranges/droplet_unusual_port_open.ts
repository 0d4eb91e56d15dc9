import type { Droplet } from '../../facts/compute.ts'
import { shown } from '../../ports.ts'
import { isDirect, narrowWaysInto, type Way } from '../../reach.ts'
import { type Problem, rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { holdsUnneeded, namedPortsIn } from '../open_ports/named_ports.ts'
import { closing, forwarded, opened, PERIMETER } from '../open_ports/open_port.ts'

function findProblem(droplet: Droplet, world: World): Problem | undefined {
  const way = narrowWaysInto(world, droplet).find((it) => isDirect(it) && opensUnknown(it))
  return way && { evidence: `Port ${shown(way.ports)}/${way.protocol} is open: ${way.path}.` }
}

/** Some port that nobody expects, and none that another rule tells of by the same way. */
const opensUnknown = ({ protocol, ports }: Way): boolean =>
  namedPortsIn(protocol, ports).length === 0 && holdsUnneeded(protocol, ports)

export const dropletUnusualPortOpen = rule({
  id: 'droplet-unusual-port-open',
  name: 'Unusual Port Open to the Internet',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'Anybody on the internet can reach a port of the Droplet that is not one of those for web, mail, names or VPNs, nor one of a known service.',
  business_impact:
    'Such a port is often left from a test, a move or a colleague who has gone. Each open port is one more program whose flaws strangers can try, and one more that has to be kept up to date.',
  technical_details:
    'The Droplet has a public address, and a firewall that applies to it, by id or by tag, lets in from the internet a port that no other rule is about, or a range of at most 1,000 with none that another is about. Not counted are TCP 25, 53, 80, 443, 465, 587, 853, 993 and 995, UDP 53, 443, 500, 1194, 4500 and 51820, and what a load balancer forwards to.',
  mitigation: closing(
    'the port',
    'tcp',
    4567,
    'If the internet needs it, say in the name of the firewall or in a tag what it is for, and suppress this finding.',
  ),
  controls: PERIMETER,
  check: findProblem,
  examples: {
    flagged: [
      opened('4567'),
      opened('30000-30100', '::/0'),
      opened('22', '0.0.0.0/0', 'udp'),
      opened('110'),
      opened('70-90'),
    ],
    passed: [
      opened('443'),
      opened('22'),
      opened('20-40'),
      opened('4567', '198.51.100.0/24'),
      opened('51820', '0.0.0.0/0', 'udp'),
      forwarded(4567),
      opened('0'),
    ],
  },
})
