// Work without a client: idempotent functions on a timer. Each accepts no input; the next run is the retry.
import type { Deps, Store } from '../kernel/ctx.ts'

export interface Reconciler {
  name: string
  every_seconds: number
  /** Must be safe to run at any time, on several nodes at once, and after dying anywhere inside. */
  run(deps: Deps): Promise<void>
}

export interface Reconciling {
  /** Runs every reconciler once, in order; what one throws is logged and costs the others nothing. */
  runAll(): Promise<void>
  /** Stops the timers and resolves when what is running has ended. */
  stop(): Promise<void>
}

export function startReconcilers(deps: Deps, reconcilers: Reconciler[]): Reconciling {
  const running = new Map<string, Promise<void>>()

  function run(reconciler: Reconciler): Promise<void> {
    const already = running.get(reconciler.name)
    if (already) return already
    const work = runOne(deps, reconciler).finally(() => running.delete(reconciler.name))
    running.set(reconciler.name, work)
    return work
  }

  const timers = reconcilers.map((reconciler) =>
    setInterval(() => void run(reconciler), reconciler.every_seconds * 1000).unref(),
  )
  return {
    async runAll() {
      for (const reconciler of reconcilers) {
        // A run that has begun may have missed what the caller wants seen to.
        await running.get(reconciler.name)
        await run(reconciler)
      }
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}

async function runOne(deps: Deps, { name, run }: Reconciler): Promise<void> {
  try {
    await run(deps)
  } catch (error) {
    deps.log.error({ err: error, reconciler: name }, 'a reconciler failed; it runs again')
  }
}

/** Does `work` in the main store and in every region's that can be reached. One that fails costs the others nothing. */
export async function inEachStore(deps: Deps, work: (store: Store) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const store of await deps.openStores()) {
    try {
      await work(store)
    } catch (error) {
      failures.push(new Error(`database ${store.database.name}`, { cause: error }))
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not every database could be worked on')
}
