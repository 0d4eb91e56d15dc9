import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Installation } from '../../installation.ts'
import { listTables, readRows } from '../../store/backup.ts'
import type { Database, Db } from '../../store/database.ts'
import { notice, progressLine } from '../line/output.ts'
import { CommandProblem } from '../line/problem.ts'
import { allStores, localEntry, withInstallation } from '../with_installation.ts'
import { type Batch, type Header, linesOf } from './file.ts'

interface Snapshot {
  database: Database
  tx: Db
  tables: string[]
}

export async function backup(file: string, { force = false }: { force?: boolean }): Promise<void> {
  if (!force && existsSync(file))
    throw new CommandProblem(`${file} is there already; add --force to replace it`)
  await withInstallation(async (installation, { data }) => {
    refuseUnnamedRegions(installation, data)
    const rows = await writeBackup(installation, file)
    notice(`${file}: ${rows} rows`)
    notice('It does not hold the master key. Without a copy of that key, kept elsewhere, it cannot be read.')
  })
}

// A region that the server has and these settings lack would be missing without a word.
function refuseUnnamedRegions({ regions, main }: Installation, data: string): void {
  const folder = join(data, 'regions')
  if (main.database.engine !== 'sqlite' || !existsSync(folder)) return
  const unnamed = readdirSync(folder)
    .flatMap((file) => (file.endsWith('.db') ? basename(file, '.db') : []))
    .filter((slug) => !regions.has(slug))
  if (unnamed.length > 0)
    throw new CommandProblem(
      `${folder} holds ${unnamed.join(', ')}, which ROCKPOOL_REGIONS does not name; give this command the settings of the server`,
    )
}

/** Resolves to the number of rows, when the file is complete, durable and has its name. */
export async function writeBackup(installation: Installation, file: string): Promise<number> {
  const stores = await allStores(installation)
  const entry = localEntry({ operation: 'backup', resource: `file:${basename(file)}` })
  await installation.main.database.transact(async () => {}, entry)
  // Main is seen last: whatever a region's rows refer to is then in the backup too.
  const databases = [...stores.slice(1), ...stores.slice(0, 1)].map((store) => store.database)
  const partial = `${file}.partial`
  await rm(partial, { force: true })
  try {
    const rows = await withSnapshots(databases, (snapshots) => writeFile(partial, snapshots))
    await rename(partial, file)
    await syncFolder(dirname(file))
    return rows
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** All snapshots are taken before the first is read. */
function withSnapshots<Result>(
  [database, ...others]: Database[],
  work: (snapshots: Snapshot[]) => Promise<Result>,
  taken: Snapshot[] = [],
): Promise<Result> {
  if (!database) return work(taken)
  return database.snapshot(async (tx) => {
    // The first read is what takes the snapshot, on both engines.
    const tables = await listTables(tx, database.engine)
    return withSnapshots(others, work, [...taken, { database, tx, tables }])
  })
}

async function writeFile(path: string, snapshots: Snapshot[]): Promise<number> {
  const line = progressLine()
  let written = 0
  const header: Header = {
    format: 'rockpool-backup',
    version: 1,
    made_by: versionHere(),
    made_at: new Date().toISOString(),
    databases: snapshots.map(({ database }) => database.name),
  }
  const lines = linesOf(header, batchesOf(snapshots), (rows, { database, table }) => {
    written = rows
    line.show(`${rows} rows, now ${database} ${table}`)
  })
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(lines, createGzip(), target)
  line.clear()
  return written
}

async function* batchesOf(snapshots: Snapshot[]): AsyncGenerator<Batch> {
  for (const { database, tx, tables } of snapshots)
    for (const table of tables)
      for await (const rows of readRows(tx, database.engine, table))
        yield { database: database.name, table, rows }
}

/** The new name is durable only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

function versionHere(): string {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version
}
