// A zone as a text that name servers read (RFC 1035, section 5).
import { type DomainRecord, fullName } from '../../cloud/domains.ts'
import { NAME_SERVERS, NEGATIVE_TTL } from './zone.ts'

interface Zone {
  domain: string
  serial: number
  ttl: number
  /** The SOA record among them is not looked at: it shows only a part of what its line has. */
  records: readonly DomainRecord[]
}

export function zoneFile({ domain, serial, ttl, records }: Zone): string {
  const lines = records
    .filter(({ type }) => type !== 'SOA')
    .map(({ type, name, body }) => {
      return `${fullName(name, domain)}. ${body.ttl} IN ${type} ${rdataOf(domain, type, body)}`
    })
  const soa = `${NAME_SERVERS[0]}. hostmaster.${domain}. ${serial} 10800 3600 604800 ${NEGATIVE_TTL}`
  return [`$ORIGIN ${domain}.`, `$TTL ${ttl}`, `${domain}. IN SOA ${soa}`, ...lines, ''].join('\n')
}

function rdataOf(domain: string, type: string, body: DomainRecord['body']): string {
  const { data, priority, weight, port, flags, tag } = body
  if (type === 'CNAME' || type === 'NS') return hostOf(domain, data)
  if (type === 'MX') return `${priority} ${hostOf(domain, data)}`
  if (type === 'SRV') return `${priority} ${weight} ${port} ${hostOf(domain, data)}`
  if (type === 'CAA') return `${flags} ${tag} "${data}"`
  return type === 'TXT' ? quoted(data) : data
}

function hostOf(domain: string, data: string): string {
  if (data === '.') return '.'
  return `${data === '@' ? domain : data}.`
}

const STRING_BYTES = 255

/** One string has at most 255 bytes; several are read as one text. */
function quoted(text: string): string {
  const bytes = [...new TextEncoder().encode(text)]
  const strings: string[] = []
  for (let start = 0; start < bytes.length; start += STRING_BYTES)
    strings.push(
      `"${bytes
        .slice(start, start + STRING_BYTES)
        .map(escaped)
        .join('')}"`,
    )
  return strings.join(' ')
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === '"' || character === '\\') return `\\${character}`
  return byte >= 32 && byte < 127 ? character : `\\${String(byte).padStart(3, '0')}`
}
