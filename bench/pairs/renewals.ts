// What the API's clients notice of it that many certificates are renewed at once.
import { type Load, openLoad } from '../processes.ts'
import { startAuthority } from '../renewals/authority.ts'
import {
  issueCertificates,
  makeDue,
  mostOrdersWithin,
  type Progress,
  progressOf,
} from '../renewals/certificates.ts'
import { type Bench, type Pair, type Row, sampleOf } from '../rows.ts'
import { ONE_REGION, type Server, startServer } from '../server.ts'
import { read } from './workloads.ts'

interface Scale {
  certificates: number
  /** Within any minute. */
  orders: number
}

const WHOLE: Scale = { certificates: 500, orders: 200 }
const QUICK: Scale = { certificates: 100, orders: 60 }
const limits = (orders: number) => ({
  ROCKPOOL_ACME_LIMITS: `orders=${orders}/1m,duplicates=5/7d,failures=5/1h`,
})
// Two hundred requests a second of each kind: what busy tools ask for, and far from all that the server can do.
const PACE = { connections: 4, every_ms: 20 }
const ROUND_SECONDS = 2
const RENEWED_WITHIN_MS = 600_000

export const renewals: Pair = {
  name: 'renewals',
  about: `reads while ${WHOLE.certificates} certificates are renewed at once, within the limits of their authority`,
  async measure(bench) {
    const scale = bench.quick ? QUICK : WHOLE
    await using authority = await startAuthority()
    const env = { ...ONE_REGION, ...authority.env }
    const first = await startServer({ env: { ...env, ...limits(100_000) } })
    bench.say(`having ${scale.certificates} certificates issued`)
    await issueCertificates(first, scale.certificates + 1)
    await first.stop()
    const kept = await makeDue(first, authority)
    await using server = await startServer({ env: { ...env, ...limits(scale.orders) }, data: first.data })
    const watched = await watch(bench, server, { kept, scale })
    const most = mostOrdersWithin(server, 60)
    if (authority.limited && most > scale.orders) throw new Error(`${most} orders in a minute`)
    return [...readRows(watched), renewedRow(watched, scale, `by ${authority.name}`), orderRow(most, scale)]
  },
}

interface Round {
  account: Awaited<ReturnType<Load['run']>>
  certificate: Awaited<ReturnType<Load['run']>>
}

interface Watched {
  /** While something was renewed, and while nothing was. */
  busy: Round[]
  quiet: Round[]
  seconds: number
}

/** The server looks after renewals a minute after its start, and waits for the limits in between. */
async function watch(
  bench: Bench,
  server: Server,
  { kept, scale: { certificates } }: { kept: string; scale: Scale },
): Promise<Watched> {
  using account = await openLoad({ ...(await read(server, '/v2/account')), ...PACE }, server.pid)
  const path = `/v2/certificates/${kept}`
  using certificate = await openLoad({ ...(await read(server, path)), ...PACE }, server.pid)
  const run = async () => {
    const [one, other] = await Promise.all([account.run(ROUND_SECONDS), certificate.run(ROUND_SECONDS)])
    return { account: one, certificate: other }
  }
  await run()
  const [busy, quiet]: [Round[], Round[]] = [[], []]
  const deadline = Date.now() + RENEWED_WITHIN_MS
  let began_at = Number.POSITIVE_INFINITY
  for (let before = progressOf(server); before.renewed < certificates; ) {
    if (Date.now() > deadline) throw new Error(`${before.renewed} of ${certificates} renewed in time`)
    bench.say(`${before.renewed} of ${certificates} certificates renewed`)
    const round_began_at = performance.now()
    const round = await run()
    const after = progressOf(server)
    const moved = hasMoved(before, after)
    if (moved) began_at = Math.min(began_at, round_began_at)
    ;(moved ? busy : quiet).push(round)
    before = after
  }
  return { busy, quiet, seconds: (performance.now() - began_at) / 1000 }
}

const hasMoved = (before: Progress, after: Progress) =>
  before.under_way + after.under_way > 0 || before.due !== after.due || before.renewed !== after.renewed

function readRows({ busy, quiet }: Watched): Row[] {
  const rounds = `${busy.length} rounds of ${ROUND_SECONDS} s against ${quiet.length}`
  const pace = `${(1000 * PACE.connections) / PACE.every_ms} requests a second of each kind`
  return (['account', 'certificate'] as const).flatMap((kind) =>
    (['p50_ms', 'p99_ms'] as const).map((figure) => {
      const ours = busy.map((round) => round[kind][figure])
      const reference = sampleOf(quiet.map((round) => round[kind][figure]))
      return {
        name: `${kind} read while renewing, ${figure.slice(0, 3)}`,
        unit: 'ms',
        against: 'while nothing is renewed',
        ours: sampleOf(ours),
        reference,
        ratio: sampleOf(ours.map((ms) => ms / reference.median)),
        goal: { of: 'ratio', at: 'most', value: 2 },
        note: `${pace}; ${rounds}`,
      } as const
    }),
  )
}

function renewedRow({ seconds }: Watched, { certificates, orders }: Scale, by: string): Row {
  const least = Math.max(1, (Math.ceil(certificates / orders) - 1) * 60)
  return {
    name: `${certificates} certificates renewed`,
    unit: 's',
    ours: sampleOf([seconds]),
    reference: sampleOf([least]),
    against: 'the least within the limits',
    ratio: sampleOf([seconds / least]),
    goal: { of: 'ratio', at: 'most', value: 1.5 },
    note: `${by}; none failed`,
  }
}

function orderRow(most: number, { orders }: Scale): Row {
  return {
    name: 'orders in any minute',
    unit: 'orders',
    ours: sampleOf([most]),
    goal: { of: 'ours', at: 'most', value: orders },
  }
}
