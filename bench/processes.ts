// The processes of a measurement: each is asked over a channel, and none outlives the bench.
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BareAnswer, BareQuestion } from './bare.ts'
import type { InsertedRow, InsertsAnswer, InsertsQuestion } from './inserts.ts'
import type { LoadAnswer, LoadPlan, LoadQuestion, LoadResult, ServerCost } from './load.ts'
import type { ScanCost, ScanQuestion } from './posture/scan_account.ts'

const TMPFS = 0x01021994
const living = new Set<ChildProcess>()
const folders = new Set<string>()

process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** Kills `child` when the bench ends, however it ends. */
export function keepTrack(child: ChildProcess): void {
  living.add(child)
  child.once('exit', () => living.delete(child))
}

/** A folder on a disk (in memory a sync costs nothing), removed when the bench ends. */
export function temporaryFolder(): string {
  const places = [tmpdir(), '/var/tmp', import.meta.dirname]
  const place = places.find((it) => statfsSync(it, { bigint: false }).type !== TMPFS)
  if (!place) throw new Error(`none of ${places.join(', ')} is on a disk; set TMPDIR to a folder that is`)
  const folder = mkdtempSync(join(place, 'rockpool-bench-'))
  folders.add(folder)
  return folder
}

class Asked<Question extends object, Answer> {
  readonly #child: ChildProcess
  readonly #script: string

  constructor(script: string) {
    this.#script = script
    this.#child = fork(join(import.meta.dirname, script), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    keepTrack(this.#child)
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${this.#script} ended with ${code}`))
      this.#child.once('exit', ended)
      this.#child.once('message', (answer) => {
        this.#child.off('exit', ended)
        resolve(answer as Answer)
      })
      this.#child.send(question)
    })
  }

  get pid(): number {
    return this.#child.pid as number
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL')
  }
}

export interface Load extends Disposable {
  /** Throws unless every answer was the expected one. */
  run(seconds: number): Promise<LoadResult & ServerCost>
}

/** `server_pid` is the process that answers. */
export async function openLoad(plan: LoadPlan, server_pid: number): Promise<Load> {
  const child = new Asked<LoadQuestion, LoadAnswer>('load.ts')
  const ask = async (question: LoadQuestion) => {
    const answer = await child.ask(question)
    if ('failure' in answer) throw new Error(`${plan.method} ${plan.path}: ${answer.failure}`)
    return answer
  }
  await ask({ open: plan })
  return {
    async run(seconds) {
      const before_us = cpuTime(server_pid)
      const answer = await ask({ run_seconds: seconds })
      if (!('result' in answer)) throw new Error('the load generator gave no result')
      const { result } = answer
      return { ...result, cpu_us_per_request: (cpuTime(server_pid) - before_us) / result.requests }
    },
    [Symbol.dispose]: () => child[Symbol.dispose](),
  }
}

const CPU_TICK_US = 10_000

/** Of all threads, in microseconds; not a number where there is no /proc. */
function cpuTime(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * CPU_TICK_US
}

export interface Bare extends Disposable {
  port: number
  pid: number
}

export async function startBare(answers: BareQuestion): Promise<Bare> {
  const child = new Asked<BareQuestion, BareAnswer>('bare.ts')
  const { port } = await child.ask(answers)
  return { port, pid: child.pid, [Symbol.dispose]: () => child[Symbol.dispose]() }
}

export interface Scanner extends Disposable {
  /** What a scan of the stored inventory costs. */
  scan(file: string): Promise<ScanCost>
}

export function openScanner(): Scanner {
  const child = new Asked<ScanQuestion, ScanCost>('posture/scan_account.ts')
  return { scan: (file) => child.ask({ file }), [Symbol.dispose]: () => child[Symbol.dispose]() }
}

export interface Inserts extends Disposable {
  /** Inserts per second. */
  run(seconds: number): Promise<number>
}

export async function openInserts(row: InsertedRow): Promise<Inserts> {
  const child = new Asked<InsertsQuestion, InsertsAnswer>('inserts.ts')
  await child.ask({ open: { folder: temporaryFolder(), row } })
  return {
    async run(seconds) {
      const answer = await child.ask({ run_seconds: seconds })
      if (!('inserts' in answer)) throw new Error('the insert loop gave no result')
      return answer.inserts / answer.seconds
    },
    [Symbol.dispose]: () => child[Symbol.dispose](),
  }
}
