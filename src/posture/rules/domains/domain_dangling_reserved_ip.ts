import { rule } from '../../rule.ts'
import { indexOf } from '../../world.ts'
import { listed, nameOf } from '../host_names.ts'

const idle = indexOf('reserved_ip', ({ ip, droplet }) => (droplet ? [] : [ip]))

const leading = (data: string) => ({ records: [{ id: 1, type: 'A', name: 'www', data, ttl: 1800 }] })
const IP = '203.0.113.50'

export const domainDanglingReservedIp = rule({
  id: 'domain-dangling-reserved-ip',
  name: 'Record Leads to an Unassigned Reserved IP',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'domain',
  needs: ['reserved_ip', 'droplet'],
  details: 'An A record leads to a reserved IP of the account that is assigned to no Droplet.',
  business_impact:
    'Nobody answers at that name. If the address is released to save its price, it goes to another customer sooner or later, who then answers under your domain.',
  technical_details:
    'The data of an A record is the `ip` of a reserved IP of the account whose `droplet` is null.',
  mitigation: {
    panel: [
      'If the name is in use, open Networking, Reserved IPs, and assign the address to a Droplet.',
      'Otherwise open Networking, Domains, and the domain, and delete the record; release the address only afterwards.',
    ],
    doctl:
      'doctl compute reserved-ip-action assign <reserved-ip> <droplet-id>\ndoctl compute domain records delete <domain> <record-id>',
    terraform:
      'resource "digitalocean_reserved_ip_assignment" "…" {\n  ip_address = "203.0.113.50"\n  droplet_id = digitalocean_droplet.web.id\n}',
    api: 'POST /v2/reserved_ips/{reserved_ip}/actions {"type": "assign", "droplet_id": <droplet-id>}',
  },
  controls: { cis_v8: ['4.1'], iso_27001: ['A.8.9'], soc_2: ['CC6.1'] },
  check: (domain, world) => {
    const dangling = domain.records.filter(({ type, data }) => type === 'A' && idle(world).has(data))
    if (dangling.length === 0) return undefined
    const shown = dangling.map((record) => `${nameOf(domain, record)} → ${record.data}`)
    return { evidence: `No Droplet has the reserved IP of ${listed(shown)}.` }
  },
  examples: {
    flagged: [
      { domain: [leading(IP)], reserved_ip: [{ droplet: null }] },
      { domain: [leading(IP)], reserved_ip: [{ ip: '203.0.113.51' }, { droplet: null }] },
    ],
    passed: [
      { domain: [leading(IP)], reserved_ip: [{ droplet: { id: 1 } }] },
      { domain: [leading('203.0.113.51')], reserved_ip: [{ droplet: null }] },
      { domain: [{ records: [] }], reserved_ip: [{ droplet: null }] },
    ],
  },
})
