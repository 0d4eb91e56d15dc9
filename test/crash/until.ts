import { setTimeout } from 'node:timers/promises'

const PAUSE_MS = 20
const WAIT_MAX_MS = 30_000

/** Resolves when `condition` holds; throws with `what` when it does not within half a minute. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${WAIT_MAX_MS} ms in vain until ${what}`)
    await setTimeout(PAUSE_MS)
  }
}
