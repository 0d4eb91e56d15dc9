import { setTimeout as pause } from 'node:timers/promises'
import { listHeads, listNewestRecords, listRecords, type RecordRow } from '../../areas/audit/store.ts'
import type { Installation } from '../../installation.ts'
import type { Database } from '../../store/database.ts'
import {
  cellOf,
  formatOf,
  lineOf,
  type OutputFormat,
  type OutputOption,
  type Row,
  tableOf,
  write,
} from '../line/output.ts'
import { usageProblem } from '../line/problem.ts'
import { allStores, withInstallation } from '../with_installation.ts'

interface Chain {
  database: Database
  writer: string
  /** Of the last record that was read. */
  number: number
}

interface Told extends Record<string, unknown> {
  database: string
  time: string
}

interface TailOptions extends OutputOption {
  lines: string
  follow?: boolean
}

interface TailPlan {
  count: number
  follow: boolean
  format: OutputFormat
}

const POLL_MS = 500
const BATCH = 1000

/** Prints the newest records of all databases in the order of their times, then new ones as they come. */
export async function tailTrails({ lines, follow = false, ...options }: TailOptions): Promise<void> {
  if (!/^[0-9]{1,6}$/.test(lines)) throw usageProblem('--lines wants a whole number from 0 to 999999')
  await withInstallation((installation) =>
    followTrail(installation, { count: Number(lines), follow, format: formatOf(options) }),
  )
}

async function followTrail(installation: Installation, plan: TailPlan): Promise<void> {
  const chains = await chainsOf(installation)
  const newest: Told[] = []
  for (const chain of chains) newest.push(...(await newestOf(chain, plan.count)))
  const print = printer(plan.format)
  print(newest.sort(byTime).slice(newest.length - Math.min(plan.count, newest.length)))
  while (plan.follow) {
    await pause(POLL_MS)
    const more: Told[] = []
    for (const chain of chains) more.push(...(await moreOf(chain)))
    if (more.length > 0) print(more.sort(byTime))
  }
}

async function chainsOf(installation: Installation): Promise<Chain[]> {
  const chains: Chain[] = []
  for (const { database } of await allStores(installation))
    for (const { writer, number } of await listHeads(database.read)) chains.push({ database, writer, number })
  return chains
}

async function newestOf(chain: Chain, count: number): Promise<Told[]> {
  const rows = count === 0 ? [] : await listNewestRecords(chain.database.read, chain.writer, count)
  chain.number = Math.max(chain.number, rows[0]?.number ?? 0)
  return rows.map((row) => told(chain, row))
}

async function moreOf(chain: Chain): Promise<Told[]> {
  const rows = await listRecords(chain.database.read, chain.writer, chain.number, BATCH)
  chain.number = rows.at(-1)?.number ?? chain.number
  return rows.map((row) => told(chain, row))
}

/** A record as it was written; what cannot be read as one is shown all the same. */
function told({ database }: Chain, { record, writer, number }: RecordRow): Told {
  try {
    return { database: database.name, ...JSON.parse(record) }
  } catch {
    return {
      database: database.name,
      time: '',
      writer,
      number,
      operation: '(not readable; see audit verify)',
    }
  }
}

const byTime = (a: Told, b: Told) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)

/** As a table, the columns of the first rows are kept for those that follow. */
function printer(format: OutputFormat): (records: Told[]) => void {
  let widths: number[] | undefined
  return (records) => {
    if (format === 'json') {
      for (const record of records) write(`${JSON.stringify(record)}\n`)
      return
    }
    const rows = records.map(rowOf)
    if (widths) {
      for (const row of rows) write(`${lineOf(Object.values(row).map(cellOf), widths)}\n`)
      return
    }
    if (rows.length === 0) return
    write(tableOf(rows))
    widths = Object.keys(rows[0] as Row).map((column) =>
      Math.max(column.length, ...rows.map((row) => cellOf(row[column]).length)),
    )
  }
}

function rowOf(record: Told): Row {
  const text = (name: string) => {
    const value = record[name]
    return value === null || value === undefined ? null : String(value)
  }
  return {
    time: record.time,
    database: record.database,
    operation: text('operation'),
    resource: text('resource'),
    decision: text('decision'),
    status: text('status'),
    address: text('address'),
    token: text('token'),
  }
}
