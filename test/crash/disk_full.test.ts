// A disk that is full: nothing is acknowledged that is not there, and all is well when there is room again.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ServerProcess } from '../server_process.ts'
import { Client, probe } from './client.ts'
import { Installation } from './installation.ts'
import { seed } from './options.ts'
import { seeded } from './random.ts'
import { until } from './until.ts'
import type { Workload } from './workload.ts'

const SIZE = '24m'
const ANSWERS_BEFORE = 150
const FILLING = Buffer.alloc(65_536)

const skip = whyNot()

test('while the disk is full, nothing is acknowledged; then it recovers', { skip }, async () => {
  await onSmallDisk(async (installation, folder) => {
    const server = await installation.start()
    const workload = installation.load(server)
    await until('there is load', () => workload.answered() >= ANSWERS_BEFORE)
    fill(folder)
    await assertNothingIsAcknowledged(installation, server, workload)
    makeRoom(folder)
    await until('the server is ready', async () => (await probe(server, '/readyz')).status === 200)
    const { length } = installation.ledger.deeds
    await until('requests are served', () => installation.ledger.deeds.length > length + 50)
    await server.stop('SIGKILL')
    await workload.ended
    await checkAgain(installation)
  })
})

test('killed while the disk is full, it has all that was acknowledged', { skip }, async () => {
  await onSmallDisk(async (installation, folder) => {
    const server = await installation.start()
    const workload = installation.load(server)
    await until('there is load', () => workload.answered() >= ANSWERS_BEFORE)
    fill(folder)
    await until('all are refused', () => workload.allRefused(5))
    await server.stop('SIGKILL')
    await workload.ended
    await assertStartIsClear(installation)
    makeRoom(folder)
    await checkAgain(installation)
  })
})

async function assertNothingIsAcknowledged(
  installation: Installation,
  server: ServerProcess,
  workload: Workload,
): Promise<void> {
  // The logs that are there already may have room for some more, so it ends for one database after the other.
  await until('all are refused', () => workload.allRefused(100))
  const { length } = installation.ledger.deeds
  await until('all are refused for a while', () => workload.allRefused(200))
  assert.deepEqual(installation.ledger.deeds.slice(length), [])
  await assertRefusals(server)
  assert.equal((await probe(server, '/readyz')).status, 503)
  assert.equal((await probe(server, '/healthz')).body?.status, 'alive')
}

/** A read of values would have to be recorded, so it is refused as a change is. */
async function assertRefusals(server: ServerProcess): Promise<void> {
  const client = new Client(server)
  const body = { name: 'one-more', region: 'nyc3', values: { key: 'x'.repeat(50_000) } }
  const made = await client.call({ method: 'POST', path: '/v2/security/secrets', body, request_id: 'full-1' })
  client.close()
  assert.equal(made.status, 503)
  assert.equal(made.body.id, 'unavailable')
  assert.match(made.body.message, /Try again/)
}

/** It may start on a full disk or refuse to; then it says why. */
async function assertStartIsClear(installation: Installation): Promise<void> {
  try {
    const server = await installation.start()
    await server.stop('SIGKILL')
  } catch (error) {
    assert.match(String(error), /full|no space|ENOSPC|disk/i)
  }
}

async function checkAgain(installation: Installation): Promise<void> {
  const server = await installation.start()
  await installation.restoreAll(server)
  await installation.check(server, true)
  await server.stop()
}

function fill(folder: string): void {
  const fd = openSync(join(folder, 'filling'), 'a')
  try {
    for (let bytes = FILLING.length; bytes >= 1; ) {
      try {
        writeSync(fd, FILLING, 0, bytes)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        bytes = Math.floor(bytes / 2)
      }
    }
  } finally {
    closeSync(fd)
  }
}

const makeRoom = (folder: string) => rmSync(join(folder, 'filling'))

function mount(folder: string): string | false {
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder],
    {
      encoding: 'utf8',
    },
  )
  return status === 0 ? false : (error?.message ?? stderr.trim())
}

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder])
}

/** Why a small disk cannot be had here, or false. */
function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root'
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-mount-'))
  const problem = mount(folder)
  if (!problem) unmount(folder)
  rmSync(folder, { recursive: true })
  return problem && `a small disk cannot be mounted: ${problem}`
}

async function onSmallDisk(
  work: (installation: Installation, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-full-'))
  assert.equal(mount(folder), false)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const installation = new Installation(data, seeded(seed))
  try {
    await work(installation, folder)
  } finally {
    await installation.end()
    unmount(folder)
    rmSync(folder, { recursive: true })
  }
}
