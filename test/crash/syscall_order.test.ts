// No answer to a write leaves before the sync that covers its frames has returned: seen in the system calls.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../server_process.ts'
import { Client } from './client.ts'
import { Installation } from './installation.ts'
import type { Ledger } from './ledger.ts'
import { seed } from './options.ts'
import { seeded } from './random.ts'
import { lostNames } from './system_calls/lasting_names.ts'
import { attach, strace_missing } from './system_calls/strace.ts'
import { answerLines, checkSyncOrder, durableLines, type Told } from './system_calls/sync_order.ts'
import { parseTrace, type SystemCall } from './system_calls/trace.ts'
import { until } from './until.ts'

const CLIENTS = 24
const ANSWERS = 800
const CALLS = 'trace=pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg'

const NAMING_CALLS = 'trace=mkdir,mkdirat,open,openat,rename,renameat,renameat2,fsync,write,writev'

interface Traced {
  lines: string[]
  calls: SystemCall[]
  told: Told
}

let traced: Traced | undefined

test('under load, every answer leaves after the sync that covers it', { skip: strace_missing }, async (t) => {
  traced = await traceLoad()
  const { violations, proven } = checkSyncOrder(traced.calls, traced.told)
  assert.deepEqual(violations.slice(0, 20), [], `${violations.length} answers left too early`)
  assert.ok(traced.told.done.length > ANSWERS / 2, `only ${traced.told.done.length} requests were recorded`)
  assert.ok(traced.told.shown.length > 100, `only ${traced.told.shown.length} answers show what others did`)
  t.diagnostic(`${proven} orders proven in ${traced.lines.length} system calls, seed ${seed}`)
})

test('the check sees an answer that is moved before its sync', { skip: strace_missing }, () => {
  assert.ok(traced, 'the trace of the test before this one')
  const { lines, calls, told } = traced
  const answers = answerLines(calls)
  const durable = durableLines(calls)
  const id = told.done[Math.floor(told.done.length / 2)] as string
  const [from, to] = [answers.get(id) as number, durable.get(id) as number]
  const doctored = lines.toSpliced(from, 1).toSpliced(to, 0, lines[from] as string)
  const { violations } = checkSyncOrder(parseTrace(doctored), { done: [id], shown: [] })
  assert.deepEqual(violations, [`${id}: answered on line ${to + 1}, durable on line ${to + 2}`])
})

test('the check sees syncs that fail, and syncs that are not there', { skip: strace_missing }, () => {
  assert.ok(traced, 'the trace of the first test')
  const { calls, told } = traced
  const failing = calls.map((call) => (call.name === 'fdatasync' ? { ...call, result: '-1 EIO' } : call))
  const without = calls.filter((call) => !call.name.endsWith('sync'))
  for (const doctored of [failing, without]) {
    const { violations } = checkSyncOrder(doctored, told)
    assert.ok(violations.length > told.done.length / 2, `only ${violations.length} violations`)
  }
})

test('a sync that began before the frames were written does not cover them', () => {
  const page = `...{\\"request_id\\":\\"a-1\\"}`.padEnd(4096 + 4, '.')
  const header = '"\\0\\0\\0\\1\\0\\0\\0\\1................", 24, 32'
  const lines = {
    header: `1 pwrite64(5</d/x.db-wal>, ${header}) = 24`,
    page: `1 pwrite64(5</d/x.db-wal>, "${page}", 4096, 56) = 4096`,
    begin: '2 fdatasync(6</d/x.db-wal> <unfinished ...>',
    end: '2 <... fdatasync resumed>) = 0',
    answer: '1 write(9<socket:[7]>, "HTTP/1.1 200 OK\\r\\nx-request-id: a-1\\r\\n", 38) = 38',
  }
  const violations = (...order: Array<keyof typeof lines>) =>
    checkSyncOrder(parseTrace(order.map((name) => lines[name])), { done: ['a-1'], shown: [] }).violations
  assert.deepEqual(violations('header', 'page', 'begin', 'end', 'answer'), [])
  assert.equal(violations('header', 'begin', 'page', 'end', 'answer').length, 1)
  assert.equal(violations('header', 'page', 'begin', 'answer', 'end').length, 1)
  assert.equal(violations('begin', 'end', 'answer').length, 1)
  assert.equal(violations('header', 'page', 'begin', 'end').length, 1)
})

test('what a first start makes keeps its name', { skip: strace_missing }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-names-'))
  const trace = join(folder, 'trace')
  const data = join(folder, 'some', 'data')
  const settings = { ROCKPOOL_TLS_LISTEN: 'off', ROCKPOOL_DNS_LISTEN: 'off', ROCKPOOL_REGIONS: 'nyc3' }
  const under = ['strace', '-D', '-f', '-y', '-s', '4096', '-e', NAMING_CALLS, '-o', trace]
  const server = await startServer({ data, settings, under })
  const client = new Client(server)
  try {
    const body = { name: 'first', region: 'nyc3', values: { key: 'value' } }
    const call = { method: 'POST', path: '/v2/security/secrets', body, request_id: 'first' } as const
    assert.equal((await client.call(call)).status, 200)
  } finally {
    client.close()
    await server.stop()
  }
  const calls = parseTrace(readFileSync(trace, 'latin1').split('\n'))
  const answered = answerLines(calls).get('first')
  assert.ok(answered, 'the answer is in the trace')
  const names = ['', 'master.key', 'token', 'rockpool.db', 'rockpool.db-wal', 'regions']
  const paths = [...names, 'regions/nyc3.db', 'regions/nyc3.db-wal'].map((name) => join(data, name))
  assert.deepEqual(lostNames(calls, [join(folder, 'some'), ...paths], answered), [])
  rmSync(folder, { recursive: true })
})

async function traceLoad(): Promise<Traced> {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-trace-'))
  const trace = join(data, 'trace')
  const installation = new Installation(data, seeded(seed))
  const server = await installation.start()
  try {
    const tracing = await attach(server.child.pid as number, ['-y', '-s', '70000', '-e', CALLS, '-o', trace])
    const workload = installation.load(server, CLIENTS)
    await until('the load is done', () => workload.answered() >= ANSWERS)
    workload.stop()
    await workload.ended
    await tracing.stop()
    const told = toldBy(installation.ledger)
    await installation.check(server)
    const lines = readFileSync(trace, 'latin1').split('\n')
    return { lines, calls: parseTrace(lines), told }
  } finally {
    await server.stop()
    rmSync(data, { recursive: true })
  }
}

function toldBy({ deeds, sightings }: Ledger): Told {
  const shown = sightings.flatMap(({ request_id, story, version }) => {
    const made = story.writes.find((it) => it.version === version && it.outcome === 'acknowledged')
    return made ? [{ by: request_id, of: made.request_id }] : []
  })
  return { done: deeds.map((deed) => deed.request_id), shown }
}
