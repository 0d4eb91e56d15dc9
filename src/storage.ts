// Opens every database of an installation: the main one and one for each region, each with its ring.
import { join } from 'node:path'
import { writeJournal } from './areas/audit/journal.ts'
import { acrossRotation, openRing, refreshRing } from './areas/keys/ring.ts'
import { areas } from './areas.ts'
import { makeFolder } from './durable_files.ts'
import type { Deps, Region, Store } from './kernel/ctx.ts'
import { type Database, StoreUnavailable } from './store/database.ts'
import { type MigrationFolder, migrate } from './store/migrate.ts'

export interface StoragePlace {
  /** The folder of the SQLite files. */
  data: string
  /** Without one, everything is in SQLite files. */
  database_url: string | undefined
  /** Prefix of the schemas on PostgreSQL. */
  schema: string
  regions: ReadonlyArray<{ slug: string; url?: string | undefined }>
}

export type Storage = Pick<Deps, 'main' | 'regions' | 'settled' | 'openStores' | 'openedStores'> & {
  close(): Promise<void>
}

type Kind = 'main' | 'region'

const REGION_RETRY_MS = 1000
// Two nodes with twelve regions stay below the hundred connections that PostgreSQL allows unless told otherwise.
const CONNECTIONS_MAX = { main: 6, region: 3 }

/**
 * Throws WrongMasterKey, before anything is written, if the main database was sealed under another key; and
 * StoreUnavailable if it cannot be opened. A region that cannot be opened is tried again when it is asked for.
 */
export async function openStorage(place: StoragePlace, master: Buffer, now: () => Date): Promise<Storage> {
  const opened = new Set<Store>()
  const open = async (name: string, kind: Kind, url: string | undefined) => {
    const store = await openStore(await openDatabase(place, name, kind, url), kind, { master, now: now() })
    opened.add(store)
    return store
  }
  const main = await open('main', 'main', place.database_url)
  const regions = new Map<string, Region>()
  for (const { slug, url } of place.regions)
    regions.set(slug, {
      slug,
      open: retrying(() => open(slug, 'region', url ?? place.database_url).catch(failRegion)),
    })
  return {
    main,
    regions,
    settled() {
      let waits: Array<Promise<void>> | undefined
      for (const { database } of opened) {
        const wait = database.settled()
        if (wait) waits = [...(waits ?? []), wait]
      }
      return waits && Promise.all(waits)
    },
    openedStores: () => opened,
    async openStores() {
      const found = await Promise.allSettled([...regions.values()].map((region) => region.open()))
      return [main, ...found.flatMap((it) => (it.status === 'fulfilled' ? it.value : []))]
    },
    async close() {
      await Promise.all([...opened].map(({ database }) => database.close()))
    },
  }
}

/** For a restore: the database of that name as it is, with no migration run and no ring opened. */
export async function openBare(
  place: StoragePlace,
  name: string,
): Promise<{ database: Database; folders: MigrationFolder[] }> {
  const kind = name === 'main' ? 'main' : 'region'
  const own = place.regions.find(({ slug }) => slug === name)?.url
  const database = await openDatabase(place, name, kind, own ?? place.database_url)
  return { database, folders: migrationsFor(kind) }
}

// Each engine is loaded only where it is used: neither costs the other's start anything.
async function openDatabase(
  { data, schema }: StoragePlace,
  name: string,
  kind: Kind,
  url: string | undefined,
): Promise<Database> {
  if (url !== undefined) {
    const { makeSchema, openPostgres } = await import('./store/postgres.ts')
    const place = {
      url,
      schema: kind === 'main' ? schema : `${schema}_${name}`,
      connections_max: CONNECTIONS_MAX[kind],
    }
    await makeSchema(place)
    return openPostgres(name, place, writeJournal)
  }
  const { openSqlite } = await import('./store/sqlite.ts')
  const folder = kind === 'main' ? data : join(data, 'regions')
  makeFolder(folder)
  return openSqlite(name, join(folder, kind === 'main' ? 'rockpool.db' : `${name}.db`), writeJournal)
}

async function openStore(
  database: Database,
  kind: Kind,
  { master, now }: { master: Buffer; now: Date },
): Promise<Store> {
  try {
    if (await database.hasTable('ring_keys')) await openRing(database, master, now)
    await migrate(database, migrationsFor(kind), now)
    const store: Store = {
      database,
      ring: await openRing(database, master, now),
      refreshRing: () => refreshRing(store, master),
      acrossRotation: (work) => acrossRotation(store, work),
    }
    return store
  } catch (error) {
    await database.close().catch(() => {})
    throw error
  }
}

// What areas keep their state in without tables of their own.
const SHARED = [
  { area: 'documents', url: new URL('./store/documents/migrations/', import.meta.url) },
  { area: 'engine', url: new URL('./engine/migrations/', import.meta.url) },
]

function migrationsFor(kind: Kind): MigrationFolder[] {
  const own = areas.flatMap(({ name, migrations, region_migrations }) => {
    const url = kind === 'main' ? migrations : region_migrations
    return url ? { area: name, url } : []
  })
  return kind === 'main' ? [...SHARED, ...own] : own
}

/** A region with a schema or a ring that is not ours is as good as one that is down: the others go on serving. */
function failRegion(cause: Error): never {
  throw cause instanceof StoreUnavailable ? cause : new StoreUnavailable(cause.message, { cause })
}

/** Opens once; after a failure, again at the earliest a second later. */
function retrying(open: () => Promise<Store>): () => Promise<Store> {
  let opening: Promise<Store> | undefined
  let failed_at = Number.NEGATIVE_INFINITY
  return () => {
    if (!opening || performance.now() - failed_at > REGION_RETRY_MS) {
      failed_at = Number.POSITIVE_INFINITY
      opening = open()
      opening.catch(() => {
        failed_at = performance.now()
      })
    }
    return opening
  }
}
