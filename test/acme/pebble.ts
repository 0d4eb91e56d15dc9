// Runs Pebble as an authority of its own for one test: on free ports, in a folder of its own, looking names up at the
// test's name server.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { buildExchange } from '../../src/issuers/acme/exchange.ts'
import { issueServerCertificate, makeAuthority } from '../../src/tls/local_ca.ts'
import { findPebble } from './find_pebble.ts'
import { type NameServer, startNameServer } from './name_server.ts'

export interface PebbleOptions {
  /** PEBBLE_VA_NOSLEEP is 1 unless this has PEBBLE_VA_SLEEPTIME; no nonce is turned down unless it says so. */
  env?: Record<string, string>
  /** Added to the configuration. */
  config?: object
  /** Where it looks names up, instead of at the test's name server: `127.0.0.1:8453`. */
  dns?: string
}

export interface Pebble extends AsyncDisposable {
  directory: string
  /** PEM: who signed the certificate of the directory's own door. */
  ca: string
  /** Whether this version has profiles and renewal information. */
  modern: boolean
  /** The URL of what commands it. */
  management: string
  names: NameServer
  /** PEM: the root that certificates lead up to, and the intermediate. */
  fetchChain(): Promise<{ root: string; intermediate: string }>
  /** What it answers from now on when it is asked when to renew the certificate; only a modern one does. */
  setRenewalInfo(certificate: string, answer: object): Promise<void>
}

const START_MAX_MS = 15_000
export const PROFILES = { default: { validityPeriod: 7_776_000 }, shortlived: { validityPeriod: 518_400 } }

/** Undefined, with the test skipped, where there is no Pebble; a failure where there has to be one. */
export async function startPebble(t: TestContext, options: PebbleOptions = {}): Promise<Pebble | undefined> {
  const found = await findPebble()
  if ('path' in found) return runPebble(found.path, options)
  if (process.env.CI === 'true') throw new Error(found.missing)
  t.skip(found.missing)
  return undefined
}

export async function runPebble(program: string, options: PebbleOptions): Promise<Pebble> {
  const { env = {}, config = {}, dns } = options
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-pebble-'))
  const names = await startNameServer()
  const [port, management] = [await freePort(), await freePort()]
  const ca = await writeFiles(folder, { port, management, config })
  const args = ['-strict', '-config', join(folder, 'config.json'), '-dnsserver', dns ?? names.address]
  const settings = { PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0', ...withoutSleep(env), ...env }
  const child = spawn(program, args, { cwd: folder, env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => lines.push(line))
  await answering(port, () => child.exitCode === null, lines)
  const directory = `https://127.0.0.1:${port}/dir`
  const exchange = buildExchange({ ca, version: 'test' })
  const fetch = async (url: string) => (await exchange({ method: 'GET', url })).body
  const { meta } = JSON.parse(await fetch(directory))
  const managed = `https://127.0.0.1:${management}`
  const certificate = (kind: string) => fetch(`${managed}/${kind}/0`)
  return {
    directory,
    ca,
    modern: meta.profiles !== undefined,
    management: managed,
    names,
    fetchChain: async () => ({
      root: await certificate('roots'),
      intermediate: await certificate('intermediates'),
    }),
    async setRenewalInfo(of, answer) {
      const body = JSON.stringify({ Certificate: of, ARIResponse: JSON.stringify(answer) })
      const told = await exchange({ method: 'POST', url: `${managed}/set-renewal-info/`, body })
      if (told.status !== 200) throw new Error(told.body)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
      await names[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

const withoutSleep = (env: Record<string, string>) =>
  'PEBBLE_VA_SLEEPTIME' in env ? {} : { PEBBLE_VA_NOSLEEP: '1' }

async function writeFiles(
  folder: string,
  { port, management, config }: { port: number; management: number; config: object },
): Promise<string> {
  const authority = await makeAuthority(new Date(), 'pebble')
  const door = await issueServerCertificate(authority, ['127.0.0.1', 'localhost'], new Date())
  writeFileSync(join(folder, 'cert.pem'), door.certificate)
  writeFileSync(join(folder, 'key.pem'), door.key)
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate: join(folder, 'cert.pem'),
    privateKey: join(folder, 'key.pem'),
    httpPort: 5002,
    tlsPort: 5001,
    retryAfter: { authz: 3, order: 5 },
    keyAlgorithm: 'ecdsa',
    profiles: PROFILES,
    // For one that knows no profiles.
    certificateValidityPeriod: PROFILES.default.validityPeriod,
    ...config,
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ pebble }))
  return authority.certificate
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Knocks until somebody opens. */
async function answering(port: number, isAlive: () => boolean, lines: string[]): Promise<void> {
  const deadline = Date.now() + START_MAX_MS
  while (isAlive() && Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await pause(20)
    } finally {
      socket.destroy()
    }
  }
  throw new Error(`pebble did not start:\n${lines.join('\n')}`)
}
