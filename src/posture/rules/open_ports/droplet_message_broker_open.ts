import { rule } from '../../rule.ts'
import { closing, forwarded, opened, openPorts, PERIMETER, tell } from './open_port.ts'

export const dropletMessageBrokerOpen = rule({
  id: 'droplet-message-broker-open',
  name: 'Message Broker or Metrics Open to the Internet',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  needs: ['firewall', 'load_balancer'],
  details:
    'The port of a message broker, a coordination service or a metrics endpoint on the Droplet can be reached by anybody on the internet.',
  business_impact:
    'Whoever can speak to a broker may read what services tell each other, or give them orders. Metrics tell a stranger versions, host names and paths, which make the next step easier.',
  technical_details:
    'The Droplet has a public address and a firewall that applies to it, by id or by tag, lets one of these ports in from the internet or a large part of it; or a public load balancer forwards to it: AMQP (5671, 5672), RabbitMQ clustering (4369, 25672), MQTT (1883), Kafka (9092, 9093), ZooKeeper (2181), NATS (4222, 8222), ActiveMQ (8161, 61616), Prometheus and its exporters (9090, 9091, 9094, 9100), cAdvisor (4194) and Graphite (2003, 2004) on TCP, StatsD (8125) and syslog (514) on UDP. MQTT with TLS on 8883 is not counted.',
  mitigation: closing(
    'the service',
    'tcp',
    5672,
    'Let devices outside connect with TLS and certificates of their own, on a port that is meant for it.',
  ),
  controls: PERIMETER,
  check: (droplet, world) => tell(openPorts(world, droplet, 'message_broker')),
  examples: {
    flagged: [
      opened('5672'),
      opened('9090-9100', '::/0'),
      opened('8125', '0.0.0.0/0', 'udp'),
      forwarded(1883),
    ],
    passed: [
      opened('9092', '10.100.0.0/20'),
      opened('8883'),
      opened('9100', '0.0.0.0/0', 'udp'),
      forwarded(9092, 'INTERNAL'),
    ],
  },
})
