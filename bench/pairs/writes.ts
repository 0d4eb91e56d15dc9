// Durable writes through the whole product against a bare loop of synced inserts on the same disk.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { InsertedRow } from '../inserts.ts'
import { openInserts, openLoad } from '../processes.ts'
import { interleave, type Pair, perSecond, ratioOf } from '../rows.ts'
import { ONE_REGION, REGION, type Server, startServer } from '../server.ts'
import { latencies } from './reads.ts'
import { CONNECTIONS, updateSecrets } from './workloads.ts'

export const secretWrite: Pair = {
  name: 'secret_write',
  about:
    'a durable secret update (each connection its own secret) against one synced SQLite insert per commit',
  async measure(bench) {
    await using server = await startServer({ env: ONE_REGION })
    using ours = await openLoad(await updateSecrets(server), server.pid)
    using reference = await openInserts(storedRow(server))
    const rounds = await interleave(bench, ours, reference)
    requireVersions(
      server,
      rounds.ours.reduce((sum, { requests }) => sum + requests, 0),
    )
    return [
      {
        name: 'secret write',
        unit: 'writes/s',
        against: 'synced SQLite insert',
        ...ratioOf(rounds.ours.map(perSecond), rounds.reference),
        goal: { of: 'ratio', at: 'least', value: 2 },
        note: `${CONNECTIONS} connections; ours ${latencies(rounds.ours)}`,
      },
    ]
  },
}

/** What one write stores, so that the reference stores as much. */
function storedRow(server: Server): InsertedRow {
  const columns = 'account, name, ring_key, data_key, sealed, created_at'
  return ask(server, `select ${columns} from secret_versions limit 1`) as InsertedRow
}

/** What was acknowledged must be there. */
function requireVersions(server: Server, acknowledged: number): void {
  const { stored } = ask(server, 'select count(*) as stored from secret_versions') as { stored: number }
  if (stored < acknowledged)
    throw new Error(`${acknowledged} writes were acknowledged and ${stored} versions are stored`)
}

function ask({ data }: Server, question: string): unknown {
  const db = new DatabaseSync(join(data, 'regions', `${REGION}.db`), { readOnly: true })
  try {
    return db.prepare(question).get()
  } finally {
    db.close()
  }
}
