// Load on name servers, by dnsperf.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '../../test/dns/programs.ts'
import { temporaryFolder } from '../processes.ts'
import { NotMeasurable } from '../rows.ts'
import type { SeededZone } from './seed_zone.ts'

export interface DnsLoad {
  answers_per_second: number
  average_ms: number
}

export interface DnsPrograms {
  knotd: string
  dnsperf: string
}

const QUESTIONS = 20_000
const CLIENTS = 4

/** Throws NotMeasurable, and says what to install. */
export function requirePrograms(): DnsPrograms {
  const [knotd, dnsperf] = [findProgram('knotd'), findProgram('dnsperf')]
  if (!dnsperf) throw new NotMeasurable('dnsperf is not installed (Debian’s package dnsperf)')
  if (!knotd) throw new NotMeasurable('the reference, knotd, is not installed (Debian’s package knot)')
  return { knotd, dnsperf }
}

/** A command that keeps to one core; the servers share the first, and the load has the second. Where there is no taskset, the system decides. */
export const onCore = (core: 0 | 1, command: readonly string[]): [string, ...string[]] => {
  const pinned = findProgram('taskset') !== undefined && availableParallelism() > 1
  return (pinned ? ['taskset', '-c', String(core), ...command] : command) as [string, ...string[]]
}

/** A load of questions for addresses that are there, in no order, with EDNS. */
export function dnsLoad({ dnsperf }: DnsPrograms, { names }: SeededZone) {
  const file = join(temporaryFolder(), 'questions')
  const questions = Array.from({ length: QUESTIONS }, (_, n) => `${names[(n * 7919) % names.length]} A\n`)
  writeFileSync(file, questions.join(''))
  return (port: number) => ({
    /** Throws unless every answer is a good one. */
    async run(seconds: number): Promise<DnsLoad> {
      const args = ['-e', '-s', '127.0.0.1', '-p', String(port), '-d', file]
      const [program, ...rest] = onCore(1, [
        dnsperf,
        ...args,
        '-c',
        String(CLIENTS),
        '-l',
        String(Math.ceil(seconds)),
      ])
      const { stdout } = await promisify(execFile)(program, rest)
      if (!/Response codes:\s+NOERROR \d+ \(100\.00%\)/.test(stdout) || !/Queries lost:\s+0 /.test(stdout))
        throw new Error(`not every question was answered well:\n${stdout}`)
      const figure = (name: string) => Number(new RegExp(`${name}:\\s+([0-9.]+)`).exec(stdout)?.[1])
      return {
        answers_per_second: figure('Queries per second'),
        average_ms: figure('Average Latency \\(s\\)') * 1000,
      }
    },
  })
}
