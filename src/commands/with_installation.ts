// For the commands that work on an installation itself, beside a running server or without one.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { type Installation, masterKeyPath, openInstallation } from '../installation.ts'
import type { AuditEntry } from '../kernel/audit.ts'
import type { Store } from '../kernel/ctx.ts'
import { StoreUnavailable } from '../store/database.ts'
import { installationPlace } from './installation_place.ts'
import { configuration } from './line/configuration.ts'
import { CommandProblem } from './line/problem.ts'

/** Opens the installation that the settings name, for as long as `work` takes. */
export async function withInstallation(
  work: (installation: Installation, config: Config) => Promise<void>,
): Promise<void> {
  const config = configuration()
  // Database files are for their owner alone, from their first byte on.
  process.umask(0o077)
  requireInstallation(config)
  const installation = await openInstallation(installationPlace(config))
  try {
    await work(installation, config)
  } finally {
    await installation.close()
  }
}

// Opening would make one, and a mistake in ROCKPOOL_DATA is more likely than the wish for that.
function requireInstallation(config: Config): void {
  const sign = config.database_url === undefined ? join(config.data, 'rockpool.db') : masterKeyPath(config)
  if (existsSync(sign)) return
  throw new CommandProblem(
    `there is no Rockpool in ${config.data} (${sign} is missing); name its folder with ROCKPOOL_DATA, or make one with: rockpool serve`,
  )
}

/** The store of every database, main first. Throws StoreUnavailable when a region cannot be opened. */
export async function allStores({ main, regions }: Installation): Promise<Store[]> {
  const stores = [main]
  for (const { slug, open } of regions.values())
    stores.push(
      await open().catch((error: Error) => {
        if (!(error instanceof StoreUnavailable)) throw error
        throw new StoreUnavailable(`region ${slug}: ${error.message}`, { cause: error })
      }),
    )
  return stores
}

/** Held by the server that runs on the folder. */
export const serverLock = (data: string): string => join(data, 'server.lock')

interface LocalAct {
  operation: string
  resource?: string
  account?: string
}

/** For the trail: what somebody did on the machine itself, where no token is asked for. */
export function localEntry({ operation, resource, account }: LocalAct): AuditEntry {
  return {
    time: new Date().toISOString(),
    token: null,
    account: account ?? null,
    operation: `cli ${operation}`,
    resource: resource ?? null,
    region: null,
    decision: 'allowed',
    status: 0,
    request_id: crypto.randomUUID(),
    address: 'local',
    written: false,
  }
}
