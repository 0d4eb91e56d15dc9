// What the tests over all operations call: for each public operation that is served, a request that works, and others
// that do not. Areas have a part each, in the order in which the requests work one after the other.
import type { Call, Harness, Request, World } from '../harness.ts'

/** `{name}` in the request or in a text of the body or of a header stands for what `prepare` has made. */
export type Step = [request: Request, body?: object | undefined, headers?: Record<string, string>]
/** What a step comes to: the arguments of a call. */
export type Filled = [request: Request, body: object | undefined, call: Call]

export interface Stop {
  /** Needs no more than the operation's own scopes. That of a GET works right after `prepare`. */
  ok: Step
  invalid?: Step
  gone?: Step
  /** For further statuses that the public document lists. */
  also?: Step[]
  /** Documented statuses that cannot be had here, each with why. Where success is one of them, `ok` finds nothing. */
  never?: Record<number, string>
}

/** Whether `ok` works for those who may; else what it is about cannot exist here, and it is answered 404. */
export const canSucceed = ({ never = {} }: Stop): boolean =>
  !Object.keys(never).some((status) => status.startsWith('2'))

/** Roomy, so that the parts need not count what the others make, and strangers can knock on every route. */
export const TOUR_WORLD: World = { limits: { floating_ip_limit: 100 }, failed_auth_limit: 100_000 }

export interface TourPart {
  /** Makes what the requests need, and gives each a name. */
  prepare?(t: Harness): Promise<Record<string, string>>
  stops: Record<string, Stop>
  /** What works of operations that the public API lacks, where these name something. */
  own?: Record<string, Step>
}

export interface Tour {
  stops: Record<string, Stop>
  own: Record<string, Step>
  /** Makes what all parts need. Resolves to how a step's names are filled in. */
  prepare(t: Harness): Promise<(step: Step) => Filled>
}

export function tourOf(parts: readonly TourPart[]): Tour {
  return {
    stops: Object.assign({}, ...parts.map(({ stops }) => stops)),
    own: Object.assign({}, ...parts.map(({ own }) => own)),
    async prepare(t) {
      const made: Record<string, string> = {}
      for (const part of parts) Object.assign(made, await part.prepare?.(t))
      return ([request, body, headers]) => [
        filled(request, made) as Request,
        body && JSON.parse(filled(JSON.stringify(body), made)),
        headers ? { headers: JSON.parse(filled(JSON.stringify(headers), made)) } : {},
      ]
    },
  }
}

// A number stands without its quotes: `"{droplet_id}"` becomes 1 where `{droplet_id}` would be a text.
function filled(text: string, made: Record<string, string>): string {
  return text
    .replaceAll(/"\{(\w+):number\}"/g, (_, name: string) => madeAs(made, name))
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => madeAs(made, name))
}

function madeAs(made: Record<string, string>, name: string): string {
  const value = made[name]
  if (value === undefined) throw new Error(`no part of the tour has made {${name}}`)
  return value
}
