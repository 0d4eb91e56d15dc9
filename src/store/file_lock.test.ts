import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { holdFile } from './file_lock.ts'

function lockPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-lock-'))
  return {
    path: join(folder, 'server.lock'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

test('one holds the file at a time', () => {
  using place = lockPlace()
  const first = holdFile(place.path)
  assert.ok(first)
  assert.equal(holdFile(place.path), undefined)
  assert.equal(holdFile(place.path), undefined, 'asking does not take it away')
  first.release()
  const second = holdFile(place.path)
  assert.ok(second)
  second.release()
})

test('different files are held apart', () => {
  using one = lockPlace()
  using two = lockPlace()
  const locks = [holdFile(one.path), holdFile(two.path)]
  for (const lock of locks) assert.ok(lock)
  for (const lock of locks) lock?.release()
})

test('a file that cannot be made is an error, not a lock of somebody else’s', () => {
  assert.throws(() => holdFile(join(tmpdir(), crypto.randomUUID(), 'server.lock')))
})

test('a process that is killed lets go', async () => {
  using place = lockPlace()
  const program = `
    const { holdFile } = await import(${JSON.stringify(import.meta.resolve('./file_lock.ts'))})
    globalThis.lock = holdFile(process.argv[1])
    process.send(globalThis.lock ? 'held' : 'refused')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program, place.path], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  try {
    assert.deepEqual((await once(holder, 'message'))[0], 'held')
    assert.equal(holdFile(place.path), undefined)
    const ended = once(holder, 'exit')
    holder.kill('SIGKILL')
    await ended
  } finally {
    holder.kill('SIGKILL')
  }
  const deadline = Date.now() + 5000
  let lock = holdFile(place.path)
  while (!lock) {
    assert.ok(Date.now() < deadline, 'the dead process still holds the file')
    await pause(10)
    lock = holdFile(place.path)
  }
  lock.release()
})
