// BIND with one zone, as the name server that ours is held against.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getProgram } from './programs.ts'

export interface Reference extends AsyncDisposable {
  port: number
}

const START_MAX_MS = 20_000

/** On loopback. It says no more than an answer needs, as ours does; of the zone it checks only what it must. */
const configurationOf = (folder: string, domain: string, port: number) => `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  dnssec-validation no;
  minimal-responses yes;
  zero-no-soa-ttl no;
};
controls { };
zone "${domain}" {
  type primary;
  file "zone";
  check-integrity no;
  check-names ignore;
};
`

export async function startReference(domain: string, zone_file: string): Promise<Reference> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-bind-'))
  const port = await freePort()
  writeFileSync(join(folder, 'zone'), zone_file)
  writeFileSync(join(folder, 'named.conf'), configurationOf(folder, domain, port))
  const args = ['-g', '-n', '1', '-c', join(folder, 'named.conf')]
  const child = spawn(getProgram('named'), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)
  const stop = async () => {
    process.removeListener('exit', killed)
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilRunning(child, domain)
  } catch (error) {
    await stop()
    throw error
  }
  return { port, [Symbol.asyncDispose]: stop }
}

async function untilRunning(child: ChildProcess, domain: string): Promise<void> {
  const said: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const problem = (what: string) => reject(new Error(`named ${what}:\n${said.join('')}`))
  const timer = setTimeout(() => problem('did not start in time'), START_MAX_MS)
  child.stderr?.on('data', (chunk) => {
    said.push(String(chunk))
    const text = said.join('')
    if (text.includes(`zone ${domain}/IN: not loaded`)) problem('did not load the zone')
    else if (/^\S+ \S+ running$/m.test(text)) resolve()
  })
  child.once('exit', (code) => problem(`ended with ${code}`))
  await promise.finally(() => clearTimeout(timer))
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
