// What each type of record can hold.
import { isIPv4, isIPv6 } from 'node:net'
import type { RecordBody } from '../../cloud/domains.ts'
import { NO_EXTRAS } from '../../cloud/zones/zone_changes.ts'
import { invalid } from '../../kernel/errors.ts'
import { checkHost, quote } from './names.ts'
import type { RecordType, UpdateRecord } from './schema.ts'

export type Value = Omit<RecordBody, 'name' | 'ttl'>
/** What is no part of a type is ignored: clients send zeros with every record. */
export type Given = Pick<UpdateRecord, 'data' | 'priority' | 'port' | 'weight' | 'flags' | 'tag'>

type Check = (given: Given & { data: string }, domain: string) => Partial<Value>
type EditableType = Exclude<RecordType, 'SOA'>

const CHECKS: Record<EditableType, Check> = {
  A: ({ data }) => ({ data: checkIpv4(data) }),
  AAAA: ({ data }) => ({ data: checkIpv6(data) }),
  CAA: ({ data, flags, tag }) => {
    const checked = checkTag(tag)
    return {
      flags: checkNumber('Flags', flags, 255),
      tag: checked,
      data: checked === 'iodef' ? checkReport(data) : checkIssuer(data),
    }
  },
  CNAME: ({ data }, domain) => ({ data: checkHost(data, domain) }),
  MX: ({ data, priority }, domain) => ({
    priority: checkNumber('Priority', priority),
    data: checkHost(data, domain),
  }),
  NS: ({ data }, domain) => ({ data: checkHost(data, domain) }),
  // Official clients leave out a port of 0; a target of `.` says that there is no such service.
  SRV: ({ data, priority, weight, port }, domain) => ({
    priority: checkNumber('Priority', priority),
    weight: checkNumber('Weight', weight),
    port: checkNumber('Port', port ?? 0),
    data: data === '.' ? '.' : checkHost(data, domain),
  }),
  TXT: ({ data }) => ({ data }),
}

export function checkValue(type: EditableType, given: Given, domain: string): Value {
  const { data } = given
  if (!data) throw invalid("Data can't be blank")
  return { ...NO_EXTRAS, data, ...CHECKS[type]({ ...given, data }, domain) }
}

const DOTTED = new Set(['CAA', 'CNAME', 'MX', 'NS', 'SRV'])

/** As a client would write it: host names are shown without the dot that they must be written with. */
export function writtenData(type: string, { data, tag }: Value): string {
  return DOTTED.has(type) && tag !== 'iodef' && data !== '@' && data !== '.' ? `${data}.` : data
}

export function checkIpv4(data: string): string {
  if (isIPv4(data)) return data
  throw invalid(`IP address did not match IPv4 format (e.g. 255.255.255.255), got ${quote(data)}.`)
}

function checkIpv6(data: string): string {
  if (isIPv6(data) && !data.includes('%')) return data
  throw invalid(`IP address did not match IPv6 format (e.g. 2001:db8::ff00:42:8329), got ${quote(data)}.`)
}

function checkNumber(field: string, number: number | null | undefined, most = 65_535): number {
  const range = `${field} ${field} must be an integer between 0 and ${most}`
  if (number == null) throw invalid(`${field} is not a number and ${range}`)
  if (number < 0 || number > most) throw invalid(`${range}, got ${number}.`)
  return number
}

const TAGS = ['issue', 'issuewild', 'iodef']

function checkTag(tag: string | null | undefined): string {
  if (tag && TAGS.includes(tag)) return tag
  const got = tag ? `, got ${quote(tag)}` : ''
  throw invalid(`tag must be one of ${TAGS.join(', ')}${got}.`)
}

// Either may have parameters, but no spaces; an issuer of `;` forbids everyone.
const ISSUER = /^[a-z0-9.-]*(;[!#-[\]-~]*)?$/i
const REPORT = /^(mailto:|https?:\/\/)[!#-[\]-~]+$/

function checkIssuer(data: string): string {
  if (data === ';') return data
  if (!data.endsWith('.')) throw invalid('Data needs to end with a dot (.)')
  const issuer = data.slice(0, -1)
  if (issuer !== '' && ISSUER.test(issuer)) return issuer
  throw invalid(
    `data must be the domain name of an authority with a dot at its end, or ;, got ${quote(data)}.`,
  )
}

function checkReport(data: string): string {
  if (REPORT.test(data)) return data
  throw invalid(`data must be a URL that begins with mailto:, http:// or https://, got ${quote(data)}.`)
}
