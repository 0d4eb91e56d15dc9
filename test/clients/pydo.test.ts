// pydo, the official Python client, over TLS: it refuses to send a token over plain HTTP. The checks are in pydo/.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { CACHE, findProgram, isExecutable, run, whyFailed, withProxy } from './programs.ts'

const SCRIPTS = join(import.meta.dirname, 'pydo')
const INSTALL_MAX_MS = 300_000

/** A Python with pydo, from the cache if it is there. Undefined, with the test skipped, where it cannot be had. */
async function pythonWith(t: TestContext, requirement: string): Promise<string | undefined> {
  const folder = join(CACHE, requirement.replaceAll(/\W+/g, '_'))
  const python = join(folder, 'bin', 'python')
  const version = [
    '-c',
    'import pydo, sys; print(f"pydo {pydo.__version__}, Python {sys.version.split()[0]}")',
  ]
  if (!isExecutable(python) || (await run(python, version)).status !== 0) {
    const problem = await makeEnvironment(folder, requirement)
    if (problem) {
      t.skip(`${requirement} cannot be had: ${problem}`)
      return undefined
    }
  }
  console.log((await run(python, version)).stdout.trim())
  return python
}

/** Resolves to why it failed, if it did. */
async function makeEnvironment(folder: string, requirement: string): Promise<string | undefined> {
  if (!findProgram('python3')) return 'there is no python3 on the PATH'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(CACHE, { recursive: true })
  const options = { env: withProxy(), timeout_ms: INSTALL_MAX_MS }
  const made = await run('python3', ['-m', 'venv', folder], options)
  if (made.status !== 0) return whyFailed(made)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]
  const installed = await run(join(folder, 'bin', 'python'), pip, options)
  return installed.status === 0 ? undefined : whyFailed(installed)
}

/** Runs the script once for each name that the certificate holds and a machine resolves. */
async function runScript(python: string, script: string, server: ServerProcess): Promise<void> {
  const { port } = new URL(server.tls_url)
  for (const host of ['127.0.0.1', 'localhost']) {
    const ran = await run(python, [join(SCRIPTS, script)], {
      env: {
        TEST_SERVER_URL: `https://${host}:${port}`,
        TEST_SERVER_TOKEN: server.token,
        REQUESTS_CA_BUNDLE: server.ca_file,
      },
      shown: true,
    })
    assert.equal(ran.status, 0, ran.stderr)
    assert.match(ran.stdout, /^done$/m)
  }
}

test('pydo, the newest, gets the account and sends its requests to the secrets', async (t) => {
  const python = await pythonWith(t, 'pydo')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
  await runScript(python, 'newest.py', server)
})

// Its publisher took the secrets out of later versions, for the time being.
test('pydo 0.39.0 uses all seven operations on secrets', async (t) => {
  const python = await pythonWith(t, 'pydo==0.39.0')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
  await runScript(python, 'secrets.py', server)
})

test('pydo trusts no server without the CA certificate', async (t) => {
  const python = await pythonWith(t, 'pydo')
  if (!python) return
  await using server = await startServer()
  const env = { TEST_SERVER_URL: server.tls_url, TEST_SERVER_TOKEN: server.token }
  const ran = await run(python, [join(SCRIPTS, 'newest.py')], { env })
  assert.notEqual(ran.status, 0)
  assert.match(ran.stderr, /CERTIFICATE_VERIFY_FAILED/)
})
