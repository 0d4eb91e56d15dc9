// References between documents. Each is one row, which ends with either document.
import { type Db, isStillReferenced } from '../database.ts'
import type { Ref } from './documents.ts'
import { tables } from './tables.ts'

export interface Link {
  account: string
  from: Ref
  to: Ref
}

/** False where the one refers to the other already. Throws Gone where either is no longer there. */
export async function link(tx: Db, wanted: Link, linked_at: string): Promise<boolean> {
  if (await insertLink(tx, wanted, linked_at)) return true
  if (await isLinked(tx, wanted)) return false
  throw goneFrom(wanted)
}

async function insertLink(tx: Db, wanted: Link, linked_at: string): Promise<boolean> {
  try {
    const inserted = await insertion(tx, wanted, linked_at).executeTakeFirst()
    return inserted.numInsertedOrUpdatedRows === 1n
  } catch (error) {
    // Of what another transaction is just removing, the query still finds the document.
    throw isStillReferenced(error) ? goneFrom(wanted, error) : error
  }
}

const insertion = (tx: Db, { account, from, to }: Link, linked_at: string) =>
  tables(tx)
    .insertInto('document_links')
    .columns(['account', 'kind', 'id', 'to_kind', 'to_id', 'position', 'to_position', 'linked_at'])
    .expression((it) =>
      it
        .selectFrom('documents as source')
        .innerJoin('documents as target', 'target.account', 'source.account')
        .select([
          'source.account',
          'source.kind',
          'source.id',
          'target.kind as to_kind',
          'target.id as to_id',
          'source.position',
          'target.position as to_position',
          it.cast<string>(it.val(linked_at), 'text').as('linked_at'),
        ])
        .where('source.account', '=', account)
        .where('source.kind', '=', from.kind)
        .where('source.id', '=', from.id)
        .where('target.kind', '=', to.kind)
        .where('target.id', '=', to.id),
    )
    .onConflict((on) => on.columns(['account', 'kind', 'id', 'to_kind', 'to_id']).doNothing())

/**
 * A document that was there is no longer. Where several write at once, the transaction is run again, and then sees so
 * itself; a client is told of a conflict.
 */
export class Gone extends Error {
  readonly code = 'gone'
}

const goneFrom = ({ from, to }: Link, cause?: unknown) =>
  new Gone(`no reference from ${from.kind} ${from.id} to ${to.kind} ${to.id}: one of them is gone`, { cause })

async function isLinked(db: Db, { account, from, to }: Link): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('document_links')
    .select('id')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .executeTakeFirst()
  return row !== undefined
}

/** False where there was no such reference. */
export async function unlink(tx: Db, { account, from, to }: Link): Promise<boolean> {
  const deleted = await linksFrom(tx, account, from)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

/** When the one was made to refer to the other; undefined where it does not. */
export async function findLink(db: Db, { account, from, to }: Link): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('document_links')
    .select('linked_at')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .executeTakeFirst()
  return row?.linked_at
}

/** Ends all references of `from` to documents of a kind. */
export async function unlinkAll(tx: Db, account: string, from: Ref, to_kind: string): Promise<void> {
  await linksFrom(tx, account, from).where('to_kind', '=', to_kind).execute()
}

/** Ends all references of documents of `kind` to this one. */
export async function unlinkAllTo(tx: Db, account: string, to: Ref, kind: string): Promise<void> {
  await tables(tx)
    .deleteFrom('document_links')
    .where('account', '=', account)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .where('kind', '=', kind)
    .execute()
}

const linksFrom = (tx: Db, account: string, { kind, id }: Ref) =>
  tables(tx)
    .deleteFrom('document_links')
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where('id', '=', id)

/** What of `kind` the document refers to: ids, the oldest reference first. */
export async function targetsOf(db: Db, account: string, from: Ref, kind: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('document_links')
    .select('to_id')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .where('to_kind', '=', kind)
    .orderBy('linked_at')
    .orderBy('to_id')
    .execute()
  return rows.map((row) => row.to_id)
}

export interface Target extends Ref {
  linked_at: string
}

/** What of these kinds the document refers to, a page at a time: by kind and id, the order in which they are kept. */
export async function pageOfTargets(
  db: Db,
  { account, from }: Omit<Link, 'to'>,
  { kinds, page, per_page }: { kinds: readonly string[]; page: number; per_page: number },
): Promise<{ targets: Target[]; total: number }> {
  if (kinds.length === 0) return { targets: [], total: 0 }
  const query = tables(db)
    .selectFrom('document_links')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .where('to_kind', 'in', kinds)
  const rows = query
    .select(['to_kind as kind', 'to_id as id', 'linked_at'])
    .orderBy('to_kind')
    .orderBy('to_id')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute()
  const counted = query.select((it) => it.fn.countAll<number>().as('rows')).executeTakeFirst()
  const [targets, count] = await Promise.all([rows, counted])
  return { targets, total: count?.rows ?? 0 }
}

/** Whether the document refers to anything. */
export async function hasTargets(db: Db, account: string, from: Ref): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('document_links')
    .select('to_id')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which documents of `kind` refer to this one: ids, the oldest reference first. */
export async function sourcesOf(db: Db, account: string, to: Ref, kind: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('document_links')
    .select('id')
    .where('account', '=', account)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .where('kind', '=', kind)
    .orderBy('linked_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** A page of the documents of some kinds that refer to this one: by kind, and in the order of creation. */
export async function pageOfSources(
  db: Db,
  { account, to }: Omit<Link, 'from'>,
  { kinds, page, per_page }: { kinds: readonly string[]; page: number; per_page: number },
): Promise<{ refs: Ref[]; total: number }> {
  if (kinds.length === 0) return { refs: [], total: 0 }
  const query = tables(db)
    .selectFrom('document_links')
    .where('account', '=', account)
    .where('to_kind', '=', to.kind)
    .where('to_id', '=', to.id)
    .where('kind', 'in', kinds)
  const rows = query
    .select(['kind', 'id'])
    .orderBy('kind')
    .orderBy('position')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute()
  const counted = query.select((it) => it.fn.countAll<number>().as('rows')).executeTakeFirst()
  const [refs, count] = await Promise.all([rows, counted])
  return { refs, total: count?.rows ?? 0 }
}
