// Who may connect to a cluster, as its rules about addresses say it. An empty list lets everybody in.
import { isAnywhere, isPrivate, type Range, readRange } from '../../addresses.ts'
import type { Database } from '../../facts/databases.ts'

export interface Source {
  text: string
  range: Range
}

/** Those that are addresses, without what nobody from the internet can have. */
function publicSources({ firewall_rules }: Pick<Database, 'firewall_rules'>): Source[] {
  return firewall_rules.flatMap(({ type, value }) => {
    const range = type === 'ip_addr' ? readRange(value) : undefined
    return range && !isPrivate(range) ? [{ text: value, range }] : []
  })
}

export const sourceAnywhere = (database: Pick<Database, 'firewall_rules'>): Source | undefined =>
  publicSources(database).find(({ range }) => isAnywhere(range))

// An office or a provider's gateway has a /24 at most, and one site a /48: wider ranges hold strangers.
const WIDEST = { 4: 24, 6: 48 }

export const widestSource = (database: Pick<Database, 'firewall_rules'>): Source | undefined =>
  publicSources(database)
    .filter(({ range }) => !isAnywhere(range) && range.prefix < WIDEST[range.family])
    .toSorted((one, other) => one.range.prefix - other.range.prefix)[0]
