// How soon the server answers, and how much memory it holds while nothing happens; with the default settings.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLoad, startBare, temporaryFolder } from '../processes.ts'
import { type Bench, NotMeasurable, type Pair, type Row, ratioOf, type Sample, sampleOf } from '../rows.ts'
import { type Server, startServer } from '../server.ts'
import { readSecret } from './workloads.ts'

const IDLE_MS = 5000
const WARM_UP_SECONDS = 2

export const idleMemory: Pair = {
  name: 'memory',
  about: 'memory of the idle server: after the first start, after a later one, and after a short load',
  async measure(bench) {
    if (!existsSync('/proc/self/smaps_rollup')) throw new NotMeasurable('there is no /proc/PID/smaps_rollup')
    using bare = await startBare({})
    await using first = await startServer()
    const after_first = await idle(bench, first, bare.pid)
    await first.stop()
    await using later = await startServer({ data: first.data })
    const after_later = await idle(bench, later, bare.pid)
    using load = await openLoad(await readSecret(later), later.pid)
    await load.run(WARM_UP_SECONDS)
    const after_load = await idle(bench, later, bare.pid)
    return [
      memoryRow('idle memory, first start', after_first),
      memoryRow('idle memory, later start', after_later),
      memoryRow('idle memory, after a load', after_load),
    ]
  },
}

interface Memory {
  rss: number
  pss: number
}

async function idle(bench: Bench, server: Server, bare_pid: number) {
  bench.say('waiting until the server has been idle for a while')
  await sleep(IDLE_MS)
  return { ours: memoryOf(server.pid), reference: memoryOf(bare_pid) }
}

/** In megabytes. */
function memoryOf(pid: number): Memory {
  const kilobytes = (file: string, field: string) => {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8')
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1])
  }
  return { rss: kilobytes('status', 'VmRSS') / 1024, pss: kilobytes('smaps_rollup', 'Pss') / 1024 }
}

function memoryRow(name: string, { ours, reference }: { ours: Memory; reference: Memory }): Row {
  return {
    name,
    unit: 'MB',
    against: 'bare Fastify route',
    ...ratioOf([ours.rss], [reference.rss]),
    goal: { of: 'ours', at: 'most', value: 120 },
    note: `resident set; proportional set ${ours.pss.toFixed(0)} MB against ${reference.pss.toFixed(0)} MB`,
  }
}

export const coldStart: Pair = {
  name: 'start',
  about: 'from the spawn to the first answer: with a new data folder, and again with the same one',
  async measure(bench) {
    const first: number[] = []
    const later: number[] = []
    const runs = bench.quick ? 3 : 7
    for (let run = 1; run <= runs; run++) {
      bench.say(`start ${run} of ${runs}`)
      // Node keeps compiled code between starts; a first start has none.
      const env = { NODE_COMPILE_CACHE: temporaryFolder() }
      const server = await startServer({ env })
      await server.stop()
      const again = await startServer({ env, data: server.data })
      await again.stop()
      first.push(server.started_ms)
      later.push(again.started_ms)
    }
    return [
      startRow('cold start, first', sampleOf(first), 1000),
      startRow('cold start, later', sampleOf(later), 500),
    ]
  },
}

function startRow(name: string, ours: Sample, value: number): Row {
  return { name, unit: 'ms', ours, goal: { of: 'ours', at: 'most', value } }
}
