// Whether requests can be served, found out by trying: a write, and a line of the journal, in every database.

import type { AuditTrail } from './kernel/audit.ts'
import type { Deps } from './kernel/ctx.ts'
import { type Database, JournalFailed } from './store/database.ts'

const BELIEVED_MS = 1000

export interface Readiness {
  /** Why requests cannot be served, for strangers, its cause for the log; undefined while they can. */
  problem(): Promise<Error | undefined>
  /** Whatever was found before is no longer believed. */
  doubt(): void
}

interface Finding {
  problem: Promise<Error | undefined>
  ended_at_ms: number | undefined
}

/**
 * Anybody may ask, and to find out costs a write in every database: so all who ask meanwhile share one finding, and it is
 * believed for a second. Only a good one, and only while nobody has been told otherwise, for a failure must show at once.
 */
export function buildReadiness(deps: Deps, trail: AuditTrail): Readiness {
  let latest: Finding | undefined

  function find(): Finding {
    const finding: Finding = {
      ended_at_ms: undefined,
      problem: requireReady(deps, trail)
        .then(
          () => undefined,
          (error: Error) => error,
        )
        .finally(() => {
          finding.ended_at_ms = deps.now().getTime()
        }),
    }
    return finding
  }

  function isBelieved({ ended_at_ms }: Finding): boolean {
    if (ended_at_ms === undefined) return true
    return !trail.failure && Math.abs(deps.now().getTime() - ended_at_ms) < BELIEVED_MS
  }

  return {
    problem() {
      if (!latest || !isBelieved(latest)) latest = find()
      return latest.problem
    },
    doubt() {
      latest = undefined
    },
  }
}

/** Throws with the reason while a request could not be served. */
async function requireReady(deps: Deps, trail: AuditTrail): Promise<void> {
  const { main, limits } = deps
  await main.database.check().catch(because('the storage cannot be written'))
  await trail.recover(deps.now().getTime()).catch(because('the audit trail cannot be written'))
  if (!main.ring.keys.has(main.ring.current)) throw new Error('the ring has no usable key')
  const late = new Promise((resolve) => setTimeout(resolve, limits.region_deadline_ms).unref())
  const regions = [...deps.openedStores()].filter((store) => store !== main)
  await Promise.all(regions.map(({ database }) => Promise.race([checkRegion(database), late])))
  // Every answer waits for this, of whatever region it tells.
  await deps.settled()?.catch(because('the storage cannot confirm what it has written'))
}

/** A region that cannot be reached costs the others nothing; one that cannot record what is done in it does. */
async function checkRegion(database: Database): Promise<void> {
  try {
    await database.check()
  } catch (cause) {
    if (cause instanceof JournalFailed)
      throw new Error(`the audit trail of ${database.name} cannot be written`, { cause })
  }
}

function because(reason: string) {
  return (cause: unknown) => {
    throw new Error(cause instanceof JournalFailed ? cause.message : reason, { cause })
  }
}
