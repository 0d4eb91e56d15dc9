import type { Db } from '../../../store/database.ts'
import type { Sealed } from '../../../vault/seal.ts'

/** A TXT record that proves a name, from when it is published until the order has ended. */
export interface Proof {
  domain: string
  /** The record's id. */
  record: string
  /** The record's full name and its text. */
  name: string
  value: string
  /** The process (`Issuance.process`) that last saw the name server answer with it. */
  seen_by?: string
}

export interface OrderRow {
  account: string
  id: string
  /** The id of the certificate that it is for; in a renewal, of the one that is to be replaced. */
  certificate: string
  issuer: string
  url: string
  /** JSON, sorted. */
  names: string
  /** JSON. */
  proofs: string
  /** 1 where it replaces a certificate that is good still. */
  renewal: 0 | 1
  ordered_at: string
  ended_at: string | null
  /** `refused` where the names could not be proven. */
  outcome: 'issued' | 'refused' | 'failed' | null
  ring_key: string | null
  data_key: string | null
  sealed: string | null
}

export interface RenewalRow {
  account: string
  kind: 'certificate'
  id: string
  issuer: string
  /** When something is to be done: to renew it, or to ask whether that should be sooner. */
  due_at: string
  renew_at: string
  failures: number
}

type Key = Pick<OrderRow, 'account' | 'id'>

const tables = (db: Db) =>
  db.$extendTables<{
    certificate_orders: OrderRow
    certificate_renewals: RenewalRow
    certificate_issuers: { name: string }
  }>()

/** Until the transaction ends nobody else orders from it, so that no limit is passed by several at once. */
export async function holdIssuer(tx: Db, name: string): Promise<void> {
  await tables(tx)
    .insertInto('certificate_issuers')
    .values({ name })
    .onConflict((on) => on.column('name').doUpdateSet({ name }))
    .execute()
}

export async function insertOrder(tx: Db, row: OrderRow): Promise<void> {
  await tables(tx).insertInto('certificate_orders').values(row).execute()
}

