// How long is waited, for whom, and when it is enough. What is in the way is mostly over soon, so the first tries come
// soon after each other; jitter keeps many certificates from trying together for ever after.
import { ActionFailed, NotYet } from '../../../engine/action.ts'
import { IssuerProblem } from '../../../issuers/problem.ts'

const BACKOFF_SECONDS = [1, 2, 5, 10, 20, 40, 80, 160, 300]
// There is another authority to ask.
const BACKOFF_BEFORE_ANOTHER = [1, 2]
/** A client waits for a new certificate for about ten minutes (Terraform); a renewal has days. */
const LONGEST_WAIT_SECONDS = { issue: 600, renewal: 86_400 }

/** However long an authority asks to be left alone: what is under way ends by being looked at. */
const LONGEST_LOOK_SECONDS = 120

export type Purpose = keyof typeof LONGEST_WAIT_SECONDS

/** What to throw after a failure in a step that has failed `failures` times before. */
export function afterProblem(
  error: unknown,
  failures: number,
  { purpose, is_last }: { purpose: Purpose; is_last: boolean },
): Error {
  const problem = error instanceof IssuerProblem ? error : undefined
  if (!problem) return error as Error
  const asked = problem.retry_after_seconds ?? 0
  const own = (is_last ? BACKOFF_SECONDS : BACKOFF_BEFORE_ANOTHER)[failures]
  const patient = own !== undefined && asked <= LONGEST_WAIT_SECONDS[purpose]
  if (!problem.transient || !patient) return new ActionFailed(problem.message, { cause: problem })
  return new NotYet(problem.message, Math.max(asked, jittered(own)), { failed: true })
}

/** For what is under way somewhere: soon at first, then every so often, and at last no more. */
export function whileWaiting(
  what: string,
  attempts: number,
  { every, most, asked = 0 }: { every: number; most: number; asked?: number | undefined },
): Error {
  if (attempts >= most) return new ActionFailed(`${what}, after ${most} looks`)
  return new NotYet(
    what,
    Math.max(Math.min(asked, LONGEST_LOOK_SECONDS), Math.min(every, 0.2 * 2 ** attempts)),
  )
}

export const isTooLong = (seconds: number, purpose: Purpose) => seconds > LONGEST_WAIT_SECONDS[purpose]

/** Between half and one and a half times as long. */
export const jittered = (seconds: number) => seconds * (0.5 + Math.random())
