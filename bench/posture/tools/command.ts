// A whole command on one core, from its start to its end: what it prints, and what it costs.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../../test/clients/programs.ts'
import { onCore } from '../../dns/dnsperf.ts'
import { temporaryFolder } from '../../processes.ts'
import { NotMeasurable, type Row, ratioOf, sampleOf } from '../../rows.ts'

export interface Cost {
  /** Processor time of all threads. */
  seconds: number
  elapsed_seconds: number
  /** The most memory that it has had. */
  megabytes: number
}

export type Runner = (command: readonly string[], env: NodeJS.ProcessEnv) => Cost & { stdout: string }

const TIMEOUT_MS = 600_000
const PRINTED_MAX_BYTES = 1024 ** 3

/** Throws NotMeasurable where nothing tells what a command costs. */
export function openRunner(): Runner {
  const time = findProgram('time')
  if (!time || spawnSync(time, ['--version']).status !== 0)
    throw new NotMeasurable('GNU time is not installed (Debian’s package time)')
  const file = join(temporaryFolder(), 'cost')
  return (command, env) => {
    const [program, ...args] = onCore(1, [time, '-f', '%U %S %e %M', '-o', file, ...command])
    const options = { env, encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: PRINTED_MAX_BYTES } as const
    const { status, error, stdout, stderr } = spawnSync(program, args, options)
    if (error || status !== 0)
      throw new Error(`${command.join(' ')} ended with ${error ?? status}: ${stderr}${stdout.slice(0, 2000)}`)
    const [user = 0, system = 0, elapsed_seconds = 0, kilobytes = 0] = readFileSync(file, 'utf8')
      .split(' ')
      .map(Number)
    return { seconds: user + system, elapsed_seconds, megabytes: kilobytes / 1024, stdout }
  }
}

interface Compared {
  name: string
  against: string
  ours: readonly Cost[]
  reference: readonly Cost[]
  note: string
}

/** Processor time and memory; how long they took by the clock is told beside. */
export function rowsOf({ name, against, ours, reference, note }: Compared): [Row, Row] {
  const sides = (figure: keyof Cost) =>
    [ours.map((cost) => cost[figure]), reference.map((cost) => cost[figure])] as const
  const [elapsed, theirs] = sides('elapsed_seconds').map((all) => sampleOf(all).median.toFixed(2))
  return [
    {
      name,
      unit: 's',
      against,
      ...ratioOf(...sides('seconds')),
      note: `processor time of the whole command; by the clock ${elapsed} s against ${theirs} s; ${note}`,
    },
    { name: `${name}, memory`, unit: 'MB', against, ...ratioOf(...sides('megabytes')) },
  ]
}
