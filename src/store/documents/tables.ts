import { PostgresAdapter } from 'kysely'
import type { Db } from '../database.ts'

export interface DocumentRow {
  account: string
  kind: string
  id: string
  position: number
  name: string
  type: string | null
  region: string | null
  created_at: string
  /** JSON. */
  body: string
}
export interface CountRow {
  account: string
  kind: string
  total: number
  last_position: number
}
export interface LinkRow {
  account: string
  kind: string
  id: string
  to_kind: string
  to_id: string
  position: number
  to_position: number
  linked_at: string
}
interface AddressRow {
  network: string
  place: number
  account: string
  kind: string
  id: string
}
interface CursorRow {
  network: string
  next_place: number
}

type Tables = {
  documents: DocumentRow
  document_counts: CountRow
  document_links: LinkRow
  document_addresses: AddressRow
  document_address_cursors: CursorRow
}

export const tables = (db: Db) => db.$extendTables<Tables>()

/** SQLite has one writer, whose transaction sees no other's changes; elsewhere rows are locked to be changed. */
export const locksRows = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter

// An `in` list of few possible lengths makes few distinct statements, so that prepared ones are found again.
const LENGTHS = [1, 5, 20, 50, 100, 200, 500, 1000]

/** `ids`, in groups that are filled up by repetition to one of few lengths. */
export function inGroups(ids: readonly string[]): string[][] {
  const longest = LENGTHS.at(-1) as number
  const groups: string[][] = []
  for (let start = 0; start < ids.length; start += longest) {
    const group = ids.slice(start, start + longest)
    const length = LENGTHS.find((it) => it >= group.length) as number
    groups.push([...group, ...Array<string>(length - group.length).fill(group[0] as string)])
  }
  return groups
}
