// After a sync has failed, some file systems give back the old content of what they could not write.
import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ServerProcess } from '../server_process.ts'
import { Client, probe } from './client.ts'
import { Installation } from './installation.ts'
import { seed } from './options.ts'
import { seeded } from './random.ts'
import { attach, strace_missing } from './system_calls/strace.ts'
import { until } from './until.ts'

// Few enough that the log was not begun anew, so that its end is the file's.
const ANSWERS = 60
const SYNCS = 'fdatasync,fsync'

test('what a failed sync has lost of the log never reaches the database', { skip: strace_missing }, () =>
  loseAndRestart(async (server) => {
    // It cannot tell what of its own memory is still so on disk: what it must not do is to go on as if.
    await until('it has seen the loss', async () => {
      assert.equal(await create(server, 'after'), 503)
      return server.log.some((line) => line.includes('a failed sync has lost'))
    })
    assert.equal((await probe(server, '/readyz')).status, 503)
  }),
)

test('nor does it when the server is stopped at once', { skip: strace_missing }, () =>
  loseAndRestart(async () => {}),
)

async function loseAndRestart(work: (server: ServerProcess) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-lost-'))
  const installation = new Installation(data, seeded(seed))
  try {
    const server = await installation.start()
    const workload = installation.load(server, 4)
    await until('there is load', () => workload.answered() >= ANSWERS)
    workload.stop()
    await workload.ended
    const log = join(data, 'regions', 'nyc3.db-wal')
    const { size } = statSync(log)
    const options = ['-o', '/dev/null', '-e', `trace=${SYNCS}`, '-e', `inject=${SYNCS}:error=EIO`]
    const failing = await attach(server.child.pid as number, options)
    assert.equal(await create(server, 'lost'), 503)
    lose(log, size)
    await failing.stop()
    await work(server)
    await server.stop()
    const next = await installation.start()
    await installation.restoreAll(next)
    await installation.check(next, true)
    await next.stop()
    rmSync(data, { recursive: true })
  } finally {
    await installation.end()
  }
}

async function create(server: { url: string; token: string }, name: string): Promise<number> {
  const client = new Client(server)
  const body = { name, region: 'nyc3', values: { key: 'value' } }
  const { status } = await client.call({
    method: 'POST',
    path: '/v2/security/secrets',
    body,
    request_id: name,
  })
  client.close()
  return status
}

/** Everything after `from` is again what it was before it was written. */
function lose(path: string, from: number): void {
  const bytes = statSync(path).size - from
  assert.ok(bytes > 0, 'nothing was written')
  const fd = openSync(path, 'r+')
  writeSync(fd, Buffer.alloc(bytes), 0, bytes, from)
  closeSync(fd)
}
