import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

// In a process of its own, for all databases of one share the thread.
test('a database goes on, and closes, although the thread that copies its log dies each time', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-thread-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const script = `
    const { openSqlite } = await import('./sqlite.ts')
    let died = 0
    process.on('worker', (worker) => void worker.terminate().then(() => (died += 1)))
    const database = openSqlite('test', process.argv[1], async () => {})
    const add = (tx) => database.script(tx, 'create table if not exists t (a); insert into t values (1)')
    for (let commit = 0; commit < 450; commit++) await database.transact(add)
    await database.close()
    console.log(died > 0 ? 'closed' : 'no thread')`
  const args = ['--input-type=module', '-e', script, join(folder, 'test.db')]
  const run = spawnSync(process.execPath, args, { cwd: import.meta.dirname, timeout: 30_000 })
  assert.equal(run.stdout.toString(), 'closed\n', run.stderr.toString())
})
