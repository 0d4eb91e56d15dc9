// OpenTofu (or Terraform) with the official provider: the configuration in opentofu/, applied, changed, imported, destroyed;
// and scanned as a plan and as what has become of it.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { type CertificateFiles, certificateFiles } from './certificate_files.ts'
import { type Initialised, initialisedOpenTofu } from './opentofu_program.ts'
import { type Ran, run } from './programs.ts'

const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g admin@example.com'
const APPLY_MAX_MS = 600_000
const NO_CHANGES = 0

function tofuIn(to: Initialised, server: ServerProcess, certificates: CertificateFiles) {
  const env = {
    ...to.env,
    DIGITALOCEAN_TOKEN: server.token,
    DIGITALOCEAN_API_URL: server.url,
    TF_VAR_public_key: PUBLIC_KEY,
    TF_VAR_certificates: certificates.folder,
  }
  return async (args: string[], expected = 0): Promise<Ran> => {
    const [command = '', ...rest] = args
    const plain = command === 'state' ? [] : ['-no-color']
    const ran = await run(to.tofu, [command, ...plain, ...rest], {
      cwd: to.folder,
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
    'registries',
  ]
  const counted = paths.map(async (path) => {
    const answer = await fetch(`${url}/v2/${path}`, { headers: { authorization: `Bearer ${token}` } })
    const { meta } = (await answer.json()) as { meta: { total: number } }
    return meta.total > 0 ? [`${meta.total} of ${path}`] : []
  })
  return (await Promise.all(counted)).flat()
}

test('OpenTofu applies, plans nothing, changes in place, imports and destroys', async (t) => {
  const to = await initialisedOpenTofu(t)
  if (!to) return
  await using server = await startServer({
    settings: { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: 'off' },
  })
  using certificates = await certificateFiles()
  const call = tofuIn(to, server, certificates)
  const plan = (...args: string[]) =>
    call(['plan', '-input=false', '-detailed-exitcode', ...args], NO_CHANGES)
  await call(['apply', '-input=false', '-auto-approve'])
  await plan()
  const { stdout: state } = await call(['state', 'list'])
  const types = new Set([...state.matchAll(/^digitalocean_\w+/gm)].map(([type]) => type))
  assert.equal(types.size, to.types, [...types].join(' '))
  const resized = ['-var', 'size=s-1vcpu-2gb']
  await call(['apply', '-input=false', '-auto-approve', ...resized])
  await plan(...resized)
  await call(['state', 'rm', 'digitalocean_container_registry.shop'])
  await call(['import', ...resized, 'digitalocean_container_registry.shop', 'tofu-shop'])
  await plan(...resized)
  const { stdout: id } = await call(['output', '-raw', 'imported'])
  await call(['state', 'rm', 'digitalocean_droplet.web[1]'])
  await call(['import', ...resized, 'digitalocean_droplet.web[1]', id.trim()])
  const { stdout: certificate } = await call(['output', '-raw', 'certificate'])
  await call(['state', 'rm', 'digitalocean_certificate.site'])
  await call(['import', ...resized, 'digitalocean_certificate.site', certificate.trim()])
  await call(['destroy', '-input=false', '-auto-approve', ...resized])
  assert.deepEqual(await leftOver(server), [])
})

/** No plan shows tokens, and the provider asks for credentials of 50 years where it is told nothing else. */
const TOKENS = [
  'token-full-access first',
  'token-long-lived container registry tofu-shop (read and write)',
  'token-never-expires first',
]
/** When an uploaded certificate ends is in its file, of which a plan has the hash until it is uploaded. */
const ENDS = 'certificate-ends-soon own'
/** The public API takes user data and never shows it, nor what keys a Droplet was made with. */
const LOGIN = 'droplet-user-data-password-login bastion'
const KEYLESS = 'droplet-ssh-key-missing bastion'

const FOUND = 1

/** As `rule name`, in order. */
async function findingsOf(args: string[], token: string): Promise<string[]> {
  const ran = await run(
    join(import.meta.dirname, '../../bin/rockpool'),
    ['scan', ...args, '--format', 'json'],
    {
      env: { DIGITALOCEAN_TOKEN: token },
    },
  )
  assert.equal(ran.status, FOUND, ran.stderr)
  const { findings, not_checked } = JSON.parse(ran.stdout) as {
    findings: Array<{ rule_id: string; resources: Array<{ name: string }> }>
    not_checked: Array<{ rule_id: string; resources: unknown[]; reason: string }>
  }
  const misread = not_checked.filter(
    ({ resources, reason }) => resources.length > 0 && !reason.startsWith('not known of'),
  )
  assert.deepEqual(misread, [], 'each resource has the shape that rules rely on')
  return findings
    .flatMap(({ rule_id, resources }) => resources.map(({ name }) => `${rule_id} ${name}`))
    .sort()
}

test('what is found in a plan of OpenTofu is found in the account that it has made', async (t) => {
  const to = await initialisedOpenTofu(t)
  if (!to) return
  await using server = await startServer({
    settings: { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: 'off' },
  })
  using certificates = await certificateFiles()
  const call = tofuIn(to, server, certificates)
  const file = join(to.folder, 'plan.json')
  const scanPlan = async () => {
    await call(['plan', '-input=false', '-out=plan.tfplan'])
    const { stdout: shown } = await call(['show', '-json', 'plan.tfplan'])
    writeFileSync(file, shown)
    return await findingsOf(['--plan', file], server.token)
  }
  const planned = await scanPlan()
  await call(['apply', '-input=false', 'plan.tfplan'])
  const made = await findingsOf(['--account', '--api-url', server.url], server.token)
  assert.deepEqual(apart(made, planned), [ENDS, ...TOKENS])
  assert.deepEqual(apart(planned, made), [KEYLESS, LOGIN])
  const unchanged = await scanPlan()
  assert.deepEqual(apart(made, unchanged), TOKENS, 'a plan that changes nothing')
  assert.deepEqual(apart(unchanged, made), [LOGIN])
  console.log(`${planned.length} findings in the plan, ${made.length} in the account`)
})

const apart = (some: string[], others: string[]) => some.filter((it) => !others.includes(it))
