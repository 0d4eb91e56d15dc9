// The one place where actions move on: a look at what is due, ten times a second.
import type { Deps } from '../kernel/ctx.ts'
import type { ActionKind } from './action.ts'
import { AT_ONCE, type Due, Turns } from './turns.ts'

const LOOK_EVERY_MS = 100
// How many steps may reach outside at once, and how many begin in one look, so that what is answered at once leaves time
// for requests. The next ones ask again a moment later.
const REACHING_MAX = 32
const REACHES_PER_LOOK = 4

export interface Engine {
  /** Moves on every action that is due now, each by one step. Resolves to how many it were. */
  runDue(): Promise<number>
  /** From now on, without being asked. */
  start(): void
  /** Resolves when what is running has ended. What reaches outside is left, as if the process had died. */
  stop(): Promise<void>
}

export function buildEngine(deps: Deps, kinds: readonly ActionKind[]): Engine {
  const turns = new Turns(deps, kinds)
  const reaching = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  async function moveDue(): Promise<number> {
    const due = await turns.findDue()
    const outward = due.filter((it) => turns.reaches(it))
    const begun = outward.splice(0, Math.min(REACHES_PER_LOOK, REACHING_MAX - reaching.size))
    const inward = due.filter((it) => !turns.reaches(it)).map((it) => turns.moveOn(it))
    await Promise.all([...inward, ...outward.map((it) => turns.postpone(it))])
    // One after the other, so that requests come between.
    for (const it of begun) await beginReach(it)
    return due.length
  }

  /** Others' steps must not wait for a slow network, so only the beginning is awaited. */
  async function beginReach(due: Due): Promise<void> {
    const turn = await turns.lease(due)
    if (!turn) return
    const reached = turns.reachOut(due, turn, () => stopped).catch(tell)
    reaching.add(reached)
    void reached.finally(() => reaching.delete(reached))
  }

  /** Goes on at once while there is more than was taken, and looks again a moment later when there is nothing. */
  async function look(): Promise<void> {
    const moved = (await moveDue().catch(tell)) ?? 0
    if (!stopped) timer = setTimeout(lookAgain, moved === AT_ONCE ? 0 : LOOK_EVERY_MS).unref()
  }

  function lookAgain(): void {
    running = look()
  }

  function tell(error: unknown): void {
    deps.log.error({ err: error }, 'actions could not be moved on; they are tried again')
  }

  return {
    async runDue() {
      const moved = await moveDue()
      await Promise.all(reaching)
      return moved
    },
    start() {
      running = turns.endLeasesOfTheDead().catch(tell).then(look)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
