// What goes wrong between us and an authority.
import { answer, type Kind, type Meddler, type Passed, type Relay, type Seen } from './relay.ts'

const URN = 'urn:ietf:params:acme:error:'

export const breaksOff: Meddler = ({ response }) => void response.destroy()

/** The authority has done what it was asked, and nobody hears of it. */
export const losesAnswer: Meddler = async ({ pass, response }) => {
  await pass()
  response.destroy()
}

/** Whoever asks hangs up at last. */
export const hangs: Meddler = () => {}

export const says =
  (status: number, headers: Record<string, string> = {}, body = 'try again later'): Meddler =>
  ({ response }) =>
    void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)

export const problem = (status: number, type: string, detail: string, headers = {}): Meddler =>
  says(
    status,
    { 'content-type': 'application/problem+json', ...headers },
    JSON.stringify({ type: `${URN}${type}`, detail, status }),
  )

export const talksNonsense: Meddler = says(200, { 'content-type': 'application/json' }, '<html>{"status":')

/** Pebble's answer with another body. */
export const rewrites =
  (change: (body: string) => string): Meddler =>
  async ({ pass, response }) => {
    const passed = await pass()
    answer(response, { ...passed, body: change(passed.body) } satisfies Passed)
  }

/** Meddles with the first `times` exchanges of that kind about each name for which there is a plan. */
export function meddle(relay: Relay, plans: ReadonlyMap<string, Plan>): void {
  const seen = new Map<string, number>()
  relay.meddlerFor = ({ kind, about }: Seen) => {
    const plan = plans.get(about)
    if (plan?.kind !== kind) return undefined
    const count = (seen.get(about) ?? 0) + 1
    seen.set(about, count)
    return count <= plan.times ? plan.fault : undefined
  }
}

export interface Plan {
  kind: Kind
  fault: Meddler
  times: number
}

/** What is over when it has happened a few times. */
export const PASSING: Record<string, Meddler> = {
  'breaks off': breaksOff,
  'loses its answer': losesAnswer,
  'answers 500': says(500),
  'answers 503': says(503, { 'retry-after': '1' }),
  'is rate limited': problem(429, 'rateLimited', 'too many requests', { 'retry-after': '1' }),
  'talks nonsense': talksNonsense,
}

/** The exchanges about one certificate, from its order to its chain. */
export const ABOUT_ONE: Kind[] = [
  'order',
  'order poll',
  'authorization',
  'challenge',
  'finalize',
  'certificate',
]
