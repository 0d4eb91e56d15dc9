// Mutation testing of what decides whom the internet can reach: Stryker changes one thing at a time, and the tests must notice.
// Stryker is not among the dependencies, for it is needed here alone: it is fetched into .cache.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STRYKER = '@stryker-mutator/core@10.1.1'
const ROOT = join(import.meta.dirname, '../..')
const KEPT = join(ROOT, '.cache/stryker')
const PROGRAM = join(KEPT, 'node_modules/.bin/stryker')

if (!existsSync(PROGRAM)) fetchStryker()
const ran = spawnSync(PROGRAM, ['run', 'test/mutation/stryker.json', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
})
process.exitCode = ran.status ?? 1

function fetchStryker(): void {
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(join(KEPT, 'package.json'), '{ "private": true }\n')
  const fetched = spawnSync('npm', ['install', '--no-audit', '--no-fund', STRYKER], {
    cwd: KEPT,
    stdio: 'inherit',
  })
  if (fetched.status !== 0) throw new Error(`${STRYKER} could not be fetched`)
}
