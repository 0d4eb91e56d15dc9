// doctl, where there is one or Go can fetch it, with a configuration of its own.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { CACHE, findProgram, isExecutable, run, whyFailed, withProxy } from './programs.ts'

const PACKAGE = 'github.com/digitalocean/doctl/cmd/doctl@latest'
const INSTALL_MAX_MS = 480_000

type Found = { doctl: string } | { missing: string }

let finding: Promise<Found> | undefined

/** Undefined, with the test skipped, where doctl cannot be had. Looks for it once. */
async function findDoctl(t: TestContext): Promise<string | undefined> {
  finding ??= findOrInstall()
  const found = await finding
  if ('missing' in found) {
    t.skip(found.missing)
    return undefined
  }
  console.log((await run(found.doctl, ['version'])).stdout.split('\n')[0])
  return found.doctl
}

async function findOrInstall(): Promise<Found> {
  const kept = join(CACHE, 'bin', 'doctl')
  const doctl = findProgram('doctl') ?? (isExecutable(kept) ? kept : undefined)
  if (doctl) return { doctl }
  if (!findProgram('go')) return { missing: 'there is no doctl on the PATH, and no go to install it with' }
  mkdirSync(join(CACHE, 'bin'), { recursive: true })
  const env = { ...withProxy(), GOBIN: join(CACHE, 'bin') }
  const ran = await run('go', ['install', PACKAGE], { env, timeout_ms: INSTALL_MAX_MS })
  if (ran.status === 0) return { doctl: kept }
  return { missing: `there is no doctl on the PATH, and go cannot install it: ${whyFailed(ran)}` }
}

/** A doctl with a configuration of its own, talking to this server. */
function doctlFor(doctl: string, server: ServerProcess, home: string) {
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    SSL_CERT_FILE: server.ca_file,
    DIGITALOCEAN_ACCESS_TOKEN: server.token,
    DIGITALOCEAN_API_URL: server.url,
  }
  return async (args: string[], changed: { env?: Record<string, string>; input?: string } = {}) => {
    const ran = await run(doctl, args, { ...changed, env: { ...env, ...changed.env } })
    return { ...ran, said: `${ran.stdout}${ran.stderr}` }
  }
}

export type Doctl = ReturnType<typeof doctlFor>

export async function withDoctl(
  t: TestContext,
  work: (doctl: Doctl, server: ServerProcess, home: string) => Promise<void>,
) {
  const program = await findDoctl(t)
  if (!program) return
  const home = mkdtempSync(join(tmpdir(), 'rockpool-doctl-'))
  try {
    await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
    await work(doctlFor(program, server, home), server, home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Requires success; resolves to the JSON that was printed. */
export async function json(doctl: Doctl, args: string[]) {
  const ran = await doctl([...args, '--output', 'json'])
  assert.equal(ran.status, 0, ran.said)
  return JSON.parse(ran.stdout)
}

export const one = <Item>(list: Item | Item[]): Item => (Array.isArray(list) ? (list[0] as Item) : list)
