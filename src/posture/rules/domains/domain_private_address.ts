import { isPrivate, readRange } from '../../addresses.ts'
import { rule } from '../../rule.ts'
import { listed, nameOf } from '../host_names.ts'

const isInternal = (text: string): boolean => {
  const range = readRange(text)
  return range !== undefined && isPrivate(range)
}

const leading = (type: string, data: string) => ({ records: [{ id: 1, type, name: 'db', data, ttl: 1800 }] })

export const domainPrivateAddress = rule({
  id: 'domain-private-address',
  name: 'Public Record of a Private Address',
  severity: 'LOW',
  kind: 'standard',
  resource: 'domain',
  details: 'A record of the domain, which anybody can look up, holds an address of a private network.',
  business_impact:
    'Names and addresses of internal machines spare an intruder the search for them. On a foreign network that uses the same private range, your clients talk to a stranger’s machine under your name.',
  technical_details:
    'The data of an A or AAAA record is within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, fc00::/7, fe80::/10, or is ::1.',
  mitigation: {
    panel: [
      'Give internal names to a resolver within the VPC, or to the hosts files of the machines that use them.',
      'Open Networking, Domains, and the domain, and delete the records that are named.',
    ],
    doctl:
      'doctl compute domain records list <domain>\ndoctl compute domain records delete <domain> <record-id>',
    terraform: '# remove the digitalocean_record resources that hold private addresses, and apply',
    api: 'DELETE /v2/domains/{domain_name}/records/{domain_record_id}',
  },
  controls: { iso_27001: ['A.8.22'], pci_dss: ['1.4.5'] },
  check: (domain) => {
    const internal = domain.records.filter(
      ({ type, data }) => (type === 'A' || type === 'AAAA') && isInternal(data),
    )
    if (internal.length === 0) return undefined
    const shown = internal.map((record) => `${nameOf(domain, record)} → ${record.data}`)
    return { evidence: `Anybody can look up ${listed(shown)}.` }
  },
  examples: {
    flagged: [
      { domain: [leading('A', '10.100.0.2')] },
      { domain: [leading('A', '172.31.255.255')] },
      { domain: [leading('AAAA', 'fd00::1')] },
    ],
    passed: [
      { domain: [leading('A', '172.32.0.1')] },
      { domain: [leading('AAAA', '2001:db8::1')] },
      { domain: [leading('TXT', '10.100.0.2')] },
      { domain: [{ records: [] }] },
    ],
  },
})
