// The zones that are answered for. They are kept in memory, and looked at in the database before an answer when the
// last look is longer ago than a moment: a change is visible at once, and nothing happens while nobody asks.
import type { ZoneReading, ZoneSource, ZoneState } from '../../cloud/zones/zone_source.ts'
import { parentOf, wireName } from './wire/names.ts'
import { Zone } from './zone.ts'

const FRESH_MS = 50
const MOST_RECORDS = 200_000
/** Of a zone that is new, that many are taken in before others have their turn. */
const PART = 500

interface Owner {
  account: string
  domain: string
}

interface Kept extends Owner {
  zone: Zone
  state: ZoneState
  /** How many. */
  records: number
  looked_at: number
}

export interface ZonesOptions {
  now(): Date
  /** Kept in memory; of more, the zones that were asked for least recently go. */
  most_records?: number
}

export class Zones {
  readonly #source: ZoneSource
  readonly #options: ZonesOptions
  #owners = new Map<string, Owner>()
  #owners_version: string | undefined
  #owners_looked_at = Number.NEGATIVE_INFINITY
  /** The one asked for least recently first. */
  readonly #kept = new Map<string, Kept>()
  #records = 0
  #looking_at_domains: Promise<void> | undefined
  readonly #looking = new Map<string, Promise<Zone | undefined>>()

  constructor(source: ZoneSource, options: ZonesOptions) {
    this.#source = source
    this.#options = options
  }

  /** The zone that `name`, in lower case, lies in. At once where what is kept is fresh; rejects where the store is out. */
  find(name: string): Zone | undefined | Promise<Zone | undefined> {
    const now = this.#options.now().getTime()
    if (!isFresh(this.#owners_looked_at, now)) return this.#look(name)
    const apex = this.#apexOver(name)
    if (apex === undefined) return undefined
    const kept = this.#kept.get(apex)
    return kept && isFresh(kept.looked_at, now) ? kept.zone : this.#look(name)
  }

  /** Whoever asks while something is being looked at waits for that look. */
  async #look(name: string): Promise<Zone | undefined> {
    this.#looking_at_domains ??= this.#lookAtDomains().finally(() => {
      this.#looking_at_domains = undefined
    })
    await this.#looking_at_domains
    const apex = this.#apexOver(name)
    if (apex === undefined) return undefined
    const under_way = this.#looking.get(apex)
    if (under_way) return under_way
    const looking = this.#lookAtZone(apex).finally(() => this.#looking.delete(apex))
    this.#looking.set(apex, looking)
    return looking
  }

  #apexOver(name: string): string | undefined {
    for (let at: string | undefined = name; at !== undefined; at = parentOf(at))
      if (this.#owners.has(at)) return at
    return undefined
  }

  async #lookAtDomains(): Promise<void> {
    const now = this.#options.now().getTime()
    if (isFresh(this.#owners_looked_at, now)) return
    const version = await this.#source.domainsVersion()
    if (version !== this.#owners_version) {
      const owners = await this.#source.owners()
      this.#owners = new Map([...owners].map(([domain, account]) => [wireName(domain), { account, domain }]))
      for (const apex of this.#kept.keys()) if (!this.#owners.has(apex)) this.#drop(apex)
    }
    this.#owners_version = version
    this.#owners_looked_at = now
  }

  async #lookAtZone(apex: string): Promise<Zone | undefined> {
    const owner = this.#owners.get(apex)
    const kept = this.#kept.get(apex)
    const looked_at = this.#options.now().getTime()
    if (!owner) return undefined
    if (kept && isFresh(kept.looked_at, looked_at)) return kept.zone
    const known = kept?.account === owner.account ? kept : undefined
    const reading = await this.#source.read(owner, known?.state)
    if (!reading) return this.#drop(apex)
    const zone = await zoneOf(reading, known)
    const { position, soa } = reading
    this.#keep(apex, { ...owner, zone, state: { position, soa }, records: zone.size, looked_at })
    return zone
  }

  #keep(apex: string, kept: Kept): void {
    this.#drop(apex)
    this.#kept.set(apex, kept)
    this.#records += kept.records
    const most = this.#options.most_records ?? MOST_RECORDS
    for (const other of this.#kept.keys()) if (this.#records > most && other !== apex) this.#drop(other)
  }

  #drop(apex: string): undefined {
    this.#records -= this.#kept.get(apex)?.records ?? 0
    this.#kept.delete(apex)
  }
}

/** A clock that was set back makes nothing fresh. */
const isFresh = (looked_at: number, now: number) => looked_at <= now && now - looked_at < FRESH_MS

/** The zone that is kept, changed at one go; another where that does not do. */
async function zoneOf({ whole, soa, records }: ZoneReading, kept: Kept | undefined): Promise<Zone> {
  if (kept && !whole) return kept.zone.change(soa, records)
  const all = [...records]
  const zone = new Zone(soa)
  for (let start = 0; start < all.length; start += PART) {
    zone.change(soa, all.slice(start, start + PART))
    await othersTurn()
  }
  return zone
}

const othersTurn = () => new Promise((resolve) => setImmediate(resolve))
