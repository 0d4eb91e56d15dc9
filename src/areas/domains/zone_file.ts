// A zone as a text that name servers read (RFC 1035, section 5).
import { type Rdata, type ZoneContent, zoneRecords } from '../../cloud/zones/zone_records.ts'

export function zoneFile(zone: ZoneContent): string {
  const [soa, ...others] = zoneRecords(zone)
  const lines = others.map((record) => `${record.name}. ${record.ttl} IN ${record.type} ${rdataText(record)}`)
  const head = [`$ORIGIN ${soa.name}.`, `$TTL ${soa.ttl}`, `${soa.name}. IN SOA ${rdataText(soa)}`]
  return [...head, ...lines, ''].join('\n')
}

function rdataText(rdata: Rdata): string {
  switch (rdata.type) {
    case 'A':
    case 'AAAA':
      return rdata.address
    case 'CNAME':
    case 'NS':
      return `${rdata.host}.`
    case 'MX':
      return `${rdata.priority} ${rdata.host}.`
    case 'SRV':
      return `${rdata.priority} ${rdata.weight} ${rdata.port} ${rdata.host}.`
    case 'CAA':
      return `${rdata.flags} ${rdata.tag} "${rdata.value}"`
    case 'TXT':
      return rdata.strings.map((bytes) => `"${[...bytes].map(escaped).join('')}"`).join(' ')
    case 'SOA': {
      const { server, keeper, serial, refresh, retry, expire, minimum } = rdata
      return `${server}. ${keeper}. ${serial} ${refresh} ${retry} ${expire} ${minimum}`
    }
  }
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === '"' || character === '\\') return `\\${character}`
  return byte >= 32 && byte < 127 ? character : `\\${String(byte).padStart(3, '0')}`
}
