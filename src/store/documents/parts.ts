// What is read of very many documents, a part at a time: each part begins after the last position of the one before, so
// that nothing is missed when others are removed meanwhile.
import type { Db } from '../database.ts'
import { prepared } from '../prepared.ts'
import type { Document } from './documents.ts'
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
  Pick<DocumentRow, 'position' | 'name' | 'type' | 'body'>
>((db, slot) =>
  tables(db)
    .selectFrom('document_links as link')
    .innerJoin('documents as source', (join) =>
      join
        .onRef('source.account', '=', 'link.account')
        .onRef('source.kind', '=', 'link.kind')
        .onRef('source.id', '=', 'link.id'),
    )
    .select(['source.position', 'source.name', 'source.type', 'source.body'])
    .where('link.account', '=', slot('account'))
    .where('link.to_kind', '=', slot('to_kind'))
    .where('link.to_id', '=', slot('to_id'))
    .where('link.kind', '=', slot('kind'))
    .where('link.position', '>', slot('after'))
    .orderBy('link.position')
    .limit(slot('limit')),
)

/** Which documents of a kind an account has, in the order of creation: not what is in them. */
export const idsInParts = (db: Db, of: { account: string; kind: string }, size: number) =>
  inParts((after, limit) => rowsAfter(db, { ...of, after, limit }), size)

export type Source<Body> = Pick<Document<Body>, 'position' | 'name' | 'type' | 'body'>

/** The documents of a kind that refer to another, in the order of creation. */
export function sourcesInParts<Body>(
  db: Db,
  { account, kind, to }: { account: string; kind: string; to: Ref },
  size: number,
): AsyncGenerator<Source<Body>[]> {
  const of = { account, kind, to_kind: to.kind, to_id: to.id }
  return inParts(async (after, limit) => {
    const rows = await sourcesAfter(db, { ...of, after, limit })
    return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }))
  }, size)
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
