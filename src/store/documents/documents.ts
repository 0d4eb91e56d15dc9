// Emulated resources keep their state here: typed JSON documents by account, kind and id, in one table of the main
// database. Every function but the reads wants a transaction.
import type { Db } from '../database.ts'
import { prepared, preparedChange } from '../prepared.ts'
import { countIn, countOut, holdCount } from './counts.ts'
import { countMatching, type Filter, matching, orderOf, type Ref } from './filter.ts'
import { Gone } from './links.ts'
import { type CountRow, type DocumentRow, inGroups, locksRows, tables } from './tables.ts'

export interface Document<Body> extends Omit<DocumentRow, 'body'> {
  body: Body
}

export type Head = Pick<DocumentRow, 'kind' | 'id' | 'name' | 'created_at'>

export interface NewDocument<Body> {
  account: string
  /** Left out where a kind has integer ids: the id then is the document's position. */
  id?: string
  name: string
  type?: string | null
  region?: string | null
  created_at: string
  body: Body
}

export interface Page<Body> {
  documents: Document<Body>[]
  total: number
}

export interface Inserted<Body> {
  document: Document<Body>
  total: number
}

interface Slice extends Filter {
  page: number
  per_page: number
  newest_first?: boolean
}

interface Stretch extends Filter {
  offset: number
  limit: number
  newest_first?: boolean
}

type Key = Pick<DocumentRow, 'account' | 'kind' | 'id'>

const byKey = prepared<Key, DocumentRow>((db, slot) =>
  tables(db)
    .selectFrom('documents')
    .selectAll()
    .where('account', '=', slot('account'))
    .where('kind', '=', slot('kind'))
    .where('id', '=', slot('id')),
)

const insertRow = preparedChange<DocumentRow>((db, slot) =>
  tables(db)
    .insertInto('documents')
    .values({
      account: slot('account'),
      kind: slot('kind'),
      id: slot('id'),
      position: slot('position'),
      name: slot('name'),
      type: slot('type'),
      region: slot('region'),
      created_at: slot('created_at'),
      body: slot('body'),
    })
    .onConflict((on) => on.columns(['account', 'kind', 'id']).doNothing()),
)

const updateRow = preparedChange<Key & Pick<DocumentRow, 'name' | 'type' | 'region' | 'body'>>((db, slot) =>
  tables(db)
    .updateTable('documents')
    .set({ name: slot('name'), type: slot('type'), region: slot('region'), body: slot('body') })
    .where('account', '=', slot('account'))
    .where('kind', '=', slot('kind'))
    .where('id', '=', slot('id')),
)

/** All that can be asked of the documents of one kind. `first` is the position of an account's first. */
export class Documents<Body extends object> {
  readonly kind: string
  readonly #first: number

  constructor(kind: string, { first = 1 }: { first?: number } = {}) {
    this.kind = kind
    this.#first = first
  }

  async find(db: Db, account: string, id: string): Promise<Document<Body> | undefined> {
    const [row] = await byKey(db, { account, kind: this.kind, id })
    return row && read(row)
  }

  /** Nobody else can change the document until the transaction has ended. */
  async findLocked(tx: Db, account: string, id: string): Promise<Document<Body> | undefined> {
    if (!locksRows(tx)) return this.find(tx, account, id)
    const row = await this.#all(tx, account).selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    return row && read(row)
  }

  /** Nobody can remove the document until the transaction has ended; it can be changed, and held by others too. */
  async findHeld(tx: Db, account: string, id: string): Promise<Document<Body> | undefined> {
    if (!locksRows(tx)) return this.find(tx, account, id)
    const row = await this.#all(tx, account).selectAll().where('id', '=', id).forKeyShare().executeTakeFirst()
    return row && read(row)
  }

  /** Those that exist, in no order. */
  async findMany(db: Db, account: string, ids: readonly string[]): Promise<Document<Body>[]> {
    const groups = inGroups([...new Set(ids)]).map((group) =>
      this.#all(db, account).selectAll().where('id', 'in', group).execute(),
    )
    return (await Promise.all(groups)).flat().map((row) => read<Body>(row))
  }

  /** Those that exist, in no order, without what only their kind knows: a list of names need not read it. */
  async findHeads(db: Db, account: string, ids: readonly string[]): Promise<Head[]> {
    const groups = inGroups([...new Set(ids)]).map((group) =>
      this.#all(db, account).select(['kind', 'id', 'name', 'created_at']).where('id', 'in', group).execute(),
    )
    return (await Promise.all(groups)).flat()
  }

  /** Those of these ids that any account has, in no order: for the kinds whose ids say what is meant whoever has it. */
  async findAnywhere(db: Db, ids: readonly string[]): Promise<Document<Body>[]> {
    const groups = inGroups([...new Set(ids)]).map((group) => rowsAnywhere(db, this.kind, group))
    return (await Promise.all(groups)).flat().map((row) => read<Body>(row))
  }

  /** The first of that name, and of that region where one is given. */
  async findNamed(
    db: Db,
    account: string,
    { name, region }: { name: string; region?: string | undefined },
  ): Promise<Document<Body> | undefined> {
    const [first] = (await this.page(db, account, { name, region, page: 1, per_page: 1 })).documents
    return first
  }

  /** In the order of creation, or newest first. */
  async page(db: Db, account: string, { page, per_page, ...slice }: Slice): Promise<Page<Body>> {
    const { newest_first: _, ...filter } = slice
    const [documents, total] = await Promise.all([
      this.stretch(db, account, { ...slice, offset: (page - 1) * per_page, limit: per_page }),
      this.count(db, account, filter),
    ])
    return { documents, total }
  }

