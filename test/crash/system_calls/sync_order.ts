// Whether answers waited for the disk: SIGKILL cannot show that, for it leaves the kernel's memory as it was.
import type { SystemCall } from './trace.ts'

/** What the clients were answered, by request id. */
export interface Told {
  /** Requests whose answers say that something was done or read, and so was recorded. */
  done: string[]
  /** Answers of `by` that show what the request `of` has done. */
  shown: Array<{ by: string; of: string }>
}

export interface Findings {
  /** Each names an answer that left too early, or something that the trace should hold and does not. */
  violations: string[]
  /** How many answers were shown to have left after the sync that covers them. */
  proven: number
}

interface Frame {
  file: string
  commit: boolean
  page: Buffer
  /** The line on which its last byte had been written. */
  written: number
}

const FRAME_HEADER_BYTES = 24
const PAGE_BYTES = 4096
const SYNCS = new Set(['fdatasync', 'fsync'])
const SENDS = new Set(['write', 'writev', 'sendto', 'sendmsg'])

/** Holds each answer against the sync of the frames that carry its audit record, and those of what it shows. */
export function checkSyncOrder(calls: readonly SystemCall[], told: Told): Findings {
  const durable = durableLines(calls)
  const answers = answerLines(calls)
  const findings: Findings = { violations: [], proven: 0 }
  const pairs = [...told.done.map((id) => ({ by: id, of: id })), ...told.shown]
  for (const { by, of } of pairs) {
    const problem = judge(answers.get(by), durable.get(of))
    if (problem)
      findings.violations.push(by === of ? `${by}: ${problem}` : `${by}, which shows ${of}: ${problem}`)
    else findings.proven += 1
  }
  return findings
}

function judge(answered: number | undefined, durable: number | undefined): string | undefined {
  if (answered === undefined) return 'its answer is not in the trace'
  if (durable === undefined) return 'no frame of the log holds its record'
  if (answered > durable) return undefined
  return durable === Number.POSITIVE_INFINITY
    ? 'answered, and no sync has covered it'
    : `answered on line ${answered + 1}, durable on line ${durable + 1}`
}

/** For each request id in the log: the line on which the first sync that covers its transaction had returned. */
export function durableLines(calls: readonly SystemCall[]): Map<string, number> {
  const lines = new Map<string, number>()
  for (const [file, frames] of Map.groupBy(framesOf(calls), (frame) => frame.file)) {
    const syncs = calls.filter((call) => SYNCS.has(call.name) && call.file === file && call.result === '0')
    let pending: string[] = []
    for (const frame of frames) {
      pending.push(...idsIn(frame.page, RECORDED).filter((id) => !lines.has(id)))
      if (!frame.commit) continue
      const line = coveredOn(frame, syncs)
      for (const id of pending) lines.set(id, line)
      pending = []
    }
  }
  return lines
}

/** Only a sync that began when the whole transaction had been written covers it. */
function coveredOn(commit: Frame, syncs: readonly SystemCall[]): number {
  const covering = syncs.filter((sync) => sync.began > commit.written).map((sync) => sync.ended)
  return Math.min(Number.POSITIVE_INFINITY, ...covering)
}

/** SQLite writes a frame in two calls: a header, which says whether it ends a transaction, and the page. */
function framesOf(calls: readonly SystemCall[]): Frame[] {
  const frames: Frame[] = []
  const headers = new Map<string, Buffer>()
  for (const call of calls) {
    if (call.name !== 'pwrite64' || !call.file.endsWith('-wal')) continue
    const offset = Number(/(\d+)$/.exec(call.args)?.[1])
    if (call.data.length === FRAME_HEADER_BYTES)
      headers.set(`${call.file} ${offset + FRAME_HEADER_BYTES}`, call.data)
    const header = headers.get(`${call.file} ${offset}`)
    if (!header || call.data.length !== PAGE_BYTES) continue
    const commit = header.readUInt32BE(4) !== 0
    frames.push({ file: call.file, commit, page: call.data, written: call.ended })
  }
  return frames
}

/** For each request id: the line on which the system call that sends its answer began. */
export function answerLines(calls: readonly SystemCall[]): Map<string, number> {
  const lines = new Map<string, number>()
  for (const call of calls) {
    if (!SENDS.has(call.name) || !/^(socket|TCP)/.test(call.file)) continue
    for (const id of idsIn(call.data, ANSWERED)) if (!lines.has(id)) lines.set(id, call.began)
  }
  return lines
}

const RECORDED = /"request_id":"([A-Za-z0-9._-]+)"/g
const ANSWERED = /\r\nx-request-id: ([A-Za-z0-9._-]+)\r\n/gi

const idsIn = (data: Buffer, pattern: RegExp) =>
  [...data.toString('latin1').matchAll(pattern)].map((match) => match[1] as string)
