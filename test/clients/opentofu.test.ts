// OpenTofu (or Terraform) with the official provider: the configuration in opentofu/, applied, changed, imported, destroyed.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { type CertificateFiles, certificateFiles } from './certificate_files.ts'
import { findProgram, type Ran, run, whyFailed, withProxy } from './programs.ts'

const CONFIGURATION = join(import.meta.dirname, 'opentofu')
const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g admin@example.com'
const INIT_MAX_MS = 180_000
const APPLY_MAX_MS = 600_000
const NO_CHANGES = 0
const TYPES_AT_LEAST = 20

/** A folder in which the provider is installed. Undefined, with the test skipped, where that cannot be had. */
async function initialised(t: TestContext, tofu: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-tofu-'))
  cpSync(CONFIGURATION, folder, { recursive: true })
  const env = { ...withProxy(), TF_CLI_CONFIG_FILE: '' }
  const ran = await run(tofu, ['init', '-input=false', '-no-color'], {
    cwd: folder,
    env,
    timeout_ms: INIT_MAX_MS,
  })
  if (ran.status === 0) return folder
  rmSync(folder, { recursive: true })
  t.skip(`the provider digitalocean/digitalocean cannot be had: ${whyFailed(ran)}`)
  return undefined
}

function tofuIn(tofu: string, folder: string, server: ServerProcess, certificates: CertificateFiles) {
  const env = {
    DIGITALOCEAN_TOKEN: server.token,
    DIGITALOCEAN_API_URL: server.url,
    TF_VAR_public_key: PUBLIC_KEY,
    TF_VAR_certificates: certificates.folder,
    TF_CLI_CONFIG_FILE: '',
  }
  return async (args: string[], expected = 0): Promise<Ran> => {
    const [command = '', ...rest] = args
    const ran = await run(tofu, [command, '-no-color', ...rest], {
      cwd: folder,
      env,
      timeout_ms: APPLY_MAX_MS,
    })
    assert.equal(ran.status, expected, `${args.join(' ')}\n${ran.stdout}\n${ran.stderr}`)
    return ran
  }
}

/** What is left of what was made; default VPCs and projects come with an account. */
async function leftOver({ url, token }: ServerProcess): Promise<string[]> {
  const paths = [
    'droplets',
    'volumes',
    'firewalls',
    'load_balancers',
    'reserved_ips',
    'domains',
    'certificates',
    'account/keys',
  ]
  const counted = paths.map(async (path) => {
    const answer = await fetch(`${url}/v2/${path}`, { headers: { authorization: `Bearer ${token}` } })
    const { meta } = (await answer.json()) as { meta: { total: number } }
    return meta.total > 0 ? [`${meta.total} of ${path}`] : []
  })
  return (await Promise.all(counted)).flat()
}

test('OpenTofu applies, plans nothing, changes in place, imports and destroys', async (t) => {
  const tofu = findProgram('tofu') ?? findProgram('terraform')
  if (!tofu) return t.skip('there is neither tofu nor terraform on the PATH')
  const folder = await initialised(t, tofu)
  if (!folder) return
  const text = readFileSync(join(CONFIGURATION, 'main.tf'), 'utf8')
  const types = new Set([...text.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type))
  assert.ok(types.size >= TYPES_AT_LEAST, `${types.size} types of resources`)
  await using server = await startServer({
    settings: { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: 'off' },
  })
  using certificates = await certificateFiles()
  const call = tofuIn(tofu, folder, server, certificates)
  const plan = (...args: string[]) =>
    call(['plan', '-input=false', '-detailed-exitcode', ...args], NO_CHANGES)
  await call(['apply', '-input=false', '-auto-approve'])
  await plan()
  const resized = ['-var', 'size=s-1vcpu-2gb']
  await call(['apply', '-input=false', '-auto-approve', ...resized])
  await plan(...resized)
  const { stdout: id } = await call(['output', '-raw', 'imported'])
  await call(['state', 'rm', 'digitalocean_droplet.web[1]'])
  await call(['import', ...resized, 'digitalocean_droplet.web[1]', id.trim()])
  await call(['state', 'rm', 'digitalocean_certificate.site'])
  await call(['import', ...resized, 'digitalocean_certificate.site', 'site'])
  await call(['destroy', '-input=false', '-auto-approve', ...resized])
  assert.deepEqual(await leftOver(server), [])
  rmSync(folder, { recursive: true })
})
