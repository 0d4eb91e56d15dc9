// Which ports belong to what. A port is in one list only, so that it is told of by one rule.
import { holds, type Ports } from '../../ports.ts'
import type { Protocol } from '../../reach.ts'

export interface Service {
  name: string
  protocol: Protocol
  ports: readonly number[]
}

const tcp = (name: string, ...ports: number[]): Service => ({ name, protocol: 'tcp', ports })
const udp = (name: string, ...ports: number[]): Service => ({ name, protocol: 'udp', ports })

export const SERVICES = {
  ssh: [tcp('SSH', 22)],
  remote_desktop: [
    tcp('RDP', 3389),
    udp('RDP', 3389),
    tcp('VNC', 5900, 5901, 5902, 5903),
    tcp('X11', 6000, 6001),
    tcp('WinRM', 5985, 5986),
  ],
  sql_database: [
    tcp('MySQL', 3306, 33060),
    tcp('PostgreSQL', 5432),
    tcp('PgBouncer', 6432),
    tcp('Managed Database', 25060, 25061),
    tcp('SQL Server', 1433),
    udp('SQL Server Browser', 1434),
    tcp('Oracle Database', 1521),
    tcp('CockroachDB', 26257),
    tcp('Db2', 50000),
    tcp('Firebird', 3050),
  ],
  data_store: [
    tcp('Redis', 6379, 16379),
    tcp('Redis Sentinel', 26379),
    tcp('MongoDB', 27017, 27018, 27019),
    tcp('Elasticsearch', 9200, 9300),
    tcp('Memcached', 11211),
    udp('Memcached', 11211),
    tcp('CouchDB', 5984),
    tcp('Cassandra', 9042, 7000, 7001),
    tcp('InfluxDB', 8086),
    tcp('ClickHouse', 8123),
    tcp('Neo4j', 7474, 7687),
    tcp('ArangoDB', 8529),
    tcp('RethinkDB', 28015),
    tcp('Solr', 8983),
    tcp('Qdrant', 6333, 6334),
    tcp('Milvus', 19530),
  ],
  docker: [tcp('Docker API', 2375), tcp('Docker API with TLS', 2376), tcp('Docker Swarm', 2377)],
  kubernetes: [
    tcp('etcd', 2379, 2380),
    tcp('kubelet', 10250),
    tcp('kubelet without authentication', 10255),
    tcp('Kubernetes API', 6443),
    tcp('Kubernetes scheduler', 10259),
    tcp('Kubernetes controller manager', 10257),
  ],
  admin_panel: [
    tcp('Jupyter', 8888),
    tcp('Portainer', 9443),
    tcp('Webmin', 10000),
    tcp('cPanel', 2082, 2083),
    tcp('WHM', 2086, 2087),
    tcp('Plesk', 8880),
    tcp('Proxmox', 8006),
    tcp('Consul', 8500),
    tcp('Vault', 8200),
    tcp('Nomad', 4646),
    tcp('Kibana', 5601),
    tcp('RabbitMQ management', 15672),
    tcp('Ollama', 11434),
    tcp('Hadoop YARN', 8088),
    tcp('HDFS', 9870),
    tcp('Grafana or a development server', 3000),
    tcp('Jenkins or an application server', 8080),
    tcp('an application server with TLS', 8443),
    tcp('SonarQube, MinIO or PHP-FPM', 9000),
    tcp('MinIO console or Supervisor', 9001),
  ],
  legacy_protocol: [
    tcp('Telnet', 23),
    tcp('FTP', 20, 21),
    udp('TFTP', 69),
    tcp('rsh, rlogin or rexec', 512, 513, 514),
    tcp('SMB', 139, 445),
    udp('NetBIOS', 137, 138),
    tcp('rpcbind', 111),
    udp('rpcbind', 111),
    tcp('NFS', 2049),
    udp('NFS', 2049),
    tcp('rsync', 873),
    udp('SNMP', 161),
    tcp('LDAP', 389),
    udp('LDAP', 389),
    udp('SSDP', 1900),
  ],
  message_broker: [
    tcp('AMQP', 5671, 5672),
    tcp('RabbitMQ clustering', 25672),
    tcp('Erlang port mapper', 4369),
    tcp('MQTT', 1883),
    tcp('Kafka', 9092, 9093),
    tcp('ZooKeeper', 2181),
    tcp('NATS', 4222, 8222),
    tcp('ActiveMQ', 61616, 8161),
    tcp('Prometheus', 9090),
    tcp('Alertmanager', 9094),
    tcp('Pushgateway', 9091),
    tcp('node exporter', 9100),
    tcp('cAdvisor', 4194),
    tcp('Graphite', 2003, 2004),
    udp('StatsD', 8125),
    udp('syslog', 514),
  ],
} as const satisfies Record<string, readonly Service[]>

/** What one rule is about. */
export type Kind = keyof typeof SERVICES

export interface NamedPort {
  kind: Kind
  name: string
  protocol: Protocol
  port: number
}

export const NAMED_PORTS: readonly NamedPort[] = (Object.keys(SERVICES) as Kind[]).flatMap((kind) =>
  SERVICES[kind].flatMap(({ name, protocol, ports }) =>
    ports.map((port) => ({ kind, name, protocol, port })),
  ),
)

const known = (protocol: Protocol) => {
  const all = NAMED_PORTS.filter((it) => it.protocol === protocol)
  return { all, one: new Map(all.map((it) => [it.port, [it]])) }
}
const KNOWN = { tcp: known('tcp'), udp: known('udp') }
const NONE: readonly NamedPort[] = []

/** The ports of known services within a range. */
export function namedPortsIn(protocol: Protocol, ports: Ports): readonly NamedPort[] {
  const { all, one } = KNOWN[protocol]
  if (ports.from === ports.to) return one.get(ports.from) ?? NONE
  return all.filter(({ port }) => holds(ports, port))
}

// What the internet is meant to reach: web, mail between servers and encrypted mail for people, names, VPNs.
const NEEDED: Record<Protocol, ReadonlySet<number>> = {
  tcp: new Set([25, 53, 80, 443, 465, 587, 853, 993, 995]),
  udp: new Set([53, 443, 500, 1194, 4500, 51820]),
}

/** Whether there is a port that the internet is not known to need. */
export function holdsUnneeded(protocol: Protocol, { from, to }: Ports): boolean {
  for (let port = from; port <= to; port += 1) if (!NEEDED[protocol].has(port)) return true
  return false
}
