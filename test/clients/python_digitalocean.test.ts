// python-digitalocean, the community client that many scripts still use. The checks are in python_digitalocean/.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../server_process.ts'
import { run } from './programs.ts'
import { pythonWith } from './python.ts'

test('python-digitalocean builds a cloud, changes it and takes it down', async (t) => {
  const python = await pythonWith(t, { requirement: 'python-digitalocean', module: 'digitalocean' })
  if (!python) return
  await using server = await startServer({ settings: { ROCKPOOL_SPEED: 'instant' } })
  const env = { DIGITALOCEAN_END_POINT: `${server.url}/v2/`, TEST_SERVER_TOKEN: server.token }
  const script = join(import.meta.dirname, 'python_digitalocean/cloud.py')
  const ran = await run(python, [script], { env, shown: true })
  assert.equal(ran.status, 0, ran.stderr)
  assert.match(ran.stdout, /^done$/m)
})
