// The ring of each database: opened at start, watched while serving, turned by `rockpool keys rotate`.
import { inEachStore } from '../../engine/reconcile.ts'
import type { Deps, Store } from '../../kernel/ctx.ts'
import { type Database, isStillReferenced } from '../../store/database.ts'
import { type Keyring, makeKeyring, makeRingKey, openRingKey, UnknownRingKey } from '../../vault/keyring.ts'
import { deleteRingKey, insertRingKey, listRingKeys, type RingKeyRow } from './store.ts'

/** The master key given is not the one that this database was sealed under. */
export class WrongMasterKey extends Error {}

/** Reads the ring, with a first key made if there is none. Throws WrongMasterKey before anything is written. */
export async function openRing(database: Database, master: Buffer, now: Date): Promise<Keyring> {
  const rows = await listRingKeys(database.read)
  if (rows.length > 0) return ringOf(database, master, rows)
  await addRingKey(database, master, now)
  return ringOf(database, master, await listRingKeys(database.read))
}

/** Throws WrongMasterKey if `rows` were wrapped under another key: their wrapping is the check value. */
function ringOf(database: Database, master: Buffer, rows: RingKeyRow[]): Keyring {
  const keys = new Map(rows.map((row) => [row.id, unwrap(database.name, master, row)]))
  return makeKeyring((rows.at(-1) as RingKeyRow).id, keys)
}

function unwrap(name: string, master: Buffer, { id, wrapped }: RingKeyRow): Buffer {
  try {
    return openRingKey(master, id, wrapped)
  } catch (cause) {
    throw new WrongMasterKey(
      `the master key does not open the ring of database ${name}; give the key it was made with`,
      { cause },
    )
  }
}

/**
 * Adds the key that seals from now on, and gives its id. What older keys seal is re-wrapped by and by.
 * `entry` goes to the audit trail with it.
 */
export async function addRingKey(
  database: Database,
  master: Buffer,
  now: Date,
  entry?: object,
): Promise<string> {
  const newest = (await listRingKeys(database.read)).at(-1)
  const number = (newest?.number ?? 0) + 1
  const id = `k${number}`
  const row = { id, number, wrapped: makeRingKey(master, id), created_at: now.toISOString() }
  await database.transact((tx) => insertRingKey(tx, row), entry)
  return id
}

/** Takes up keys that another process has added or dropped. */
export async function refreshRing(store: Store, master: Buffer): Promise<void> {
  const rows = await listRingKeys(store.database.read)
  const known = rows.length === store.ring.keys.size && rows.every((row) => store.ring.keys.has(row.id))
  if (known || rows.length === 0) return
  store.ring.unwrapped.clear()
  store.ring = ringOf(store.database, master, rows)
}

/**
 * Another process may turn the ring at any moment: a row then names a key that this process has not read yet, or
 * this process seals with a key that the database has dropped and so refuses. Reading the ring again mends both.
 */
export async function acrossRotation<Result>(store: Store, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UnknownRingKey || isStillReferenced(error))) throw error
    await store.refreshRing()
    return work()
  }
}

/** Drops every key but the current one that no row names any more. */
export async function retireRingKeys(deps: Deps): Promise<void> {
  await inEachStore(deps, async (store) => {
    await store.refreshRing()
    for (const id of store.ring.keys.keys()) {
      if (id !== store.ring.current) await retire(store, id)
    }
    await store.refreshRing()
  })
}

async function retire(store: Store, id: string): Promise<void> {
  try {
    await store.database.transact((tx) => deleteRingKey(tx, id))
  } catch (error) {
    if (!isStillReferenced(error)) throw error
  }
}
