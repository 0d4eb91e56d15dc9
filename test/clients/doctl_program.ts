// doctl, where there is one or Go can fetch it, with a configuration of its own.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { buildGoProgram, type Had } from './go_programs.ts'
import { findProgram, run } from './programs.ts'

const DOCTL = {
  name: 'doctl',
  module: 'github.com/digitalocean/doctl',
  version: 'v1.169.0',
  main: './cmd/doctl',
}

let finding: Promise<Had> | undefined

/** Undefined, with the test skipped, where doctl cannot be had. Looks for it once. */
export async function findDoctl(t: TestContext): Promise<string | undefined> {
  finding ??= findOrBuildDoctl()
  const found = await finding
  if ('missing' in found) {
    t.skip(found.missing)
    return undefined
  }
  console.log(`${found.path}: ${(await run(found.path, ['version'])).stdout.split('\n')[0]}`)
  return found.path
}

export async function findOrBuildDoctl(): Promise<Had> {
  const installed = findProgram('doctl')
  return installed ? { path: installed } : buildGoProgram(DOCTL)
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
