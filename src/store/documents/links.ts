// References between documents. Each is one row, which ends with either document.
import type { Db } from '../database.ts'
import type { Ref } from './documents.ts'
import { inGroups, type LinkRow, tables } from './tables.ts'

export interface Link {
  account: string
  from: Ref
  to: Ref
}

/** False where the one refers to the other already. Throws Gone where either is no longer there. */
export async function link(tx: Db, { account, from, to }: Link, linked_at: string): Promise<boolean> {
  const inserted = await tables(tx)
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
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return true
  if (await isLinked(tx, { account, from, to })) return false
  throw new Gone(`no reference from ${from.kind} ${from.id} to ${to.kind} ${to.id}: one of them is gone`)
}

/** One end of a reference is no longer there. */
export class Gone extends Error {}

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

/** What some documents of one kind are linked with, whichever way. */
export interface Linked {
  /** Ids of the documents of `kind` that refer to this one, the oldest reference first. */
  sources(id: string, kind: string): string[]
  /** Ids of the documents of `kind` that this one refers to, the oldest reference first. */
  targets(id: string, kind: string): string[]
}

/** All links of some documents of one kind, in two queries however many they are. */
export async function linkedWith(
  db: Db,
  account: string,
  kind: string,
  ids: readonly string[],
): Promise<Linked> {
  const groups = inGroups(ids)
  const [to, from] = await Promise.all([
    Promise.all(groups.map((group) => linksTo(db, account, kind, group))),
    Promise.all(groups.map((group) => linksOf(db, account, kind, group))),
  ])
  const sources = Map.groupBy(inOrder(to.flat()), (row) => `${row.to_id} ${row.kind}`)
  const targets = Map.groupBy(inOrder(from.flat()), (row) => `${row.id} ${row.to_kind}`)
  return {
    sources: (id, other) => sources.get(`${id} ${other}`)?.map((row) => row.id) ?? [],
    targets: (id, other) => targets.get(`${id} ${other}`)?.map((row) => row.to_id) ?? [],
  }
}

const linksTo = (db: Db, account: string, kind: string, ids: string[]) =>
  tables(db)
    .selectFrom('document_links')
    .selectAll()
    .where('account', '=', account)
    .where('to_kind', '=', kind)
    .where('to_id', 'in', ids)
    .execute()

const linksOf = (db: Db, account: string, kind: string, ids: string[]) =>
  tables(db)
    .selectFrom('document_links')
    .selectAll()
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where('id', 'in', ids)
    .execute()

const ORDER = ['linked_at', 'kind', 'id', 'to_id'] as const
const inOrder = (rows: LinkRow[]) => rows.sort(compareLinks)

function compareLinks(a: LinkRow, b: LinkRow): number {
  const field = ORDER.find((it) => a[it] !== b[it])
  if (field === undefined) return 0
  return a[field] < b[field] ? -1 : 1
}

/** How many documents of each kind `from` refers to, and which was the last. */
export async function countTargets(
  db: Db,
  account: string,
  from: Ref,
): Promise<Array<{ kind: string; count: number; last: string }>> {
  const rows = await tables(db)
    .selectFrom('document_links')
    .select((it) => ['to_kind as kind', it.fn.countAll<number>().as('count')])
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .groupBy('to_kind')
    .orderBy('to_kind')
    .execute()
  return Promise.all(
    rows.map(async ({ kind, count }) => ({ kind, count, last: await lastTarget(db, account, from, kind) })),
  )
}

async function lastTarget(db: Db, account: string, from: Ref, kind: string): Promise<string> {
  const row = await tables(db)
    .selectFrom('document_links')
    .select('to_id')
    .where('account', '=', account)
    .where('kind', '=', from.kind)
    .where('id', '=', from.id)
    .where('to_kind', '=', kind)
    .orderBy('linked_at', 'desc')
    .orderBy('to_id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return row.to_id
}
