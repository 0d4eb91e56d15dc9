// What the text of a setting can be: each kind turns it into a value, or says what it wants instead. What a kind
// says never holds any of the text, which may be a password that was put into the wrong variable.
import { isIPv4, isIPv6 } from 'node:net'
import { resolve } from 'node:path'

export type Parsed<Value> = { value: Value } | { wants: string }
export type Kind<Value> = (text: string) => Parsed<Value>

/** `host` is a name or an IP address without brackets; port 0 lets the system choose. */
export interface Address {
  host: string
  port: number
}

export interface Region {
  slug: string
  /** Where this region keeps its secrets, if not beside the rest. May hold a password. */
  url?: string
}

export interface RateLimit {
  hour: number
  minute: number
}

/** What would take `seconds` in the public cloud takes `min(seconds / factor, longest_seconds)` here. */
export interface Speed {
  factor: number
  longest_seconds: number
}

const DNS_NAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const REGION_SLUG = /^[a-z]{2,10}[0-9]{0,2}$/

const SPEEDS = new Map<string, Speed>([
  ['default', { factor: 60, longest_seconds: 1 }],
  ['instant', { factor: Number.POSITIVE_INFINITY, longest_seconds: 0 }],
  ['realistic', { factor: 1, longest_seconds: Number.POSITIVE_INFINITY }],
])

export const whole =
  (least: number, most: number): Kind<number> =>
  (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= least && value <= most ? { value } : { wants: `a whole number from ${least} to ${most}` }
  }

export const oneOf =
  <const Word extends string>(...words: Word[]): Kind<Word> =>
  (text) => {
    const value = words.find((word) => word === text)
    return value === undefined ? { wants: `one of ${words.join(', ')}` } : { value }
  }

/** The word `off` gives undefined. */
export const orOff =
  <Value>(kind: Kind<Value>): Kind<Value | undefined> =>
  (text) => {
    const parsed = text === 'off' ? { value: undefined } : kind(text)
    return 'wants' in parsed ? { wants: `${parsed.wants}, or off` } : parsed
  }

/** Relative to the working directory; the value is absolute. */
export const path: Kind<string> = (text) => ({ value: resolve(text) })

/** Never a mistake: these variables belong to other programs, and a server must start whatever they hold. */
export const token: Kind<string> = (text) => ({ value: text.trim() })

export const address: Kind<Address> = (text) => {
  const [, bracketed, plain, digits] = /^(?:\[(.*)\]|([^:[\]]*)):([0-9]{1,5})$/.exec(text) ?? []
  const host = (bracketed ?? plain ?? '').toLowerCase()
  const port = Number(digits)
  const good = bracketed === undefined ? isHost(host) && !isIPv6(host) : isPlainIPv6(host)
  if (!good || !(port <= 65535)) return { wants: 'HOST:PORT, as in 127.0.0.1:8484 or [::1]:8484' }
  return { value: { host, port } }
}

export const serverNames: Kind<string[]> = (text) => {
  const names = listed(text).map((name) => name.toLowerCase())
  const wrong = names.findIndex((name) => !isHost(name) && !isWildcard(name))
  if (wrong >= 0)
    return { wants: `DNS names and IP addresses with commas between them (entry ${wrong + 1} is neither)` }
  return { value: names }
}

export const rateLimit: Kind<RateLimit> = (text) => {
  const [, hour, minute] = /^([0-9]{1,9})\/([0-9]{1,9})$/.exec(text) ?? []
  const value = { hour: Number(hour), minute: Number(minute) }
  const good = value.minute >= 1 && value.minute <= value.hour
  return good ? { value } : { wants: 'HOUR/MINUTE with MINUTE at least 1 and at most HOUR, as in 5000/250' }
}

export const speed: Kind<Speed> = (text) => {
  const factor = /^[0-9]{1,9}(\.[0-9]{1,9})?$/.test(text) ? Number(text) : 0
  const value = factor > 0 ? { factor, longest_seconds: Number.POSITIVE_INFINITY } : SPEEDS.get(text)
  return value ? { value } : { wants: `one of ${[...SPEEDS.keys()].join(', ')}, or a number above 0` }
}

/** The value has no slash at its end. */
export const origin: Kind<string> = (text) => {
  const url = URL.parse(text)
  // The parser forgives much: it would take `http:host` and a line break in the middle.
  if (!url || !/^https?:\/\/[^\s\\]+$/i.test(text) || url.href !== `${url.origin}/`)
    return {
      wants: 'an http or https origin without path, query or password, as in https://cloud.example.com',
    }
  return { value: url.origin }
}

export const postgresUrl: Kind<string> = (text) =>
  parsePostgresUrl(text)
    ? { value: text }
    : {
        wants:
          'a URL that begins with postgres:// or postgresql://, with the special characters of its password percent-encoded',
      }

/** `slug` or `slug=postgres://…`, with commas between. */
export const regions: Kind<Region[]> = (text) => {
  const found: Region[] = []
  for (const [index, entry] of listed(text).entries()) {
    const at = entry.indexOf('=')
    const slug = at < 0 ? entry : entry.slice(0, at)
    const url = at < 0 ? undefined : entry.slice(at + 1)
    const fault = regionFault(slug, url, found)
    if (fault)
      return { wants: `region slugs with commas between them, as in nyc3,ams3 (entry ${index + 1} ${fault})` }
    found.push(url === undefined ? { slug } : { slug, url })
  }
  return { value: found }
}

function regionFault(slug: string, url: string | undefined, before: Region[]): string | undefined {
  if (!REGION_SLUG.test(slug)) return 'is not one: two to ten lower-case letters, then up to two digits'
  if (slug === 'main') return 'is the name of the database that is no region'
  if (before.some((region) => region.slug === slug)) return 'names a region for the second time'
  if (url !== undefined && !parsePostgresUrl(url))
    return 'has no valid postgres:// URL behind its =; a comma in a URL is written %2C'
  return undefined
}

/** Whether only this machine can reach it. `host` may be in brackets. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'))
}

/** The host that the connection to `url` reaches over a network without verified TLS; undefined if it is safe. */
export function unprotectedHost(url: string): string | undefined {
  const parsed = parsePostgresUrl(url)
  if (!parsed) return undefined
  const { hostname, searchParams } = parsed
  const host = searchParams.get('host') ?? hostname
  const verified = /^verify-(ca|full)$/.test(searchParams.get('sslmode') ?? '')
  const local = host === '' || /^(\/|%2f)/i.test(host) || isLoopback(host)
  return local || verified ? undefined : host
}

function parsePostgresUrl(text: string): URL | null {
  if (!/^postgres(ql)?:\/\/\S+$/.test(text)) return null
  // A user without a host means a Unix socket; PostgreSQL's clients take it and the URL parser does not.
  return URL.parse(text.replace('@/', '@localhost/'))
}

const isPlainIPv6 = (text: string) => isIPv6(text) && !text.includes('%')
const isDnsName = (text: string) => DNS_NAME.test(text) && !/^[\d.]+$/.test(text)
const isWildcard = (text: string) => text.startsWith('*.') && isDnsName(text.slice(2))
const isHost = (text: string) => isIPv4(text) || isPlainIPv6(text) || isDnsName(text)
const listed = (text: string) => text.split(',').map((entry) => entry.trim())
