import type { Db, Engine } from '../../store/database.ts'
import { prepared, preparedChange } from '../../store/prepared.ts'

export interface HeadRow {
  writer: string
  number: number
  hash: string
}
export interface RecordRow extends HeadRow {
  record: string
}
export interface CheckpointRow {
  number: number
  statement: string
  signature: string
}

type Tables = {
  audit_records: RecordRow
  audit_heads: HeadRow
  audit_checkpoints: CheckpointRow
}
const tables = (db: Db) => db.$extendTables<Tables>()

const firstHead = prepared<object, HeadRow>((db) =>
  tables(db).selectFrom('audit_heads').selectAll().where('writer', '=', 'w1'),
)
const freeHead = prepared<object, HeadRow>((db) =>
  tables(db).selectFrom('audit_heads').selectAll().orderBy('writer').limit(1).forUpdate().skipLocked(),
)
const busyHead = prepared<object, HeadRow>((db) =>
  tables(db).selectFrom('audit_heads').selectAll().where('writer', '=', 'w1').forUpdate(),
)

/** The end of a chain that no other transaction can extend until this one ends. */
export async function takeHead(tx: Db, engine: Engine): Promise<HeadRow> {
  const rows = engine === 'sqlite' ? await firstHead(tx, {}) : await freeHead(tx, {})
  const [head = (await busyHead(tx, {}))[0]] = rows
  return head as HeadRow
}

export const insertRecord = preparedChange<RecordRow>((db, slot) =>
  tables(db)
    .insertInto('audit_records')
    .values({ writer: slot('writer'), number: slot('number'), record: slot('record'), hash: slot('hash') }),
)

export const saveHead = preparedChange<HeadRow>((db, slot) =>
  tables(db)
    .updateTable('audit_heads')
    .set({ number: slot('number'), hash: slot('hash') })
    .where('writer', '=', slot('writer')),
)

export function listHeads(db: Db): Promise<HeadRow[]> {
  return tables(db).selectFrom('audit_heads').selectAll().orderBy('writer').execute()
}

/** In order, from just after `after`. */
export function listRecords(db: Db, writer: string, after: number, limit: number): Promise<RecordRow[]> {
  return tables(db)
    .selectFrom('audit_records')
    .selectAll()
    .where('writer', '=', writer)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}

/** The newest of one chain, newest first. */
export function listNewestRecords(db: Db, writer: string, limit: number): Promise<RecordRow[]> {
  return tables(db)
    .selectFrom('audit_records')
    .selectAll()
    .where('writer', '=', writer)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
}

export async function listWriters(db: Db): Promise<string[]> {
  const rows = await tables(db).selectFrom('audit_records').select('writer').distinct().execute()
  return rows.map((row) => row.writer)
}

export function findNewestCheckpoint(db: Db): Promise<CheckpointRow | undefined> {
  return tables(db)
    .selectFrom('audit_checkpoints')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function listCheckpoints(db: Db): Promise<CheckpointRow[]> {
  return tables(db).selectFrom('audit_checkpoints').selectAll().orderBy('number').execute()
}

/** False when another node has made this checkpoint. */
export async function insertCheckpoint(db: Db, row: CheckpointRow): Promise<boolean> {
  const query = tables(db)
    .insertInto('audit_checkpoints')
    .values(row)
    .onConflict((it) => it.doNothing())
  return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}
