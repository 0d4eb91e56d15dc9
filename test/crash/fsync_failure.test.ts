// A disk that cannot sync: nothing is acknowledged meanwhile, and all is well when it can again.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ServerProcess } from '../server_process.ts'
import { probe } from './client.ts'
import { Installation } from './installation.ts'
import { seed } from './options.ts'
import { seeded } from './random.ts'
import { attach, strace_missing, type Tracing } from './system_calls/strace.ts'
import { until } from './until.ts'
import type { Workload } from './workload.ts'

const ANSWERS_BEFORE = 150

// The product's own sync alone; and that of SQLite too, which recovery needs.
for (const calls of ['fdatasync', 'fdatasync,fsync']) {
  test(`while ${calls} fails, nothing is acknowledged; then it recovers`, {
    skip: strace_missing,
  }, async () => {
    await withInstallation(async (installation) => {
      const server = await installation.start()
      const workload = installation.load(server)
      await until('there is load', () => workload.answered() >= ANSWERS_BEFORE)
      const failing = await failSyncs(server, calls)
      await assertNothingIsAcknowledged(installation, server, workload)
      await failing.stop()
      await assertRecovery(installation, server)
      await server.stop('SIGKILL')
      await workload.ended
      await checkAgain(installation)
    })
  })

  test(`killed while ${calls} fails, it has all that was acknowledged`, {
    skip: strace_missing,
  }, async () => {
    await withInstallation(async (installation) => {
      const server = await installation.start()
      const workload = installation.load(server)
      await until('there is load', () => workload.answered() >= ANSWERS_BEFORE)
      const failing = await failSyncs(server, calls)
      await until('all are refused', () => workload.allRefused(5))
      await server.stop('SIGKILL')
      await workload.ended
      await failing.stop()
      await checkAgain(installation)
    })
  })
}

test('one region that cannot sync turns readiness red, and recovers without being asked', {
  skip: strace_missing,
}, async () => {
  await withInstallation(async (installation) => {
    const server = await installation.start()
    const workload = installation.load(server)
    await until('there is load', () => workload.answered() >= ANSWERS_BEFORE)
    const log = join(server.data, 'regions', 'nyc3.db-wal')
    const failing = await failSyncs(server, 'fdatasync', ['-P', log])
    await until('all are refused', () => workload.allRefused(1))
    workload.stop()
    await workload.ended
    assert.equal((await probe(server, '/readyz')).status, 503)
    await failing.stop()
    // Whoever is not ready gets no requests, so none may be needed to become ready.
    await until('the server is ready', async () => (await probe(server, '/readyz')).status === 200)
    await installation.check(server)
    await server.stop('SIGKILL')
    await checkAgain(installation)
  })
})

const failSyncs = (server: ServerProcess, calls: string, more: string[] = []): Promise<Tracing> =>
  attach(server.child.pid as number, [
    ...['-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO`],
    ...more,
  ])

async function assertNothingIsAcknowledged(
  installation: Installation,
  server: ServerProcess,
  workload: Workload,
): Promise<void> {
  // Each client waits for one answer at a time: a refusal shows that no answer from before is still to come.
  await until('all are refused', () => workload.allRefused(1))
  const { length } = installation.ledger.deeds
  await until('all are refused for a while', () => workload.allRefused(60))
  assert.deepEqual(installation.ledger.deeds.slice(length), [])
  const ready = await probe(server, '/readyz')
  assert.equal(ready.status, 503)
  assert.equal((await probe(server, '/healthz')).body?.status, 'alive')
}

async function assertRecovery(installation: Installation, server: ServerProcess): Promise<void> {
  await until('the server is ready', async () => (await probe(server, '/readyz')).status === 200)
  const { length } = installation.ledger.deeds
  await until('requests are served', () => installation.ledger.deeds.length > length + 50)
}

async function checkAgain(installation: Installation): Promise<void> {
  const server = await installation.start()
  await installation.restoreAll(server)
  await installation.check(server, true)
  await server.stop()
}

async function withInstallation(work: (installation: Installation) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-sync-'))
  const installation = new Installation(data, seeded(seed))
  try {
    await work(installation)
    rmSync(data, { recursive: true })
  } finally {
    await installation.end()
  }
}
