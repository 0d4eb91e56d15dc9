import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletSqlDatabaseOpen = rule({
  id: 'droplet-sql-database-open',
  name: 'SQL Database Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details: 'The port of an SQL database on the Droplet can be reached by anybody on the internet.',
  business_impact:
    'One guessed password, one account without a password or one flaw in the database hands over all the data at once, or lets an extortioner delete it. Databases are searched for by machines and found within hours.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: TCP 3306, 33060, 5432, 6432, 25060, 25061, 1433, 1521, 26257, 50000 and 3050, and UDP 1434.',
  mitigation: closing(
    'the database',
    'tcp',
    5432,
    'Let the database itself listen on the VPC address of the Droplet only, so that a mistake in the firewall does not open it.',
  ),
  controls: PERIMETER,
  check: (droplet, world) => tell(openPorts(world, droplet, 'sql_database')),
  examples: {
    flagged: [
      opened('3306'),
      opened('5000-5500', '::/0'),
      opened('1434', '0.0.0.0/0', 'udp'),
      forwarded(5432),
    ],
    passed: [
      opened('5432', '10.100.0.0/20'),
      opened('3307-5431'),
      opened('5432', '0.0.0.0/0', 'udp'),
      forwarded(5432, 'INTERNAL'),
    ],
  },
})
