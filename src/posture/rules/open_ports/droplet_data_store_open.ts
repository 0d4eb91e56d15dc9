import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletDataStoreOpen = rule({
  id: 'droplet-data-store-open',
  name: 'NoSQL Store or Cache Open to the Internet',
  severity: 'HIGH',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'The port of a cache, document store or search engine on the Droplet can be reached by anybody on the internet.',
  business_impact:
    'Many of these programs ask for no password as they are installed: whoever connects reads, changes or deletes everything. With Redis an intruder often takes the whole machine, and an open Memcached is used to flood others.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: Redis (6379, 16379, 26379), MongoDB (27017 to 27019), Elasticsearch (9200, 9300), Memcached (11211, TCP and UDP), CouchDB (5984), Cassandra (7000, 7001, 9042), InfluxDB (8086), ClickHouse (8123), Neo4j (7474, 7687), ArangoDB (8529), RethinkDB (28015), Solr (8983), Qdrant (6333, 6334) and Milvus (19530). Whether it asks for a password cannot be seen from outside.',
  mitigation: closing(
    'the store',
    'tcp',
    6379,
    'Bind the program to the VPC address or to localhost, and turn its authentication on.',
  ),
  controls: PERIMETER,
  check: (droplet, world) => tell(openPorts(world, droplet, 'data_store')),
  examples: {
    flagged: [
      opened('6379'),
      opened('27000-27020', '::/0'),
      opened('11211', '0.0.0.0/0', 'udp'),
      forwarded(9200),
    ],
    passed: [
      opened('6379', '10.100.0.0/20'),
      opened('6380-6400'),
      opened('6379', '0.0.0.0/0', 'udp'),
      forwarded(9200, 'INTERNAL'),
    ],
  },
})
