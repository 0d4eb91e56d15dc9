// The zones that are answered for. They are kept in memory, and looked at in the database before an answer when the
// last look is longer ago than a moment: a change is visible at once, and nothing happens while nobody asks.
import type { ZoneSource } from '../../cloud/zones/zone_source.ts'
import { parentOf, wireName } from './names.ts'
import { Zone } from './zone.ts'

const FRESH_MS = 50
const MOST_RECORDS = 200_000

interface Owner {
  account: string
  domain: string
}

interface Kept extends Owner {
  zone: Zone
  version: string
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
  readonly #looking = new Map<string, Promise<unknown>>()

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

  async #look(name: string): Promise<Zone | undefined> {
    await this.#together('', () => this.#lookAtDomains())
    const apex = this.#apexOver(name)
    if (apex === undefined) return undefined
    await this.#together(apex, () => this.#lookAtZone(apex))
    return this.#kept.get(apex)?.zone
  }

  /** Whoever asks while something is being looked at waits for that look. */
  async #together(what: string, look: () => Promise<void>): Promise<void> {
    const under_way = this.#looking.get(what)
    if (under_way) return void (await under_way)
    const looking = look().finally(() => this.#looking.delete(what))
    this.#looking.set(what, looking)
    await looking
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

  async #lookAtZone(apex: string): Promise<void> {
    const owner = this.#owners.get(apex)
    const kept = this.#kept.get(apex)
    const looked_at = this.#options.now().getTime()
    if (!owner || (kept && isFresh(kept.looked_at, looked_at))) return
    const { account, domain } = owner
    const version = await this.#source.zoneVersion(account, domain)
    const unchanged = kept && kept.account === account && kept.version === version
    if (unchanged) this.#keep(apex, { ...kept, looked_at })
    else await this.#load(apex, owner, looked_at)
  }

  async #load(apex: string, owner: Owner, looked_at: number): Promise<void> {
    const loaded = await this.#source.load(owner.account, owner.domain)
    if (!loaded) return this.#drop(apex)
    this.#keep(apex, { ...owner, zone: new Zone(loaded.records), version: loaded.version, looked_at })
  }

  #keep(apex: string, kept: Kept): void {
    this.#drop(apex)
    this.#kept.set(apex, kept)
    this.#records += kept.zone.size
    const most = this.#options.most_records ?? MOST_RECORDS
    for (const other of this.#kept.keys()) if (this.#records > most && other !== apex) this.#drop(other)
  }

  #drop(apex: string): void {
    this.#records -= this.#kept.get(apex)?.zone.size ?? 0
    this.#kept.delete(apex)
  }
}

/** A clock that was set back makes nothing fresh. */
const isFresh = (looked_at: number, now: number) => looked_at <= now && now - looked_at < FRESH_MS
