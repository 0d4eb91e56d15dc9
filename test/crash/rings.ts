// How far a rotation has come.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { listRingKeys } from '../../src/areas/keys/store.ts'
import { type InstallationPlace, openInstallation } from '../../src/installation.ts'

export interface RingState {
  database: string
  /** How many keys the ring has. */
  keys: number
}

export async function ringStates(place: InstallationPlace): Promise<RingState[]> {
  const installation = await openInstallation(place)
  try {
    const states: RingState[] = []
    for (const { database } of await installation.openStores()) {
      const keys = (await listRingKeys(database.read)).length
      states.push({ database: database.name, keys })
    }
    return states
  } finally {
    await installation.close()
  }
}

export interface Watch {
  /** Whether values of the region are sealed under two keys now. */
  isMixed(): Promise<boolean>
  close(): Promise<void>
}

const DISTINCT = 'select count(distinct ring_key) as keys from'

/** Without the product's own connections, whose closing would tidy up what a killed server has left. */
export async function watchRegion(place: InstallationPlace, region: string): Promise<Watch> {
  if (place.database_url) {
    const client = new pg.Client({ connectionString: place.database_url })
    await client.connect()
    const query = `${DISTINCT} ${place.schema}_${region}.secret_versions`
    return {
      isMixed: async () => Number((await client.query(query)).rows[0].keys) > 1,
      close: () => client.end(),
    }
  }
  const path = join(place.data, 'regions', `${region}.db`)
  const database = new DatabaseSync(path, { readOnly: true })
  const query = database.prepare(`${DISTINCT} secret_versions`)
  return {
    isMixed: async () => Number(query.get()?.keys) > 1,
    close: async () => database.close(),
  }
}
