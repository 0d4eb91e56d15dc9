// Runs the test files of the named globs, so that they cost as little as they can: a few processes share them, their
// code is compiled once for all of these, and what they keep in temporary folders stays in memory where the machine
// has room for that. What must hold on a real disk is for test/crash to show.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, writeShares } from './shares.ts'

const MEMORY = '/dev/shm'
const ROOM_BYTES = 2 * 1024 ** 3
const INTERRUPTED = 130
// A test that fails may leave something open, and its process would wait for that for ever. Told to stop, the runner names it.
const MAX_MS = 900_000

process.exitCode = await main(process.argv.slice(2))

async function main(globs: string[]): Promise<number> {
  const folder = hasRoom() ? mkdtempSync(join(MEMORY, 'rockpool-tests-')) : undefined
  try {
    return await run(writeShares(filesOf(globs), 'unit'), {
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.cache/compile'),
      ...(folder && { TMPDIR: folder }),
    })
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves to its exit code. */
async function run(files: string[], settings: Record<string, string>): Promise<number> {
  const env = { ...process.env, ...settings }
  const tests = spawn(process.execPath, ['--test', `--test-concurrency=${files.length}`, ...files], {
    stdio: 'inherit',
    env,
    timeout: MAX_MS,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal))
  const [code] = await once(tests, 'exit')
  return code ?? INTERRUPTED
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= ROOM_BYTES
  } catch {
    return false
  }
}
