// Names of hosts, as records and certificates write them.
import type { Domain, DomainRecord } from '../facts/names.ts'

/** Lower case, without the root's dot. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** What the record is about, in full: `www.example.com`, or `*.example.com`. */
export function nameOf(domain: Pick<Domain, 'name'>, { name }: Pick<DomainRecord, 'name'>): string {
  const zone = plainName(domain.name)
  const own = plainName(name)
  if (own === '@' || own === '' || own === zone) return zone
  return own.endsWith(`.${zone}`) ? own : `${own}.${zone}`
}

/** Where an alias leads. */
export const aliasOf = (domain: Pick<Domain, 'name'>, { data }: Pick<DomainRecord, 'data'>): string =>
  data === '@' ? plainName(domain.name) : plainName(data)

export const isUnder = (name: string, zone: string): boolean =>
  plainName(name) === plainName(zone) || plainName(name).endsWith(`.${plainName(zone)}`)

/** Whether a certificate for those names is good for the host. A wildcard stands for one label, as browsers read it. */
export const isCovered = (host: string, names: readonly string[]): boolean =>
  names.some((name) => {
    const covered = plainName(name)
    if (covered === plainName(host)) return true
    return covered.startsWith('*.') && plainName(host).replace(/^[^.*]+/, '*') === covered
  })

const SHOWN_AT_MOST = 3

/** The first few, and how many more there are. */
export const listed = (all: readonly string[]): string => {
  const more = all.length - SHOWN_AT_MOST
  const first = all.slice(0, SHOWN_AT_MOST).join(', ')
  return more > 0 ? `${first} and ${more} more` : first
}
