// pydo, the official Python client, over TLS: it refuses to send a token over plain HTTP. The checks are in pydo/.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { certificateFiles } from './certificate_files.ts'
import { run } from './programs.ts'
import { pythonWith } from './python.ts'

const SCRIPTS = join(import.meta.dirname, 'pydo')

const pythonWithPydo = (t: TestContext, requirement: string) => pythonWith(t, { requirement, module: 'pydo' })

/** Runs the script once for each name that the certificate holds and a machine resolves. */
async function runScript(
  python: string,
  script: string,
  server: ServerProcess,
  more: Record<string, string> = {},
): Promise<void> {
  const { port } = new URL(server.tls_url)
  for (const host of ['127.0.0.1', 'localhost']) {
    const ran = await run(python, [join(SCRIPTS, script)], {
      env: {
        TEST_SERVER_URL: `https://${host}:${port}`,
        TEST_SERVER_TOKEN: server.token,
        REQUESTS_CA_BUNDLE: server.ca_file,
        ...more,
      },
      shown: true,
    })
    assert.equal(ran.status, 0, ran.stderr)
    assert.match(ran.stdout, /^done$/m)
  }
}

test('pydo, the newest, gets the account and sends its requests to the secrets', async (t) => {
  const python = await pythonWithPydo(t, 'pydo')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
  await runScript(python, 'newest.py', server)
})

test('pydo, the newest, builds a cloud, changes it and takes it down', async (t) => {
  const python = await pythonWithPydo(t, 'pydo')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_SPEED: 'instant' } })
  await runScript(python, 'cloud.py', server)
})

test('pydo, the newest, uploads a certificate and has another one issued', async (t) => {
  const python = await pythonWithPydo(t, 'pydo')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_SPEED: 'instant' } })
  using certificates = await certificateFiles()
  await runScript(python, 'certificates.py', server, { TEST_SERVER_CERTIFICATES: certificates.folder })
})

test('pydo, the newest, scans an account and says what of it to leave out', async (t) => {
  const python = await pythonWithPydo(t, 'pydo')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_SPEED: 'instant' } })
  await runScript(python, 'scans.py', server)
})

// Its publisher took the secrets out of later versions, for the time being.
test('pydo 0.39.0 uses all seven operations on secrets', async (t) => {
  const python = await pythonWithPydo(t, 'pydo==0.39.0')
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
  await runScript(python, 'secrets.py', server)
})

test('pydo trusts no server without the CA certificate', async (t) => {
  const python = await pythonWithPydo(t, 'pydo')
  if (!python) return
  await using server = await startServer()
  const env = { TEST_SERVER_URL: server.tls_url, TEST_SERVER_TOKEN: server.token }
  const ran = await run(python, [join(SCRIPTS, 'newest.py')], { env })
  assert.notEqual(ran.status, 0)
  assert.match(ran.stderr, /CERTIFICATE_VERIFY_FAILED/)
})
