import { existsSync } from 'node:fs'
import { makeFolder } from '../../durable_files.ts'
import { type InstallationPlace, masterKey, masterKeyPath } from '../../installation.ts'
import { openBare } from '../../storage.ts'
import { deleteRows, insertRows, listTables, type StoredRow } from '../../store/backup.ts'
import type { Database } from '../../store/database.ts'
import { holdFile } from '../../store/file_lock.ts'
import { type MigrationFolder, type MigrationRow, migrate, requireKnown } from '../../store/migrate.ts'
import { openRingKey } from '../../vault/keyring.ts'
import { installationPlace } from '../installation_place.ts'
import { configuration } from '../line/configuration.ts'
import { notice, progressLine } from '../line/output.ts'
import { CommandProblem } from '../line/problem.ts'
import { localEntry, serverLock } from '../with_installation.ts'
import { fileBatches, type Header, verifyFile } from './file.ts'

interface Target {
  database: Database
  folders: MigrationFolder[]
}

interface Checked {
  header: Header
  /** Of each database: those that it had. */
  migrations: Map<string, MigrationRow[]>
}

export async function restore(file: string): Promise<void> {
  const place = installationPlace(configuration())
  process.umask(0o077)
  const rows = await restoreBackup(place, file)
  notice(`restored ${rows} rows from ${file}; start the server with: rockpool serve`)
}

/** Resolves to the number of rows. Throws before it writes anything if the file, the key or the place is not right. */
export async function restoreBackup(place: InstallationPlace, file: string): Promise<number> {
  const master = presentMasterKey(place)
  const checked = await checkFile(file, master, masterKeyPath(place))
  requireRegions(checked.header, place)
  makeFolder(place.data)
  const lock = holdFile(serverLock(place.data))
  if (!lock) throw new CommandProblem(`a server runs on ${place.data}; stop it first`)
  const targets = new Map<string, Target>()
  try {
    for (const name of ['main', ...place.regions.map(({ slug }) => slug)])
      targets.set(name, await openBare(place, name))
    for (const [name, target] of targets) await requireFit(name, target, checked)
    return await fill(targets, checked, file)
  } finally {
    for (const { database } of targets.values()) await database.close()
    lock.release()
  }
}

function presentMasterKey(place: InstallationPlace): Buffer {
  const path = masterKeyPath(place)
  if (existsSync(path)) return masterKey(place).master
  throw new CommandProblem(
    `${path} is missing: put a copy of the master key there first (chmod 600), the one that the backup was made under`,
  )
}

async function checkFile(file: string, master: Buffer, key_path: string): Promise<Checked> {
  const migrations: Checked['migrations'] = new Map()
  const ring_keys: StoredRow[] = []
  const header = await verifyFile(file, ({ database, table, row }) => {
    if (table === 'ring_keys') ring_keys.push(row)
    const had = migrations.get(database) ?? []
    if (table === 'migrations') migrations.set(database, [...had, row as unknown as MigrationRow])
  })
  for (const { id, wrapped } of ring_keys)
    try {
      openRingKey(master, String(id), String(wrapped))
    } catch {
      throw new CommandProblem(
        `the master key in ${key_path} is not the one that ${file} was sealed under; give that one. Nothing was written`,
      )
    }
  return { header, migrations }
}

function requireRegions({ databases }: Header, { regions }: InstallationPlace): void {
  const lacking = databases.filter((name) => name !== 'main' && !regions.some(({ slug }) => slug === name))
  if (lacking.length > 0)
    throw new CommandProblem(
      `the backup holds ${lacking.join(', ')}, which ROCKPOOL_REGIONS does not name; add what is missing. Nothing was written`,
    )
}

async function requireFit(name: string, { database, folders }: Target, checked: Checked): Promise<void> {
  if (await database.hasTable('migrations'))
    throw new CommandProblem(
      `the database ${name} is not empty; restore into a new data folder or an empty PostgreSQL database. Nothing was written`,
    )
  requireKnown(name, folders, checked.migrations.get(name) ?? [])
}

async function fill(targets: Map<string, Target>, checked: Checked, file: string): Promise<number> {
  const line = progressLine()
  const batches = fileBatches(file)
  let next = await batches.next()
  let restored = 0
  try {
    for (const name of checked.header.databases) {
      const { database, folders } = targets.get(name) as Target
      await migrate(database, foldersThen(folders, checked.migrations.get(name)), new Date())
      const entry = name === 'main' ? localEntry({ operation: 'restore' }) : undefined
      await database.transact(async (tx) => {
        // What migrations have put into tables is in the backup, as it was.
        const tables = await listTables(tx, database.engine)
        for (const table of tables.toReversed()) await deleteRows(tx, table)
        // Awaiting the file is harmless here: no one else uses this database yet.
        for (; !next.done && next.value.database === name; next = await batches.next()) {
          await insertRows(tx, next.value.table, next.value.rows)
          restored += next.value.rows.length
          line.show(`${restored} rows, now ${name} ${next.value.table}`)
        }
      }, entry)
      await migrate(database, folders, new Date())
    }
  } catch (error) {
    throw new CommandProblem(
      `the restore did not finish: ${(error as Error).message}; empty the data folder (or the PostgreSQL database) but for the master key before you try again`,
    )
  } finally {
    line.clear()
    await batches.return(undefined)
  }
  return restored
}

/** The migrations that the database had when the backup was made: its rows fit those tables. Newer ones come after. */
function foldersThen(folders: MigrationFolder[], had: MigrationRow[] = []): MigrationFolder[] {
  return folders.map((folder) => ({
    ...folder,
    files: had.filter(({ area }) => area === folder.area).map(({ file }) => file),
  }))
}
