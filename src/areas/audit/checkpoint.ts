// A signed statement of where every chain of a database ends. Records before it can then neither be changed nor
// removed unnoticed, even by someone who recomputes all hashes, for the signing key is sealed.
import { inEachStore } from '../../engine/reconcile.ts'
import type { Deps, Store } from '../../kernel/ctx.ts'
import { hashOf } from './journal.ts'
import { findNewestCheckpoint, insertCheckpoint, listHeads } from './store.ts'

export interface Statement {
  number: number
  time: string
  database: string
  heads: Record<string, { number: number; hash: string }>
  /** Hash of the statement before this one; empty in the first. */
  previous: string
}

export async function signCheckpoints(deps: Deps): Promise<void> {
  await inEachStore(deps, (store) => signCheckpoint(deps, store))
}

/** Signs where the chains end now, unless the newest checkpoint says the same. */
async function signCheckpoint(deps: Deps, { database }: Store): Promise<void> {
  await database.settled()
  const newest = await findNewestCheckpoint(database.read)
  const ends = (await listHeads(database.read)).filter((head) => head.number > 0)
  const heads = Object.fromEntries(ends.map(({ writer, number, hash }) => [writer, { number, hash }]))
  if (ends.length === 0 || (newest && sameHeads(newest.statement, heads))) return
  const statement: Statement = {
    number: (newest?.number ?? 0) + 1,
    time: deps.now().toISOString(),
    database: database.name,
    heads,
    previous: newest ? hashOf(newest.statement) : '',
  }
  const text = JSON.stringify(statement)
  const row = { number: statement.number, statement: text, signature: deps.signer.sign(text) }
  const inserted = await database.transact((tx) => insertCheckpoint(tx, row))
  // The log is an anchor outside the database: whoever rolls both back must forge the log as well.
  if (inserted) deps.log.info({ checkpoint: statement, signature: row.signature }, 'audit checkpoint')
}

const sameHeads = (statement: string, heads: Statement['heads']) =>
  JSON.stringify((JSON.parse(statement) as Statement).heads) === JSON.stringify(heads)
