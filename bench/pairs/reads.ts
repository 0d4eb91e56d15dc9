// Reads through the whole product against a bare route that answers with the same bytes.
import type { LoadPlan, LoadResult, ServerCost } from '../load.ts'
import { openLoad, startBare } from '../processes.ts'
import {
  type Bench,
  type Goal,
  interleave,
  type Pair,
  perSecond,
  type Row,
  ratioOf,
  sampleOf,
} from '../rows.ts'
import { ONE_REGION, type Server, startServer } from '../server.ts'
import { CONNECTIONS, read, readSecret } from './workloads.ts'

export const secretRead: Pair = {
  name: 'secret_read',
  about: 'an authenticated, durably audited secret read against a bare Fastify route with the same JSON',
  async measure(bench) {
    await using server = await startServer({ env: ONE_REGION })
    const rounds = await againstBare(bench, server, { plan: await readSecret(server), kind: 'secret' })
    const p99 = (results: LoadResult[]) => results.map((result) => result.p99_ms)
    return [
      throughputRow('secret read', rounds, { of: 'ratio', at: 'least', value: 0.4 }),
      {
        name: 'secret read, p99',
        unit: 'ms',
        against: 'bare Fastify route',
        ...ratioOf(p99(rounds.ours), p99(rounds.reference)),
        goal: { of: 'ours', at: 'most', value: 15 },
      },
    ]
  },
}

export const accountRead: Pair = {
  name: 'account_read',
  about: 'GET /v2/account against a bare Fastify route with the same JSON',
  async measure(bench) {
    await using server = await startServer({ env: ONE_REGION })
    const rounds = await againstBare(bench, server, {
      plan: await read(server, '/v2/account'),
      kind: 'account',
    })
    return [throughputRow('account read', rounds, { of: 'ratio', at: 'least', value: 0.6 })]
  },
}

interface Read {
  plan: LoadPlan
  kind: 'account' | 'secret'
}

async function againstBare(bench: Bench, server: Server, { plan, kind }: Read) {
  using bare = await startBare({ [kind]: plan.answer })
  using ours = await openLoad(plan, server.pid)
  using reference = await openLoad({ ...plan, port: bare.port }, bare.pid)
  return await interleave(bench, ours, reference)
}

type Result = LoadResult & ServerCost

function throughputRow(
  name: string,
  { ours, reference }: { ours: Result[]; reference: Result[] },
  goal: Goal,
): Row {
  return {
    name,
    unit: 'requests/s',
    against: 'bare Fastify route',
    ...ratioOf(ours.map(perSecond), reference.map(perSecond)),
    goal,
    note: `${CONNECTIONS} connections; ours ${latencies(ours)}; reference ${latencies(reference)}`,
  }
}

/** The medians over the rounds. */
export function latencies(results: Result[]): string {
  const of = (pick: (result: Result) => number) => sampleOf(results.map(pick)).median
  const cpu = of((it) => it.cpu_us_per_request)
  return [
    `p50 ${of((it) => it.p50_ms).toFixed(2)} ms`,
    `p99 ${of((it) => it.p99_ms).toFixed(2)} ms`,
    ...(Number.isNaN(cpu) ? [] : [`${cpu.toFixed(0)} µs of processor time a request`]),
  ].join(', ')
}