  /** As `page`, from anywhere and uncounted: for lists that are made up of several kinds. */
  async stretch(
    db: Db,
    account: string,
    { offset, limit, newest_first, ...filter }: Stretch,
  ): Promise<Document<Body>[]> {
    const rows = await matching(db, { account, kind: this.kind }, filter)
      .selectAll('documents')
      .orderBy(orderOf(filter), newest_first ? 'desc' : 'asc')
      .limit(limit)
      .offset(offset)
      .execute()
    return rows.map((row) => read<Body>(row))
  }

  /** Those of these positions: for what looks after every document, a few at a time. */
  async between(
    db: Db,
    account: string,
    { after, upto }: { after: number; upto: number },
  ): Promise<Document<Body>[]> {
    const query = this.#all(db, account).where('position', '>', after).where('position', '<=', upto)
    return (await query.selectAll().orderBy('position').execute()).map((row) => read<Body>(row))
  }

  /** All that match, in the order of creation: for what cannot be many. */
  async all(db: Db, account: string, filter: Filter = {}): Promise<Document<Body>[]> {
    const query = matching(db, { account, kind: this.kind }, filter).selectAll('documents')
    return (await query.orderBy(orderOf(filter)).execute()).map((row) => read<Body>(row))
  }

  /** Whoever has one. */
  accounts(db: Db): Promise<CountRow[]> {
    return tables(db)
      .selectFrom('document_counts')
      .selectAll()
      .where('kind', '=', this.kind)
      .where('total', '>', 0)
      .execute()
  }

  count(db: Db, account: string, filter: Filter = {}): Promise<number> {
    return countMatching(db, { account, kind: this.kind }, filter)
  }

  /** `total` is how many the account has with this one; a limit is checked against it and throws to take it back. */
  async insert(tx: Db, wanted: NewDocument<Body>): Promise<Inserted<Body>> {
    const inserted = await this.insertUnlessTaken(tx, wanted)
    if (!inserted) throw new Error(`there is a ${this.kind} ${wanted.id} already`)
    return inserted
  }

  /** Undefined where the id is taken, by a transaction that ran beside this one too. */
  async insertUnlessTaken(
    tx: Db,
    { body, ...wanted }: NewDocument<Body>,
  ): Promise<Inserted<Body> | undefined> {
    const { kind } = this
    const { account } = wanted
    const { total, last_position: position } = await countIn(tx, { account, kind, first: this.#first })
    const row = { type: null, region: null, ...wanted, id: wanted.id ?? String(position), kind, position }
    if ((await insertRow(tx, { ...row, body: JSON.stringify(body) })) > 0)
      return { document: { ...row, body }, total }
    await countOut(tx, account, this.kind)
    return undefined
  }

  /** The document of that id, made if there is none. Nobody can remove it until the transaction has ended. */
  async ensure(tx: Db, wanted: NewDocument<Body> & { id: string }): Promise<Document<Body>> {
    const inserted = await this.insertUnlessTaken(tx, wanted)
    if (inserted) return inserted.document
    const known = await this.findHeld(tx, wanted.account, wanted.id)
    if (!known) throw new Gone(`the ${this.kind} ${wanted.id} was taken, and is gone`)
    return known
  }

  /** From here to the end of the transaction nobody else makes or removes one: for what must be unique in a way of its own. */
  async holdAll(tx: Db, account: string): Promise<void> {
    await holdCount(tx, { account, kind: this.kind, first: this.#first })
  }

  /** False where the document is gone. */
  async replace(tx: Db, { body, ...row }: Document<Body>): Promise<boolean> {
    const { account, kind, id, name, type, region } = row
    return (await updateRow(tx, { account, kind, id, name, type, region, body: JSON.stringify(body) })) > 0
  }

  /** Ends every reference to it and from it, and frees its addresses. False where it was gone already. */
  async remove(tx: Db, account: string, id: string): Promise<boolean> {
    const { kind } = this
    const removed = await tables(tx)
      .deleteFrom('documents')
      .where('account', '=', account)
      .where('kind', '=', kind)
      .where('id', '=', id)
      .executeTakeFirst()
    if (removed.numDeletedRows === 0n) return false
    await countOut(tx, account, this.kind)
    return true
  }

  /** The same for many at once. */
  async removeMany(tx: Db, account: string, ids: readonly string[]): Promise<void> {
    let removed = 0n
    for (const group of inGroups(ids)) {
      const { numDeletedRows } = await tables(tx)
        .deleteFrom('documents')
        .where('account', '=', account)
        .where('kind', '=', this.kind)
        .where('id', 'in', group)
        .executeTakeFirst()
      removed += numDeletedRows
    }
    await countOut(tx, account, this.kind, Number(removed))
  }

  #all(db: Db, account: string) {
    return tables(db).selectFrom('documents').where('account', '=', account).where('kind', '=', this.kind)
  }
}

/** By the accounts that have any of the kind, which finds each by its key. */
const rowsAnywhere = (db: Db, kind: string, ids: string[]) =>
  tables(db)
    .selectFrom('document_counts as count')
    .innerJoin('documents', (join) =>
      join
        .onRef('documents.account', '=', 'count.account')
        .on('documents.kind', '=', kind)
        .on('documents.id', 'in', ids),
    )
    .selectAll('documents')
    .where('count.kind', '=', kind)
    .where('count.total', '>', 0)
    .execute()

export type { Filter, Ref }

const read = <Body>({ body, ...row }: DocumentRow): Document<Body> => ({ ...row, body: JSON.parse(body) })
