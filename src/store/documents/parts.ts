// What is read of very many documents, a part at a time: each part begins after the last position of the one before, so
// that nothing is missed when others are removed meanwhile.
import type { Db } from '../database.ts'
import { prepared } from '../prepared.ts'
import type { Ref } from './filter.ts'
import { type DocumentRow, tables } from './tables.ts'

interface Part {
  account: string
  kind: string
  after: number
  limit: number
}

const rowsAfter = prepared<Part, Pick<DocumentRow, 'id' | 'position' | 'created_at'>>((db, slot) =>
  tables(db)
    .selectFrom('documents')
    .select(['id', 'position', 'created_at'])
    .where('account', '=', slot('account'))
    .where('kind', '=', slot('kind'))
    .where('position', '>', slot('after'))
    .orderBy('position')
    .limit(slot('limit')),
)

const sourcesAfter = prepared<
  Part & { to_kind: string; to_id: string },
  Pick<DocumentRow, 'id' | 'position'>
>((db, slot) =>
  tables(db)
    .selectFrom('document_links')
    .select(['id', 'position'])
    .where('account', '=', slot('account'))
    .where('to_kind', '=', slot('to_kind'))
    .where('to_id', '=', slot('to_id'))
    .where('kind', '=', slot('kind'))
    .where('position', '>', slot('after'))
    .orderBy('position')
    .limit(slot('limit')),
)

/** Which documents of a kind an account has, in the order of creation: not what is in them. */
export const idsInParts = (db: Db, of: { account: string; kind: string }, size: number) =>
  inParts((after, limit) => rowsAfter(db, { ...of, after, limit }), size)

/**
 * Which documents of a kind refer to another, in the order of creation. What is in them is another query for each part:
 * for a join, PostgreSQL takes seconds where it has no statistics yet, as after many were made at once.
 */
export const sourcesInParts = (
  db: Db,
  { account, kind, to }: { account: string; kind: string; to: Ref },
  size: number,
) => {
  const of = { account, kind, to_kind: to.kind, to_id: to.id }
  return inParts((after, limit) => sourcesAfter(db, { ...of, after, limit }), size)
}

async function* inParts<Row extends { position: number }>(
  read: (after: number, limit: number) => Promise<Row[]>,
  size: number,
): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const rows = await read(after, size)
    yield rows
    if (rows.length < size) return
    after = rows.at(-1)?.position ?? after
    await othersTurn()
  }
}

/** An embedded database answers without ever letting go of the thread. */
const othersTurn = () => new Promise((resolve) => setImmediate(resolve))
