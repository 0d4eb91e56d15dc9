// npm run test:crash -- [--kills N] [--seed N] [FILE…]
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
})
const seed = values.seed ?? process.env.CRASH_SEED ?? String(randomInt(2 ** 31))
const env = { ...process.env, CRASH_SEED: seed, ...(values.kills && { CRASH_KILLS: values.kills }) }
process.stdout.write(`seed ${seed}\n`)
const folder = import.meta.dirname
const all = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
const files = positionals.length > 0 ? positionals : all.map((file) => join(folder, file))
const on_postgres = files.filter((file) => file.includes('postgres'))
const others = files.filter((file) => !on_postgres.includes(file))

const node = (...args: string[]) => spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1
// One after the other: they share the disk and the cores with the servers that they load.
const status = others.length > 0 ? node('--test', '--test-concurrency=1', ...others) : 0
// Brings a PostgreSQL up for these if none is given, or says that there is none.
const postgres = on_postgres.length > 0 ? node(join(folder, '../postgres/run.ts'), ...on_postgres) : 0
process.exitCode = status || postgres
