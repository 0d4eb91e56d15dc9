// The only reader of the environment.
import { join } from 'node:path'
import type { Address, RateLimit, Region, Speed } from './setting_kinds.ts'
import { type Setting, settings, shownAddress } from './settings.ts'

export type Environment = Record<string, string | undefined>

/** Frozen, down to its last part. Holds passwords and a token: never log it whole. */
export interface Config {
  listen: Address | undefined
  tls_listen: Address | undefined
  /** UDP and TCP. */
  dns_listen: Address | undefined
  /** DNS names and IP addresses for the server certificate, those of this machine first. */
  tls_names: string[]
  /** An origin without a slash at its end. */
  public_url: string | undefined
  /** An absolute path. */
  data: string
  /** Without one, everything is kept in SQLite files in `data`. */
  database_url: string | undefined
  regions: Region[]
  /** An absolute path. Without one, the key lies in `data`. */
  master_key_file: string | undefined
  speed: Speed
  secret_recovery_days: number
  /** Without one, all versions are kept. */
  secret_max_versions: number | undefined
  region_deadline_ms: number
  log_level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Without one, there is no limit. */
  rate_limit: RateLimit | undefined
  /** A minute, per address. */
  failed_auth_limit: number
  max_connections: number
  request_timeout_seconds: number
  /** What one account may have, as GET /v2/account shows. */
  limits: { droplets: number; floating_ips: number; volumes: number }
  acme: {
    /** URLs, in order of preference. Without any, the local authority issues. */
    directories: string[]
    /** `mailto:` URLs. */
    contact: string[]
    /** Absolute paths. */
    eab_file: string | undefined
    ca_file: string | undefined
    profile: string | undefined
    key: 'ec256' | 'ec384' | 'rsa2048' | 'rsa4096'
    limits: Record<'orders' | 'duplicates' | 'failures', { most: number; seconds: number }>
  }
  /** For the commands that talk to a server. `token` counts only where `token_file` does not exist. */
  client: { url: string; token_file: string; token?: string }
  /** What is insecure in these settings: one sentence each, for the log. */
  warnings: string[]
}

type Table = typeof settings
type ValueOf<Entry> =
  Entry extends Setting<infer Value> ? (Entry extends { default: string } ? Value : Value | undefined) : never
type Values = { [Key in keyof Table]: ValueOf<Table[Key]> }

const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1']

/** A copy of the process's environment. */
export const environment = (): Environment => ({ ...process.env })

/** Every mistake, each with the variable's name, what it holds (unless that may be a password) and what is wanted; or the settings. */
export function readConfig(env: Environment): { config: Config } | { problems: string[] } {
  const { values, problems } = readValues(env)
  problems.push(...contradictions(values), ...unknownNames(env))
  return problems.length > 0 ? { problems } : { config: frozen(configOf(values as Values)) }
}

/** A value is absent where its text is a mistake. */
function readValues(env: Environment): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [key, setting] of entries()) {
    const text = env[setting.name] ?? setting.default
    const parsed = text === undefined ? { value: undefined } : setting.kind(text)
    if (text === '' && setting.name.startsWith('ROCKPOOL_'))
      problems.push(`${setting.name} is empty: leave it out, or give it a value such as ${setting.example}`)
    else if ('wants' in parsed)
      problems.push(`${setting.name} is ${shownText(setting, text ?? '')}: it wants ${parsed.wants}`)
    else values[key] = parsed.value
  }
  return { values: values as Partial<Values>, problems }
}

function contradictions(values: Partial<Values>): string[] {
  if (!('listen' in values && 'tls_listen' in values)) return []
  const { listen, tls_listen } = values
  if (!listen && !tls_listen)
    return ['ROCKPOOL_LISTEN and ROCKPOOL_TLS_LISTEN are both off: one of them is wanted']
  return sharedAddresses({
    ROCKPOOL_LISTEN: listen,
    ROCKPOOL_TLS_LISTEN: tls_listen,
    ROCKPOOL_DNS_LISTEN: values.dns_listen,
  })
}

