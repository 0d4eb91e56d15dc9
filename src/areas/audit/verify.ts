// Finds any record that was changed, removed or reordered since it was written, and says where.
import type { Signer } from '../../kernel/ctx.ts'
import type { Database, Db } from '../../store/database.ts'
import type { Statement } from './checkpoint.ts'
import { hashOf } from './journal.ts'
import {
  type CheckpointRow,
  listCheckpoints,
  listHeads,
  listRecords,
  listWriters,
  type RecordRow,
} from './store.ts'

export interface Verdict {
  database: string
  records: number
  checkpoints: number
  /** Each says what is wrong and where. Empty when the trail is as it was written. */
  problems: string[]
}

interface Chain {
  writer: string
  number: number
  hash: string
}

const BATCH = 5000
const PROBLEMS_MAX = 100

/** Reads one unchanging snapshot, so it can run beside a server that writes. */
export function verifyTrail(database: Database, signer: Signer): Promise<Verdict> {
  return database.snapshot(async (tx) => {
    const verdict: Verdict = { database: database.name, records: 0, checkpoints: 0, problems: [] }
    const signed = signedRecords(await verifyCheckpoints(tx, signer, verdict), verdict)
    const heads = await listHeads(tx)
    const writers = new Set([
      ...heads.map((head) => head.writer),
      ...(await listWriters(tx)),
      ...signed.keys(),
    ])
    for (const writer of [...writers].sort()) {
      const end = await verifyChain(tx, writer, signed.get(writer) ?? new Map(), verdict)
      const head = heads.find((it) => it.writer === writer)
      compareWithHead(end, head, verdict)
    }
    verdict.problems.splice(PROBLEMS_MAX)
    return verdict
  })
}

async function verifyCheckpoints(tx: Db, signer: Signer, verdict: Verdict): Promise<Statement[]> {
  let previous = ''
  const statements: Statement[] = []
  for (const [index, row] of (await listCheckpoints(tx)).entries()) {
    const where = `checkpoint ${row.number}`
    if (row.number !== index + 1) verdict.problems.push(`${where}: checkpoint ${index + 1} is missing`)
    const statement = signedStatement(row, signer)
    if (!statement) verdict.problems.push(`${where}: its signature does not match`)
    else if (statement.previous !== previous)
      verdict.problems.push(`${where}: it does not follow the one before it`)
    else if (statement.database !== verdict.database)
      verdict.problems.push(`${where}: it was signed for database ${statement.database}`)
    if (statement) statements.push(statement)
    previous = hashOf(row.statement)
    verdict.checkpoints += 1
  }
  return statements
}

function signedStatement(
  { number, statement, signature }: CheckpointRow,
  signer: Signer,
): Statement | undefined {
  // A signature, too, has one spelling only: a changed byte is a changed byte.
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return undefined
  if (!signer.verify(statement, signature)) return undefined
  const parsed = JSON.parse(statement) as Statement
  return parsed.number === number ? parsed : undefined
}

/** By writer and number, what checkpoints say of records. Two that say different things show a trail that was rolled back. */
function signedRecords(checkpoints: Statement[], { problems }: Verdict): Map<string, Signed> {
  const signed = new Map<string, Signed>()
  for (const { heads, number: checkpoint } of checkpoints) {
    for (const [writer, { number, hash }] of Object.entries(heads)) {
      const of_writer = signed.get(writer) ?? new Map()
      signed.set(writer, of_writer)
      const before = of_writer.get(number)
      if (before && before.hash !== hash)
        problems.push(
          `${writer}/${number}: checkpoints ${before.checkpoint} and ${checkpoint} signed different records`,
        )
      of_writer.set(number, before ?? { hash, checkpoint })
    }
  }
  return signed
}

/** Follows one chain from its first record, and compares it with every checkpoint on the way. */
async function verifyChain(tx: Db, writer: string, expected: Signed, verdict: Verdict): Promise<Chain> {
  const chain: Chain = { writer, number: 0, hash: '' }
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await listRecords(tx, writer, after, BATCH)
    for (const row of rows) verdict.problems.push(...stepTo(chain, row), ...compareSigned(row, expected))
    after = rows.at(-1)?.number ?? after
    verdict.records += rows.length
    if (rows.length < BATCH || verdict.problems.length > PROBLEMS_MAX) break
  }
  for (const [number, { checkpoint }] of expected)
    verdict.problems.push(`${writer}/${number}: is missing, though checkpoint ${checkpoint} signed it`)
  return chain
}

type Signed = Map<number, { hash: string; checkpoint: number }>

function compareSigned({ writer, number, hash }: RecordRow, expected: Signed): string[] {
  const signed = expected.get(number)
  expected.delete(number)
  if (!signed || signed.hash === hash) return []
  return [`${writer}/${number}: differs from what checkpoint ${signed.checkpoint} signed`]
}

/** Moves the chain to `row`, and says what is wrong with the step. */
function stepTo(chain: Chain, row: RecordRow): string[] {
  const where = `${row.writer}/${row.number}`
  const problems: string[] = []
  if (row.number < 1) problems.push(`${where}: no record has this number`)
  else if (row.number !== chain.number + 1)
    problems.push(`${where}: ${row.writer}/${chain.number + 1} is missing before it`)
  const told = parsed(row.record)
  const content_hash = hashOf(row.record)
  if (content_hash !== row.hash) problems.push(`${where}: its text was changed`)
  else if (told?.writer !== row.writer || told.number !== row.number)
    problems.push(`${where}: it was moved here`)
  else if (told.previous !== chain.hash && row.number === chain.number + 1)
    problems.push(`${where}: it does not follow the record before it`)
  if (row.number < 1) return problems
  chain.number = row.number
  chain.hash = row.hash
  return problems
}

function parsed(record: string): { writer: string; number: number; previous: string } | undefined {
  try {
    return JSON.parse(record)
  } catch {
    return undefined
  }
}

function compareWithHead(end: Chain, head: Chain | undefined, { problems }: Verdict): void {
  if (!head) problems.push(`${end.writer}: the chain's end is not on record`)
  else if (head.number !== end.number)
    problems.push(`${end.writer}/${end.number}: is the last record, but ${head.number} were written`)
  else if (head.hash !== end.hash)
    problems.push(`${end.writer}/${end.number}: is not the record that was written last`)
}
