// curl, over TLS with the local CA and over plain HTTP.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { findProgram, run } from './programs.ts'

const UNTRUSTED = 60

/** Asks with curl; the answer's status, HTTP version and body. */
async function ask(server: ServerProcess, args: string[]) {
  const format = '\n%{http_code} %{http_version}'
  const bearer = `authorization: Bearer ${server.token}`
  const ran = await run('curl', ['--silent', '--show-error', '-H', bearer, '-w', format, ...args])
  const lines = ran.stdout.split('\n')
  const [status, version] = (lines.pop() ?? '').split(' ')
  const text = lines.join('\n')
  return {
    exit: ran.status,
    status: Number(status),
    version,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

async function curlVersion(t: TestContext): Promise<boolean> {
  if (!findProgram('curl')) {
    t.skip('there is no curl on the PATH')
    return false
  }
  console.log((await run('curl', ['--version'])).stdout.split('\n')[0])
  return true
}

test('curl trusts the server with the CA certificate, by name and by address', async (t) => {
  if (!(await curlVersion(t))) return
  await using server = await startServer()
  const { port } = new URL(server.tls_url)
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = `https://${host}:${port}/v2/account`
    const account = await ask(server, ['--ipv4', '--cacert', server.ca_file, url])
    assert.deepEqual([account.exit, account.status], [0, 200])
    assert.equal(account.body.account.status, 'active')
    const untrusting = await ask(server, ['--ipv4', url])
    assert.equal(untrusting.exit, UNTRUSTED)
  }
})

test('curl keeps a secret over TLS and reads it back over plain HTTP', async (t) => {
  if (!(await curlVersion(t))) return
  await using server = await startServer({ settings: { ROCKPOOL_REGIONS: 'nyc3,sfo3' } })
  const secrets = `${server.tls_url}/v2/security/secrets`
  const secure = ['--cacert', server.ca_file]
  const send = (method: string, body: object) => ['-X', method, '--json', JSON.stringify(body)]
  const made = await ask(server, [
    ...secure,
    ...send('POST', { name: 'db', region: 'nyc3', values: { password: 'first' } }),
    secrets,
  ])
  assert.deepEqual([made.status, made.body], [200, { name: 'db', region: 'nyc3', version: 1 }])
  const changed = await ask(server, [
    ...secure,
    ...send('PUT', { region: 'nyc3', version: 1, values: { password: 'second' } }),
    `${secrets}/db`,
  ])
  assert.equal(changed.body.version, 2)
  const plain = await ask(server, [`${server.url}/v2/security/secrets/db?region=nyc3`])
  assert.deepEqual([plain.status, plain.body.values], [200, { password: 'second' }])
  const gone = await ask(server, [...secure, '-X', 'DELETE', `${secrets}/db?region=nyc3`])
  assert.deepEqual([gone.status, gone.body], [204, undefined])
  const withheld = await ask(server, [...secure, `${secrets}/db?region=nyc3`])
  assert.equal(withheld.body.values, undefined)
  const restored = await ask(server, [...secure, '-X', 'POST', `${secrets}/db/restore?region=nyc3`])
  assert.deepEqual([restored.status, restored.body.values], [200, { password: 'second' }])
})

test('curl is told what is wrong with a request', async (t) => {
  if (!(await curlVersion(t))) return
  await using server = await startServer()
  const missing = await ask(server, [`${server.url}/v2/security/secrets/none?region=nyc3`])
  assert.deepEqual([missing.status, missing.body.id], [404, 'not_found'])
  const broken = await ask(server, ['--json', '{"name": ', `${server.url}/v2/security/secrets`])
  assert.deepEqual([broken.status, broken.body.id], [400, 'bad_request'])
  const head = await run('curl', [
    '-s',
    '-I',
    '-H',
    `authorization: Bearer ${server.token}`,
    `${server.url}/v2/account`,
  ])
  assert.match(head.stdout, /^HTTP\/1\.1 200 .*\r\n[\s\S]*ratelimit-limit: 5000\r\n/i)
})
