import type { Deps, ResourceKind } from '../kernel/ctx.ts'
import type { Routes } from '../kernel/http/http.ts'
import type { Db } from '../store/database.ts'
import type { ActionKind } from './action.ts'
import type { Reconciler } from './reconcile.ts'

/** What a folder under src/areas shows the product. Everything else about it is its own. */
export interface Area {
  name: string
  /** Whether it does what it says, or keeps the state of something that does not exist. */
  kind: 'real' | 'emulated'
  /** For docs/support.md, where it is emulated: what is kept, and what is not. */
  keeps?: string
  routes?: Routes
  /** Numbered .sql files for the main database, and for each region's. */
  migrations?: URL
  region_migrations?: URL
  reconcilers?: Reconciler[]
  actions?: ActionKind[]
  /** The kinds of resources that it keeps, for projects, tags and the inventory. */
  resources?: ResourceKind[]
  /** Numbers for `GET /metrics`. */
  gauges?: AreaGauge[]
  /** How many rows of this area each ring key still seals, in one database. */
  countSealed?: Partial<Record<'main' | 'region', CountSealed>>
}

export interface AreaGauge {
  name: string
  help: string
  /** Its values are never a name, a token or an address. */
  label: string
  /** How many there are for each value of the label, counted whenever somebody asks. */
  count(deps: Deps): Promise<Array<readonly [value: string, count: number]>>
}

export type CountSealed = (db: Db) => Promise<SealedCount[]>

export interface SealedCount {
  ring_key: string
  rows: number
}
