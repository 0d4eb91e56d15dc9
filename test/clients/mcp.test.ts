// The official MCP server, pointed at ours: what an agent near a cloud uses. The calls are in mcp/.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { openSession } from './mcp/session.ts'
import { agentsDay } from './mcp/tour.ts'
import { CACHE, isExecutable, run, whyFailed, withProxy } from './programs.ts'

const PACKAGE = '@digitalocean/mcp@1.0.70'
const SERVICES = 'accounts,docr,droplets,networking,volumes,spaces'
const INSTALL_MAX_MS = 300_000

/** The package's program for this machine. Undefined, with the test skipped, where it cannot be had. */
async function findMcp(t: TestContext): Promise<string | undefined> {
  const folder = join(CACHE, 'mcp')
  const architecture = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' }[process.arch as string]
  const name = `mcp-digitalocean-${process.platform}-${architecture}`
  const program = join(folder, 'node_modules/@digitalocean/mcp/dist', name)
  if (!isExecutable(program)) {
    mkdirSync(folder, { recursive: true })
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', PACKAGE]
    const ran = await run('npm', args, { env: withProxy(), timeout_ms: INSTALL_MAX_MS })
    if (ran.status !== 0 || !isExecutable(program)) {
      t.skip(`${PACKAGE} cannot be had: ${whyFailed(ran)}`)
      return undefined
    }
  }
  console.log(PACKAGE)
  return program
}

/** Resolves when no action on the Droplet is in progress. */
async function untilSettled({ url, token }: ServerProcess, droplet: number): Promise<void> {
  for (;;) {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${url}/v2/actions?per_page=50`, { headers })
    const { actions } = (await answer.json()) as { actions: Array<{ status: string }> }
    if (actions.every(({ status }) => status !== 'in-progress')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(droplet)
  }
}

test('an agent builds, changes and takes down an environment with the tools of the MCP server', async (t) => {
  const program = await findMcp(t)
  if (!program) return
  await using server = await startServer({
    settings: { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: '100000/100000' },
  })
  const env = {
    DIGITALOCEAN_API_ENDPOINT: server.url,
    DIGITALOCEAN_API_TOKEN: server.token,
    PATH: process.env.PATH ?? '',
  }
  await using session = await openSession(program, ['--services', SERVICES], env)
  const used = await agentsDay(session, (droplet) => untilSettled(server, droplet))
  console.log(`${used.size} of ${session.tools.length} tools called`)
  assert.ok(used.size >= 50)
})
