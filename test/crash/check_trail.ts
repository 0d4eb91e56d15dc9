// The audit trail after a crash, read from the databases themselves by a process beside the server.
import { listRecords, listWriters } from '../../src/areas/audit/store.ts'
import { verifyTrail } from '../../src/areas/audit/verify.ts'
import { type InstallationPlace, openInstallation } from '../../src/installation.ts'
import type { Database } from '../../src/store/database.ts'
import type { Deed, Ledger } from './ledger.ts'

interface Told {
  database: string
  operation: string
  resource: string | null
  region: string | null
  status: number
}

/** What has been read of all trails. */
export class Reading {
  /** Where each chain was read up to. */
  readonly position = new Map<string, number>()
  /**
   * By request id. It outlives a check: of a secret that was deleted when its attempt was recorded, no check can tell
   * whether the attempt made a version before the secret has been restored.
   */
  readonly told = new Map<string, Told[]>()
}

const BATCH = 10_000

interface TrailOptions {
  place: InstallationPlace
  ledger: Ledger
  reading: Reading
  /** The request ids of the attempts to make a version that are there, and of those that are not. */
  settled: { made: string[]; lost: string[] }
}

/** Adds to the ledger's problems. Gives the number of records in all trails. */
export async function checkTrails({ place, ledger, reading, settled }: TrailOptions): Promise<number> {
  const installation = await openInstallation(place)
  try {
    const databases = (await installation.openStores()).map((store) => store.database)
    if (databases.length !== place.regions.length + 1)
      ledger.problems.push(`only ${databases.length} databases can be opened`)
    let records = 0
    for (const database of databases) {
      const verdict = await verifyTrail(database, installation.signer)
      records += verdict.records
      ledger.problems.push(...verdict.problems.map((problem) => `audit of ${database.name}: ${problem}`))
      await readOn(database, reading)
    }
    const { told } = reading
    compareDeeds(ledger, told)
    for (const id of settled.made)
      if (successes(told, id) !== 1) ledger.problems.push(`${id} made a version, and has no audit record`)
    for (const id of settled.lost)
      if (successes(told, id) !== 0) ledger.problems.push(`${id} made no version, and has an audit record`)
    ledger.deeds = []
    ledger.sightings = []
    return records
  } finally {
    await installation.close()
  }
}

/** Collects by request id what was recorded since the last time. */
async function readOn(database: Database, { position, told }: Reading): Promise<void> {
  for (const writer of await listWriters(database.read)) {
    const chain = `${database.name}/${writer}`
    const rows = await listRecords(database.read, writer, position.get(chain) ?? 0, BATCH)
    for (const { record, number } of rows) {
      const entry = JSON.parse(record)
      told.set(entry.request_id, [
        ...(told.get(entry.request_id) ?? []),
        { ...entry, database: database.name },
      ])
      position.set(chain, number)
    }
  }
}

function compareDeeds(ledger: Ledger, told: Map<string, Told[]>): void {
  for (const deed of ledger.deeds) {
    const records = told.get(deed.request_id) ?? []
    const [record] = records
    if (records.length !== 1 || !record || !tells(record, deed))
      ledger.problems.push(
        `${deed.request_id} (${deed.operation} of ${deed.region}/${deed.resource}) was answered ${deed.status}, and recorded as ${JSON.stringify(records)}`,
      )
  }
}

const tells = (record: Told, deed: Deed) =>
  record.database === deed.region &&
  record.region === deed.region &&
  record.operation === deed.operation &&
  record.resource === deed.resource &&
  record.status === deed.status

const successes = (told: Map<string, Told[]>, id: string) =>
  (told.get(id) ?? []).filter((record) => record.status === 200).length