export function findOpenOrder(db: Db, account: string, certificate: string): Promise<OrderRow | undefined> {
  return tables(db)
    .selectFrom('certificate_orders')
    .selectAll()
    .where('account', '=', account)
    .where('certificate', '=', certificate)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

export async function saveOrder(tx: Db, { account, id }: Key, change: Partial<OrderRow>): Promise<void> {
  await tables(tx)
    .updateTable('certificate_orders')
    .set(change)
    .where('account', '=', account)
    .where('id', '=', id)
    .execute()
}

/** Of all accounts: the authority knows them as one. */
export async function listOrderUrls(db: Db, issuer: string): Promise<string[]> {
  const rows = tables(db)
    .selectFrom('certificate_orders')
    .select('url')
    .where('issuer', '=', issuer)
    .where('url', '!=', '')
  return (await rows.execute()).map(({ url }) => url)
}

/** Whether another certificate is being issued with the same order. */
export async function isShared(tx: Db, { issuer, account, id }: OrderRow, url: string): Promise<boolean> {
  const other = await tables(tx)
    .selectFrom('certificate_orders')
    .select('id')
    .where('issuer', '=', issuer)
    .where('url', '=', url)
    .where('ended_at', 'is', null)
    .where((it) => it.or([it('account', '!=', account), it('id', '!=', id)]))
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

export type SealedOrderRow = OrderRow & Sealed

/** In the order of their keys, from just after `after`. */
export async function listOrdersNotUnder(
  db: Db,
  ring_key: string,
  after: Key,
  limit: number,
): Promise<SealedOrderRow[]> {
  const rows = tables(db)
    .selectFrom('certificate_orders')
    .selectAll()
    .where('ring_key', '!=', ring_key)
    .where((it) => it(it.refTuple('account', 'id'), '>', it.tuple(after.account, after.id)))
    .orderBy('account')
    .orderBy('id')
    .limit(limit)
  return (await rows.execute()) as SealedOrderRow[]
}

/** Puts the same data key in place under another ring key, unless the row has changed since it was read. */
export async function replaceWrapping(
  tx: Db,
  { account, id, data_key: old }: SealedOrderRow,
  { ring_key, data_key }: Pick<Sealed, 'ring_key' | 'data_key'>,
): Promise<void> {
  await tables(tx)
    .updateTable('certificate_orders')
    .set({ ring_key, data_key })
    .where('account', '=', account)
    .where('id', '=', id)
    .where('data_key', '=', old)
    .execute()
}

export async function countSealedOrders(db: Db): Promise<Array<{ ring_key: string; rows: number }>> {
  const rows = tables(db)
    .selectFrom('certificate_orders')
    .select((it) => ['ring_key', it.fn.countAll<number>().as('rows')])
    .where('ring_key', 'is not', null)
    .groupBy('ring_key')
  return (await rows.execute()) as Array<{ ring_key: string; rows: number }>
}

export const NO_KEY = { ring_key: null, data_key: null, sealed: null }

export function sealedKeyOf({ ring_key, data_key, sealed }: OrderRow): Sealed | undefined {
  return ring_key !== null && data_key !== null && sealed !== null
    ? { ring_key, data_key, sealed }
    : undefined
}

export interface Counting {
  issuer: string
  since: string
  names?: string
  outcome?: 'refused'
  /** New certificates only, issued or still to be. */
  granted?: boolean
}

/** How many orders there were since then, and when the one was placed that makes them `most`. */
export async function ordersSince(db: Db, wanted: Counting, most: number) {
  const { issuer, since, names, outcome, granted = false } = wanted
  const rows = await tables(db)
    .selectFrom('certificate_orders')
    .select('ordered_at')
    .where('issuer', '=', issuer)
    .where('ordered_at', '>', since)
    .$if(names !== undefined, (it) => it.where('names', '=', names as string))
    .$if(granted, (it) => it.where('renewal', '=', 0))
    .$if(granted, (it) => it.where((or) => or.or([or('outcome', '=', 'issued'), or('ended_at', 'is', null)])))
    .$if(outcome !== undefined, (it) => it.where('outcome', '=', outcome as 'refused'))
    .orderBy('ordered_at', 'desc')
    .limit(most)
    .execute()
  return { oldest: rows.at(-1)?.ordered_at, count: rows.length }
}

export async function removeOrdersEndedBefore(tx: Db, time: string): Promise<void> {
  await tables(tx).deleteFrom('certificate_orders').where('ended_at', '<', time).execute()
}

export async function insertRenewal(tx: Db, row: RenewalRow): Promise<void> {
  await tables(tx).insertInto('certificate_renewals').values(row).execute()
}

export function findRenewal(db: Db, account: string, id: string): Promise<RenewalRow | undefined> {
  return tables(db)
    .selectFrom('certificate_renewals')
    .selectAll()
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** When each of these is next renewed, by its id: those that are issued here, and no others. */
export async function renewalTimes(
  db: Db,
  account: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(db)
    .selectFrom('certificate_renewals')
    .select(['id', 'renew_at', 'due_at'])
    .where('account', '=', account)
    .where('id', 'in', ids)
    .execute()
  // After a renewal has failed, its time is past, and the next try is when it is looked at again.
  return new Map(rows.map(({ id, renew_at, due_at }) => [id, renew_at > due_at ? renew_at : due_at]))
}

/** Also those that are due later than any can be: their time was written by a clock that was wrong. */
export function listRenewalsDue(
  db: Db,
  { now, latest }: { now: string; latest: string },
  limit: number,
): Promise<RenewalRow[]> {
  return tables(db)
    .selectFrom('certificate_renewals')
    .selectAll()
    .where((it) => it.or([it('due_at', '<=', now), it('due_at', '>', latest)]))
    .orderBy('due_at')
    .limit(limit)
    .execute()
}

export async function saveRenewal(tx: Db, { account, id }: Key, change: Partial<RenewalRow>): Promise<void> {
  await tables(tx)
    .updateTable('certificate_renewals')
    .set(change)
    .where('account', '=', account)
    .where('id', '=', id)
    .execute()
}
