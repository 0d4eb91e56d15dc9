// The file of a backup: JSON, a line for each row, compressed. The first line says what it is; the last holds the
// number of rows and the SHA-256 of all lines before it.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { StoredRow } from '../../store/backup.ts'
import { CommandProblem } from '../line/problem.ts'

export interface Header {
  format: 'rockpool-backup'
  version: 1
  /** The version of Rockpool that made it. */
  made_by: string
  made_at: string
  /** In the order in which their rows come. */
  databases: string[]
}

/** Of every database, for every table. */
export type RowCounts = Record<string, Record<string, number>>

export interface Footer {
  rows: RowCounts
  sha256: string
}

export interface FileRow {
  database: string
  table: string
  row: StoredRow
}

/** Rows of one table. */
export interface Batch {
  database: string
  table: string
  rows: StoredRow[]
}

const LINE_MAX_CHARACTERS = 16 * 1024 * 1024
const BATCH_ROWS = 500

/** The whole file, from the rows: header, rows, footer. `count` hears of every batch. */
export async function* linesOf(
  header: Header,
  batches: AsyncIterable<Batch>,
  count: (rows: number, batch: Batch) => void,
): AsyncGenerator<string> {
  const sha256 = createHash('sha256')
  const rows: RowCounts = Object.fromEntries(header.databases.map((name) => [name, {}]))
  const hashed = (text: string) => {
    sha256.update(text)
    return text
  }
  yield hashed(`${JSON.stringify(header)}\n`)
  let total = 0
  for await (const batch of batches) {
    const { database, table } = batch
    tally(rows, batch)
    total += batch.rows.length
    count(total, batch)
    yield hashed(batch.rows.map((row) => `${JSON.stringify({ database, table, row })}\n`).join(''))
  }
  const footer: Footer = { rows, sha256: sha256.digest('hex') }
  yield `${JSON.stringify(footer)}\n`
}

function tally(counts: RowCounts, { database, table, rows }: Batch): void {
  const tables = counts[database] ?? {}
  counts[database] = tables
  tables[table] = (tables[table] ?? 0) + rows.length
}

/**
 * Reads the file to its end. Throws CommandProblem unless it is exactly what was written. `see` gets every row, before
 * it is known whether the rest is right.
 */
export async function verifyFile(path: string, see: (row: FileRow) => void): Promise<Header> {
  const check = new FileCheck(path, see)
  let last: string | undefined
  for await (const line of fileLines(path)) {
    if (last !== undefined) check.take(last)
    last = line
  }
  return check.finish(last)
}

class FileCheck {
  readonly #path: string
  readonly #see: (row: FileRow) => void
  readonly #sha256 = createHash('sha256')
  readonly #rows: RowCounts = {}
  #header: Header | undefined

  constructor(path: string, see: (row: FileRow) => void) {
    this.#path = path
    this.#see = see
  }

  /** Any line but the last. */
  take(line: string): void {
    this.#sha256.update(`${line}\n`)
    if (!this.#header) {
      this.#header = headerIn(this.#path, line)
      for (const name of this.#header.databases) this.#rows[name] = {}
      return
    }
    const found = rowIn(line)
    if (!found) throw damaged(this.#path, 'a line of it is not a row')
    tally(this.#rows, { ...found, rows: [found.row] })
    this.#see(found)
  }

  finish(line: string | undefined): Header {
    const { sha256, rows } = (parsed(line ?? '') ?? {}) as Partial<Footer>
    if (!this.#header || sha256 === undefined) throw damaged(this.#path, 'its end is missing')
    if (sha256 !== this.#sha256.digest('hex')) throw damaged(this.#path, 'its checksum does not match')
    if (JSON.stringify(rows) !== JSON.stringify(this.#rows)) throw damaged(this.#path, 'rows are missing')
    return this.#header
  }
}

/** The rows of a file that was verified. */
export async function* fileBatches(path: string): AsyncGenerator<Batch> {
  let batch: Batch | undefined
  for await (const line of fileLines(path)) {
    const found = rowIn(line)
    // Header and footer are no rows.
    if (!found) continue
    const { database, table, row } = found
    const full = batch && batch.rows.length >= BATCH_ROWS
    if (batch && (full || batch.database !== database || batch.table !== table)) {
      yield batch
      batch = undefined
    }
    batch ??= { database, table, rows: [] }
    batch.rows.push(row)
  }
  if (batch) yield batch
}

function headerIn(path: string, line: string): Header {
  const header = parsed(line) as Partial<Header> | undefined
  if (header?.format !== 'rockpool-backup' || !Array.isArray(header.databases))
    throw new CommandProblem(`${path} is not a backup that Rockpool has made`)
  if (header.version !== 1)
    throw new CommandProblem(
      `${path} is of a form that this version does not know; restore it with Rockpool ${header.made_by} or later`,
    )
  return header as Header
}

function rowIn(line: string): FileRow | undefined {
  const { database, table, row } = (parsed(line) ?? {}) as Record<string, unknown>
  if (typeof database !== 'string' || typeof table !== 'string' || typeof row !== 'object') return undefined
  return row === null ? undefined : { database, table, row: row as StoredRow }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Throws CommandProblem when the file cannot be read or unpacked. */
async function* fileLines(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip()
  const packed = createReadStream(path)
  const ended = pipeline(packed, unpacked)
  ended.catch(() => {})
  try {
    yield* splitLines(path, unpacked.setEncoding('utf8'))
    await ended
  } catch (error) {
    if (error instanceof CommandProblem) throw error
    const { code = '', message, syscall } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new CommandProblem(`there is no file ${path}`)
    if (syscall !== undefined && code.startsWith('E'))
      throw new CommandProblem(`${path} cannot be read (${code})`)
    throw damaged(path, message)
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}

async function* splitLines(path: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LINE_MAX_CHARACTERS) throw damaged(path, 'a line of it is too long')
    yield* lines
  }
  if (rest !== '') throw damaged(path, 'its end is missing')
}

const damaged = (path: string, reason: string) =>
  new CommandProblem(`${path} is damaged and was not used: ${reason}`)
