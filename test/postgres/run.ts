// Every test that comes to a database, on PostgreSQL: on the one that TEST_DATABASE_URL names, else on one that exists only meanwhile.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { writeShares } from '../unit/shares.ts'
import { databaseTests } from './database_tests.ts'

interface User {
  uid?: number
  gid?: number
}

interface Cluster {
  url: string
  /** What a user of it would want to know: version and collation. */
  about: string
  stop(): Promise<void>
}

/** There is no PostgreSQL here, for the reason that the message gives. */
class NoPostgres extends Error {}

const ROOT = join(import.meta.dirname, '../..')
const START_MAX_MS = 30_000
const STOP_MAX_MS = 15_000
// As in test/unit/run.ts.
const SUITE_MAX_MS = 1_500_000
const PORT_TRIES = 5

const INTERRUPTED = 130

// Whoever stops this program stops the suite, and then the cluster is taken down in the usual way.
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())

process.exitCode = await main(process.argv.slice(2))

async function main(files: string[]): Promise<number> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return runSuite(given, files)
  try {
    const cluster = await startCluster(findBinaries() ?? installBinaries())
    try {
      process.stdout.write(`${cluster.about}\n`)
      return await runSuite(cluster.url, files)
    } finally {
      await cluster.stop()
    }
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error
    const required = process.env.CI === 'true'
    process.stdout.write(`${required ? 'failed' : 'skipped'}: no PostgreSQL to test on: ${error.message}\n`)
    return required ? 1 : 0
  }
}

/** All tests that come to a database, or the named files. Resolves to its exit code. */
async function runSuite(url: string, named: string[]): Promise<number> {
  if (interrupted.signal.aborted) return INTERRUPTED
  const files = named.length > 0 ? named : writeShares(databaseTests(), 'postgres')
  // A process group of its own: npm passes a signal to its shell only, and the test processes must go too.
  const suite = spawn(process.execPath, ['--test', '--test-concurrency=3', ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    detached: true,
    timeout: SUITE_MAX_MS,
    env: { ...process.env, TEST_DATABASE_URL: url, NODE_COMPILE_CACHE: join(ROOT, '.cache/compile') },
  })
  const end = () => void process.kill(-(suite.pid as number), 'SIGTERM')
  interrupted.signal.addEventListener('abort', end)
  const [code] = await once(suite, 'exit')
  interrupted.signal.removeEventListener('abort', end)
  return interrupted.signal.aborted ? INTERRUPTED : (code ?? 1)
}

/** The newest of Debian's, or those on the PATH. Undefined when there are none. */
function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

function installBinaries(): string {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0)
    throw new NoPostgres(
      'none is installed, and installing Debian’s package `postgresql` needs root and apt-get',
    )
  process.stdout.write('installing the package postgresql\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['-qq', 'update'],
    ['-qq', '-y', 'install', '--no-install-recommends', 'postgresql'],
  ]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) throw new NoPostgres(`apt-get ${args.join(' ')} failed: ${stderr || stdout}`.trim())
  }
  const found = findBinaries()
  if (!found) throw new NoPostgres('the package postgresql was installed, but holds no initdb')
  return found
}

/** A cluster on a free port with a password, in a folder that goes when it stops. Durable as any other: fsync is on. */
async function startCluster(binaries: string): Promise<Cluster> {
  const user = unprivilegedUser()
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  try {
    const password = randomBytes(16).toString('hex')
    makeCluster(binaries, folder, user, password)
    const { server, port } = await startOnFreePort(binaries, folder, user)
    const stop = async () => {
      await stopServer(server)
      rmSync(folder, { recursive: true, force: true })
    }
    try {
      return { ...(await makeDatabase(port, password)), stop }
    } catch (error) {
      await stop()
      throw error
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
    const [uid, gid] = [id('-u'), id('-g')]
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new NoPostgres('it does not run as root, and there is no user postgres or nobody')
}

function makeCluster(binaries: string, folder: string, user: User, password: string): void {
  const password_file = join(folder, 'password')
  writeFileSync(password_file, password, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(password_file, user.uid, user.gid)
  const initdb = join(binaries, 'initdb')
  const help = spawnSync(initdb, ['--help'], { encoding: 'utf8' }).stdout
  const args = [
    ...['-D', join(folder, 'data'), '-U', 'postgres', '-E', 'UTF8'],
    ...['--auth=scram-sha-256', `--pwfile=${password_file}`],
    ...localeArguments(help),
  ]
  const { status, stderr } = spawnSync(initdb, args, { ...user, cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`)
}

/** Not the C locale: what must be sorted by code unit has to be so although the database sorts otherwise. */
function localeArguments(initdb_help: string): string[] {
  const installed = spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout ?? ''
  const english = /^en_US\.utf-?8$/im.exec(installed)?.[0]
  if (english) return [`--locale=${english}`]
  if (initdb_help.includes('--icu-locale'))
    return ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US']
  throw new NoPostgres('it knows no locale but C: install the locale en_US.UTF-8, or PostgreSQL 15 or later')
}

async function startOnFreePort(
  binaries: string,
  folder: string,
  user: User,
): Promise<{ server: ChildProcess; port: number }> {
  let problem = ''
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    const port = await freePort()
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      max_connections: '300',
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const options: SpawnOptions = {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    }
    const server = spawn(
      join(binaries, 'postgres'),
      ['-D', join(folder, 'data'), '-p', String(port), ...flags],
      options,
    )
    problem = await untilAccepting(server)
    if (problem === '') return { server, port }
    await stopServer(server)
  }
  throw new Error(`PostgreSQL did not start: ${problem}`)
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Resolves to '' when the server accepts connections, else to what it said. */
async function untilAccepting(server: ChildProcess): Promise<string> {
  let said = ''
  const ready = new Promise<string>((resolve) => {
    server.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000)
      if (said.includes('database system is ready to accept connections')) resolve('')
    })
  })
  const ended = once(server, 'close').then(() => said)
  const stop = new AbortController()
  const late = once(AbortSignal.timeout(START_MAX_MS), 'abort', { signal: stop.signal }).then(
    () => `not ready after ${START_MAX_MS} ms: ${said}`,
    () => said,
  )
  const problem = await Promise.race([ready, ended, late])
  stop.abort()
  return problem
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  // SIGINT closes the connections and then the server; SIGQUIT does not wait for anything.
  server.kill('SIGINT')
  const cut = setTimeout(() => server.kill('SIGQUIT'), STOP_MAX_MS)
  await ended
  clearTimeout(cut)
}

/** For an owner without any special right, as a careful operator would make it. */
async function makeDatabase(port: number, password: string): Promise<{ url: string; about: string }> {
  const admin = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' })
  await admin.connect()
  try {
    await admin.query(`create role rockpool login password '${password}'`)
    await admin.query('create database rockpool owner rockpool')
    const { rows } = await admin.query(
      `select current_setting('server_version') as version, current_setting('fsync') as fsync,
         'a' < 'B' and 'B' < 'c' as linguistic`,
    )
    const [{ version, fsync, linguistic }] = rows
    if (!linguistic)
      throw new Error('the test database sorts by code unit, so it proves nothing about sorting')
    return {
      url: `postgres://rockpool:${password}@127.0.0.1:${port}/rockpool`,
      about: `PostgreSQL ${version}, fsync ${fsync}, sorting as English does, on port ${port}`,
    }
  } finally {
    await admin.end()
  }
}
