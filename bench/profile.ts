// node bench/profile.ts KIND [SECONDS]: where the server's main thread spends its time under a load.
// Prints the functions that cost most by themselves, and with all that they call, and names the .cpuprofile file.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Workload, workloads } from './pairs/workloads.ts'
import { openLoad } from './processes.ts'
import { ONE_REGION, startServer } from './server.ts'

interface Profile {
  nodes: Array<{
    id: number
    children?: number[]
    callFrame: { functionName: string; url: string; lineNumber: number }
  }>
  startTime: number
  samples: number[]
  timeDeltas: number[]
}

const ROOT = join(import.meta.dirname, '..')
const SHOWN = 45
const WARM_UP_SECONDS = 3
// The profiler's clock is the system's monotonic clock, in microseconds.
const monotonic = () => Number(process.hrtime.bigint() / 1000n)

async function record(workload: Workload, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-profile-'))
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--disable-warning=ExperimentalWarning']
  const server = await startServer({
    env: ONE_REGION,
    command: [process.execPath, ...flags, join(ROOT, 'src/main.ts')],
  })
  using load = await openLoad(await workload(server), server.pid)
  await load.run(WARM_UP_SECONDS)
  const from = monotonic()
  const { requests } = await load.run(seconds)
  const to = monotonic()
  await server.stop()
  const file = join(folder, readdirSync(folder).find((it) => it.endsWith('.cpuprofile')) as string)
  return { file, from, to, requests }
}

/** Microseconds by node: by itself, between two moments. */
function selfTimes(
  { startTime, samples, timeDeltas }: Profile,
  from: number,
  to: number,
): Map<number, number> {
  const times = new Map<number, number>()
  let at = startTime
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index] as number
    const lasts = timeDeltas[index + 1] ?? 0
    if (at >= from && at <= to) times.set(id, (times.get(id) ?? 0) + lasts)
  }
  return times
}

function sumUp(profile: Profile, times: ReadonlyMap<number, number>) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const self = new Map<string, number>()
  const inclusive = new Map<string, number>()
  const visit = (id: number, above: ReadonlySet<string>): number => {
    const node = nodes.get(id)
    if (!node) return 0
    const name = nameOf(node.callFrame)
    const own = times.get(id) ?? 0
    self.set(name, (self.get(name) ?? 0) + own)
    const below = new Set(above).add(name)
    const total = (node.children ?? []).reduce((sum, child) => sum + visit(child, below), own)
    // A function that is already on the stack has its caller's time counted there.
    if (!above.has(name)) inclusive.set(name, (inclusive.get(name) ?? 0) + total)
    return total
  }
  visit((profile.nodes[0] as { id: number }).id, new Set())
  return { self, inclusive }
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url.replace(`file://${ROOT}/`, '').replace('node_modules/', '')
  return `${functionName || '(anonymous)'}${place && ` ${place}:${lineNumber + 1}`}`
}

function print(title: string, times: Map<string, number>, requests: number): void {
  const busy = [...times].filter(([name]) => !/^\((root|idle)\)/.test(name))
  process.stdout.write(`\n${title}: microseconds for each request\n`)
  for (const [name, time] of busy.sort((a, b) => b[1] - a[1]).slice(0, SHOWN))
    process.stdout.write(`${(time / requests).toFixed(2).padStart(8)}  ${name}\n`)
}

async function main(): Promise<void> {
  const [kind = '', seconds = '6'] = process.argv.slice(2)
  const workload = workloads[kind]
  if (!workload) throw new Error(`KIND must be one of ${Object.keys(workloads).join(', ')}, got ${kind}`)
  const { file, from, to, requests } = await record(workload, Number(seconds))
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const { self, inclusive } = sumUp(profile, selfTimes(profile, from, to))
  const idle = self.get('(idle)') ?? 0
  process.stdout.write(
    `${Math.round(requests / Number(seconds))} requests/s under the profiler; the main thread was idle ${((100 * idle) / (to - from)).toFixed(0)} % of the time\n${file}\n`,
  )
  print('By itself', self, requests)
  print('With all that it calls', inclusive, requests)
}

if (import.meta.main) await main()
