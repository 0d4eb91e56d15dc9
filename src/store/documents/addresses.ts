// Who has which address of a network. An address is an offset into its network, and nobody's before it is freed.
import type { Db } from '../database.ts'
import type { Ref } from './documents.ts'
import { tables } from './tables.ts'

export interface Network {
  name: string
  /** How many addresses can be given out: the offsets 0 to size - 1. */
  size: number
}

export class NetworkFull extends Error {}

/** Gives `owner` the next free address, going round, so that one just freed is not given out at once. */
export async function takeAddress(
  tx: Db,
  network: Network,
  owner: Ref & { account: string },
): Promise<number> {
  const { name, size } = network
  const next = (await advance(tx, name)) % size
  if (await claimAddress(tx, { network: name, place: next }, owner)) return next
  const free = await findFree(tx, network, next)
  if (!(await claimAddress(tx, { network: name, place: free }, owner)))
    throw new NetworkFull(`the network ${name} has no free address`)
  await goOnAfter(tx, name, free)
  return free
}

/** The next address that nobody has, for what is made with its address in its name and takes it then. */
export async function freeAddress(tx: Db, { name, size }: Network): Promise<number> {
  for (let tries = 0; tries < size; tries++) {
    const place = (await advance(tx, name)) % size
    if (!(await isTaken(tx, name, place))) return place
  }
  throw new NetworkFull(`the network ${name} has no free address`)
}

/** False where somebody has the address. */
export async function claimAddress(
  tx: Db,
  address: { network: string; place: number },
  { account, kind, id }: Ref & { account: string },
): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('document_addresses')
    .values({ ...address, account, kind, id })
    .onConflict((on) => on.columns(['network', 'place']).doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

async function isTaken(tx: Db, network: string, place: number): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('document_addresses')
    .select('id')
    .where('network', '=', network)
    .where('place', '=', place)
    .executeTakeFirst()
  return row !== undefined
}

async function advance(tx: Db, network: string): Promise<number> {
  const row = await tables(tx)
    .insertInto('document_address_cursors')
    .values({ network, next_place: 1 })
    .onConflict((on) =>
      on.column('network').doUpdateSet((it) => ({
        next_place: it('document_address_cursors.next_place', '+', 1),
      })),
    )
    .returning('next_place')
    .executeTakeFirstOrThrow()
  return row.next_place - 1
}

async function goOnAfter(tx: Db, network: string, place: number): Promise<void> {
  const cursors = tables(tx)
    .updateTable('document_address_cursors')
    .set({ next_place: place + 1 })
  await cursors.where('network', '=', network).execute()
}

/** The next free place after a taken one, going round; one that is taken where there is none. */
async function findFree(tx: Db, { name, size }: Network, taken: number): Promise<number> {
  const next = (await lastInRow(tx, name, taken)) + 1
  if (next < size) return next
  const from_start = (await lastInRow(tx, name, 0)) + 1
  // Unless all are taken, the row that goes on to the end begins after the start.
  return from_start < size ? from_start : 0
}

/** Where the first row of taken places at or after `place` ends. One query, for there may be thousands in a row. */
async function lastInRow(tx: Db, network: string, place: number): Promise<number> {
  const row = await tables(tx)
    .selectFrom('document_addresses as taken')
    .leftJoin('document_addresses as next', (join) =>
      join
        .onRef('next.network', '=', 'taken.network')
        .on('next.place', '=', (it) => it('taken.place', '+', 1)),
    )
    .select('taken.place')
    .where('taken.network', '=', network)
    .where('taken.place', '>=', place)
    .where('next.place', 'is', null)
    .orderBy('taken.place')
    .limit(1)
    .executeTakeFirst()
  return row?.place ?? place - 1
}
