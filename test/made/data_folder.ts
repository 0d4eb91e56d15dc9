// A data folder as a first start leaves it. To make its databases is most of what a small test would do; so they are
// made once in a process, and copied.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InstallationPlace, openInstallation } from '../../src/installation.ts'

type Place = Omit<InstallationPlace, 'data' | 'database_url'>

let made: Promise<string> | undefined

/** Fills `data` with new SQLite databases, the same whoever asks first: their keys are shared by all of a process. */
export async function fillFolder(data: string, place: Place, now: () => Date): Promise<void> {
  made ??= makeFolder(place, now)
  cpSync(await made, data, { recursive: true })
}

async function makeFolder(place: Place, now: () => Date): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-made-'))
  process.once('exit', () => rmSync(data, { recursive: true, force: true }))
  const installation = await openInstallation({ ...place, data, database_url: undefined }, now)
  await installation.openStores()
  await installation.close()
  return data
}
