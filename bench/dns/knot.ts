// Knot DNS with one zone: the reference for our name server.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { keepTrack, temporaryFolder } from '../processes.ts'
import { onCore } from './dnsperf.ts'
import type { SeededZone } from './seed_zone.ts'

const START_DEADLINE_MS = 20_000

export interface Knot extends AsyncDisposable {
  port: number
}

export async function startKnot(knotd: string, { domain, zone_file }: SeededZone): Promise<Knot> {
  const folder = temporaryFolder()
  const port = await freePort()
  const file = join(folder, 'knot.conf')
  writeFileSync(join(folder, 'zone'), zone_file)
  writeFileSync(file, configurationOf(folder, domain, port))
  const [program, ...args] = onCore(0, [knotd, '-c', file])
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  keepTrack(child)
  await untilStarted(child)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

const configurationOf = (folder: string, domain: string, port: number) => `
server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "${folder}"
zone:
  - domain: ${domain}
    storage: "${folder}"
    file: zone
    zonefile-load: whole
    journal-content: none
log:
  - target: stderr
    any: info
`

async function untilStarted(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  const timer = setTimeout(
    () => reject(new Error(`knotd did not start in time:\n${said}`)),
    START_DEADLINE_MS,
  )
  child.once('exit', (code) => reject(new Error(`knotd ended with ${code}:\n${said}`)))
  child.stderr?.on('data', (chunk) => {
    said += chunk
    if (said.includes('server started')) resolve()
  })
  await promise.finally(() => clearTimeout(timer))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