function sharedAddresses(wanted: Record<string, Address | undefined>): string[] {
  const fixed = Object.entries(wanted).flatMap(([name, at]) =>
    at && at.port !== 0 ? [{ name, at: shownAddress(at) }] : [],
  )
  return [...Map.groupBy(fixed, ({ at }) => at)]
    .filter(([, same]) => same.length > 1)
    .map(([at, same]) => {
      const names = same.map(({ name }) => name)
      const which = names.length === 2 ? 'both' : 'all'
      return `${names.join(' and ')} are ${which} ${at}: they want different ports`
    })
}

function unknownNames(env: Environment): string[] {
  const known = entries().map(([, setting]) => setting.name)
  const unknown = Object.keys(env).filter((name) => name.startsWith('ROCKPOOL_') && !known.includes(name))
  return unknown.map((name) => {
    const near = nearest(name, known)
    return `${name} is not a setting: ${near ? `did you mean ${near}?` : 'docs/settings.md lists them all'}`
  })
}

function configOf(values: Values): Config {
  const { client_url, client_token_file, digitalocean_access_token, digitalocean_token, ...rest } = values
  const { droplet_limit, floating_ip_limit, volume_limit, ...unlimited } = rest
  const {
    acme_directory,
    acme_contact,
    acme_eab_file,
    acme_ca_file,
    acme_profile,
    acme_key,
    acme_limits,
    ...plain
  } = unlimited
  // A file that somebody named is the only source: a token for the public cloud must not take its place.
  const token = client_token_file ? undefined : digitalocean_access_token || digitalocean_token
  const token_file = client_token_file ?? join(values.data, 'token')
  return {
    ...plain,
    tls_names: [...new Set([...LOCAL_NAMES, ...(values.tls_names ?? [])])],
    limits: { droplets: droplet_limit, floating_ips: floating_ip_limit, volumes: volume_limit },
    acme: {
      directories: acme_directory ?? [],
      contact: acme_contact ?? [],
      eab_file: acme_eab_file,
      ca_file: acme_ca_file,
      profile: acme_profile,
      key: acme_key,
      limits: acme_limits,
    },
    client: { url: client_url, token_file, ...(token && { token }) },
    warnings: warningsOf(values),
  }
}

function warningsOf(values: Values): string[] {
  return entries().flatMap(([key, setting]) => {
    const value = values[key]
    const warning = value === undefined && !setting.default ? undefined : setting.insecure?.warning(value)
    return warning === undefined ? [] : [`${setting.name}: ${warning}`]
  })
}

// Passwords and tokens end up in the wrong variable too, so whatever may be one stays hidden whatever it is in.
function shownText(setting: Setting, text: string): string {
  const suspect = setting.hidden || text.length > 200 || /[@=]|do[opr]_v1_/.test(text)
  if (!suspect) return JSON.stringify(text)
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0]
  return scheme ? `${scheme}… (the rest is hidden)` : 'a text that is hidden here'
}

/** The known name that `name` is most likely a misspelling of, be it in its letters or in the order of its words. */
function nearest(name: string, known: string[]): string | undefined {
  const sorted = (text: string) => text.split('_').sort().join('_')
  const ranked = known.map((other) => ({ other, distance: editDistance(sorted(name), sorted(other)) }))
  const best = ranked.sort((one, two) => one.distance - two.distance)[0]
  return best && best.distance <= (name.length - 'ROCKPOOL_'.length) / 3 ? best.other : undefined
}

/** How many letters to insert, delete or replace to make `one` into `other`. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1]
    for (let column = 0; column < other.length; column++) {
      const replaced = (above[column] ?? 0) + (other[column] === letter ? 0 : 1)
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    above = current
  }
  return above[other.length] ?? 0
}

const entries = () => Object.entries(settings) as Array<[keyof Table, Setting]>

function frozen<Part>(part: Part): Part {
  if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) frozen(inner)
  return Object.freeze(part)
}
