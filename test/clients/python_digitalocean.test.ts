// python-digitalocean, the community client that many scripts still use. The checks are in python_digitalocean/.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startServer } from '../server_process.ts'
import { certificateFiles } from './certificate_files.ts'
import { run } from './programs.ts'
import { pythonWith } from './python.ts'

async function runScript(t: TestContext, name: string): Promise<void> {
  const python = await pythonWith(t, { requirement: 'python-digitalocean', module: 'digitalocean' })
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_SPEED: 'instant' } })
  using certificates = await certificateFiles()
  const env = {
    DIGITALOCEAN_END_POINT: `${server.url}/v2/`,
    TEST_SERVER_TOKEN: server.token,
    TEST_SERVER_CERTIFICATES: certificates.folder,
  }
  const script = join(import.meta.dirname, 'python_digitalocean', name)
  const ran = await run(python, [script], { env, shown: true })
  assert.equal(ran.status, 0, ran.stderr)
  assert.match(ran.stdout, /^done$/m)
}

test('python-digitalocean builds a cloud, changes it and takes it down', (t) => runScript(t, 'cloud.py'))

test('python-digitalocean uploads a certificate and has another one issued', (t) =>
  runScript(t, 'certificates.py'))
