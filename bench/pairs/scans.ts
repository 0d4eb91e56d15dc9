// What a posture scan costs, by itself and to those who use the API meanwhile.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accountOf } from '../posture/account.ts'
import { type Load, openLoad, openScanner, temporaryFolder } from '../processes.ts'
import { type Bench, type Pair, type Row, ratioOf, sampleOf } from '../rows.ts'
import { seedDroplets } from '../seed_droplets.ts'
import { ONE_REGION, type Server, startServer } from '../server.ts'
import { read } from './workloads.ts'

const MANY = 100_000
const FEW = 10_000
const DROPLETS = 10_000
/** Times that the smaller account is scanned, for the code to be compiled. */
const WARM_UPS = 3
const LOAD_SECONDS = 3
const POLL_MS = 250

export const postureScan: Pair = {
  name: 'posture_scan',
  about: `all posture rules over ${MANY} stored resources, and how it grows from ${FEW}`,
  async measure(bench) {
    const folder = temporaryFolder()
    const [many, few] = [MANY, FEW].map((count) => {
      const file = join(folder, `${count}.json`)
      writeFileSync(file, JSON.stringify(accountOf(count)))
      return file
    }) as [string, string]
    const rounds = bench.quick ? 3 : 7
    const costs = []
    const growths: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      bench.say(`round ${round} of ${rounds}`)
      using fresh = openScanner()
      costs.push(await fresh.scan(many))
      growths.push(await growth(many, few))
    }
    const [{ findings }] = costs as [(typeof costs)[number]]
    return [
      {
        name: `scan of ${MANY} resources`,
        unit: 's',
        ours: sampleOf(costs.map(({ seconds }) => seconds)),
        goal: { of: 'ours', at: 'most', value: 4 },
        note: `processor time of all threads, from the file to ${findings} findings, in a new process`,
      },
      {
        name: 'its most memory',
        unit: 'MB',
        ours: sampleOf(costs.map(({ megabytes }) => megabytes)),
        goal: { of: 'ours', at: 'most', value: 600 },
      },
      {
        name: `its growth from ${FEW}, to linear`,
        unit: 'times',
        ours: sampleOf(growths),
        goal: { of: 'ours', at: 'most', value: 1.2 },
        note: `in one process, which has scanned the ${FEW} before`,
      },
    ]
  },
}

async function growth(many: string, few: string): Promise<number> {
  using warm = openScanner()
  for (let at = 0; at < WARM_UPS; at += 1) await warm.scan(few)
  const small = await warm.scan(few)
  const large = await warm.scan(many)
  return large.seconds / (small.seconds * (MANY / FEW))
}

export const readsBesideScan: Pair = {
  name: 'reads_beside_scan',
  about: `GET /v2/account while an account of ${DROPLETS} Droplets is scanned, against an idle server`,
  async measure(bench) {
    const first = await startServer({ env: ONE_REGION })
    await first.stop()
    bench.say(`making ${DROPLETS} Droplets`)
    const [token = ''] = await seedDroplets(first.data, [DROPLETS])
    await using server = await startServer({ env: ONE_REGION, data: first.data })
    using load = await openLoad(await read(server, '/v2/account'), server.pid)
    await load.run(LOAD_SECONDS)
    const rows: Row[] = []
    const { idle, beside } = await measureReads(bench, { server, token, load })
    for (const [name, pick] of [
      ['p50', (it: Latency) => it.p50_ms],
      ['p99', (it: Latency) => it.p99_ms],
    ] as const)
      rows.push({
        name: `account read beside a scan, ${name}`,
        unit: 'ms',
        against: 'without a scan',
        ...ratioOf(beside.map(pick), idle.map(pick)),
        goal: { of: 'ratio', at: 'most', value: 2 },
      })
    return rows
  },
}

interface Latency {
  p50_ms: number
  p99_ms: number
}

async function measureReads(
  bench: Bench,
  { server, token, load }: { server: Server; token: string; load: Load },
): Promise<{ idle: Latency[]; beside: Latency[] }> {
  const rounds = bench.quick ? 3 : 7
  const [idle, beside]: [Latency[], Latency[]] = [[], []]
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`round ${round} of ${rounds}`)
    idle.push(await load.run(LOAD_SECONDS))
    const scanning = keepScanning(server, token)
    beside.push(await load.run(LOAD_SECONDS))
    await scanning.end()
  }
  return { idle, beside }
}

/** One scan after another, until it is told to end. */
function keepScanning(server: Server, token: string): { end(): Promise<void> } {
  let ended = false
  const all = (async () => {
    while (!ended) await scanOnce(server, token)
  })()
  return {
    async end() {
      ended = true
      await all
    },
  }
}

async function scanOnce({ port }: Server, token: string): Promise<void> {
  const scans = `http://127.0.0.1:${port}/v2/security/scans`
  const headers = { authorization: `Bearer ${token}` }
  const made = await fetch(scans, { method: 'POST', headers })
  if (made.status !== 201) throw new Error(`POST ${scans} answered ${made.status}: ${await made.text()}`)
  const { id } = (await made.json()) as { id: string }
  for (;;) {
    const answer = await fetch(`${scans}/${id}?per_page=1`, { headers })
    const { scan } = (await answer.json()) as { scan: { status: string } }
    if (scan.status === 'COMPLETED') return
    if (scan.status !== 'IN_PROGRESS') throw new Error(`the scan ended as ${scan.status}`)
    await sleep(POLL_MS)
  }
}
