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
  { name, size }: Network,
  owner: Ref & { account: string },
): Promise<number> {
  for (let tries = 0; tries < size; tries++) {
    const place = (await advance(tx, name)) % size
    if (await claimAddress(tx, { network: name, place }, owner)) return place
  }
  throw new NetworkFull(`the network ${name} has no free address`)
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
