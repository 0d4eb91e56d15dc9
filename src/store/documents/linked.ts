// What is linked with many documents at once, and how much with one.
import { type NotNull, sql } from 'kysely'
import type { Db } from '../database.ts'
import { inGroups, type LinkRow, tables } from './tables.ts'

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

export interface TargetCount {
  kind: string
  count: number
  /** The one that was linked last, and when. */
  last: string
  linked_at: string
}

/** How many documents of each kind some documents refer to, by their ids, in one query. No document is read. */
export async function countTargets(
  db: Db,
  account: string,
  { kind, ids }: { kind: string; ids: readonly string[] },
): Promise<Map<string, TargetCount[]>> {
  const groups = inGroups(ids).map((group) => countGroup(db, account, kind, group))
  const rows = (await Promise.all(groups)).flat()
  const counts = Map.groupBy(rows, ({ id }) => id)
  return new Map([...counts].map(([id, list]) => [id, list.map(toCount)]))
}

// The newest link is one text of its time and its target, so that one look at the index finds both.
const countGroup = (db: Db, account: string, kind: string, ids: string[]) =>
  tables(db)
    .selectFrom('document_links as counted')
    .select((it) => [
      'counted.id',
      'counted.to_kind as kind',
      it.fn.countAll<number>().as('count'),
      it
        .selectFrom('document_links as link')
        .select(sql<string>`link.linked_at || ' ' || link.to_id`.as('newest'))
        .where('link.account', '=', account)
        .where('link.kind', '=', kind)
        .whereRef('link.id', '=', 'counted.id')
        .whereRef('link.to_kind', '=', 'counted.to_kind')
        .orderBy('link.linked_at', 'desc')
        .orderBy('link.to_id', 'desc')
        .limit(1)
        .as('newest'),
    ])
    .where('counted.account', '=', account)
    .where('counted.kind', '=', kind)
    .where('counted.id', 'in', ids)
    .groupBy(['counted.id', 'counted.to_kind'])
    .orderBy('counted.to_kind')
    .$narrowType<{ newest: NotNull }>()
    .execute()

function toCount({ kind, count, newest }: { kind: string; count: number; newest: string }): TargetCount {
  const end = newest.indexOf(' ')
  return { kind, count, linked_at: newest.slice(0, end), last: newest.slice(end + 1) }
}
