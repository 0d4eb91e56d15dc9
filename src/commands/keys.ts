import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pino from 'pino'
import { addRingKey } from '../areas/keys/ring.ts'
import { listRingKeys } from '../areas/keys/store.ts'
import { areas } from '../areas.ts'
import type { Config } from '../config.ts'
import type { Installation } from '../installation.ts'
import { NO_ISSUANCE } from '../issuers/issuance.ts'
import type { Deps, Store } from '../kernel/ctx.ts'
import { holdFile } from '../store/file_lock.ts'
import { limitsOf } from './installation_place.ts'
import { notice, type OutputOption, printResult, progressLine } from './line/output.ts'
import { allStores, localEntry, serverLock, withInstallation } from './with_installation.ts'

interface RingStatus {
  database: string
  current: string
  keys: Array<{ id: string; created_at: string; rows: number }>
  percent_done: number
}

const POLL_MS = 250

export async function showStatus(options: OutputOption): Promise<void> {
  await withInstallation(async (installation) => {
    const statuses = await statusesOf(installation)
    const rows = statuses.flatMap(({ database, current, keys, percent_done }) =>
      keys.map(({ id, created_at, rows }) => ({
        database,
        key: id,
        state: id === current ? 'current' : 'old',
        created_at,
        rows,
        done: id === current ? `${percent_done} %` : null,
      })),
    )
    printResult(options, statuses, rows)
  })
}

export async function rotate({ wait = false }: { wait?: boolean }): Promise<void> {
  await withInstallation(async (installation, config) => {
    const served = await serverRuns(installation, config)
    // All are opened before any is changed.
    for (const { database } of await allStores(installation)) {
      const entry = localEntry({ operation: 'keys rotate', resource: `ring:${database.name}` })
      const id = await addRingKey(database, installation.master, new Date(), entry)
      notice(`${database.name}: ${id} seals from now on`)
    }
    if (!served) await whileShown(installation, moveOver(installation, config))
    else if (wait) await whileShown(installation, untilMoved(installation))
    else return notice('the running server moves everything over; rockpool keys status shows how far it is')
    notice('nothing is left under an older key')
  })
}

/** Whether a server is at work on these databases, so far as can be seen from here. */
async function serverRuns({ main }: Installation, { data }: Config): Promise<boolean> {
  if (main.database.engine === 'sqlite') {
    const lock = holdFile(serverLock(data))
    lock?.release()
    return lock === undefined
  }
  // A server asks every two seconds, so it has a connection that is older than this process.
  const { rows } = await sql<{ others: number }>`
    select count(*)::int as others from pg_stat_activity
    where application_name = 'rockpool' and datname = current_database()
      and backend_start < clock_timestamp() - ${performance.now()}::float8 * interval '1 millisecond'`.execute(
    main.database.read,
  )
  return (rows[0]?.others ?? 0) > 0
}

/** What a server would do in the background. Safe beside one that has started meanwhile. */
async function moveOver(installation: Installation, config: Config): Promise<void> {
  const log = pino({ level: config.log_level }, pino.destination({ dest: 2, sync: true }))
  const { speed } = config
  const deps: Deps = {
    ...{ ...installation, limits: limitsOf(config), speed, resources: [], log },
    issuance: NO_ISSUANCE,
    ask: () => Promise.reject(new Error('nobody is served here')),
    now: () => new Date(),
  }
  const reconcilers = areas.flatMap((area) => area.reconcilers ?? [])
  for (const store of await allStores(installation)) await store.refreshRing()
  do {
    for (const { name, run } of reconcilers) if (name.startsWith('rewrap_')) await run(deps)
    for (const { name, run } of reconcilers) if (name === 'retire_ring_keys') await run(deps)
  } while (await somethingIsLeft(installation))
}

async function untilMoved(installation: Installation): Promise<void> {
  while (await somethingIsLeft(installation)) await pause(POLL_MS)
}

async function somethingIsLeft(installation: Installation): Promise<boolean> {
  return (await statusesOf(installation)).some(({ keys }) => keys.length > 1)
}

/** Shows on a terminal how far `work` is. */
async function whileShown(installation: Installation, work: Promise<void>): Promise<void> {
  const line = progressLine()
  let busy = true
  const ended = work.finally(() => {
    busy = false
  })
  ended.catch(() => {})
  while (busy) {
    const open = (await statusesOf(installation)).filter(({ keys }) => keys.length > 1)
    line.show(open.map(({ database, percent_done }) => `${database} ${percent_done} %`).join('  '))
    await Promise.race([ended, pause(POLL_MS)])
  }
  line.clear()
  await ended
}

async function statusesOf(installation: Installation): Promise<RingStatus[]> {
  const statuses: RingStatus[] = []
  for (const store of await allStores(installation))
    statuses.push(await statusOf(store, store === installation.main ? 'main' : 'region'))
  return statuses
}

async function statusOf({ database }: Store, kind: 'main' | 'region'): Promise<RingStatus> {
  const counts = new Map<string, number>()
  for (const { countSealed } of areas)
    for (const { ring_key, rows } of (await countSealed?.[kind]?.(database.read)) ?? [])
      counts.set(ring_key, (counts.get(ring_key) ?? 0) + Number(rows))
  const ring = await listRingKeys(database.read)
  const current = ring.at(-1)?.id ?? ''
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0)
  const moved = counts.get(current) ?? 0
  return {
    database: database.name,
    current,
    keys: ring.map(({ id, created_at }) => ({ id, created_at, rows: counts.get(id) ?? 0 })),
    // Rounded down: a hundred means all.
    percent_done: total === 0 ? 100 : Math.floor((100 * moved) / total),
  }
}
