// godo, the official Go client, and through it the calls that doctl makes. The checks themselves are in godo/.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { harness } from '../harness.ts'
import { startServer } from '../server_process.ts'
import { certificateFiles } from './certificate_files.ts'
import { findProgram, run, whyFailed, withProxy } from './programs.ts'

const MODULE = join(import.meta.dirname, 'godo')
const DOWNLOAD_MAX_MS = 180_000
const BUILD_MAX_MS = 300_000

/** False, with the test skipped, where there is no Go or godo cannot be fetched. */
async function canRun(t: TestContext): Promise<boolean> {
  if (!findProgram('go')) {
    t.skip('there is no go on the PATH')
    return false
  }
  console.log((await run('go', ['version'])).stdout.trim())
  const env = { ...withProxy(), GOTOOLCHAIN: 'local' }
  const fetched = await run('go', ['mod', 'download'], { cwd: MODULE, env, timeout_ms: DOWNLOAD_MAX_MS })
  if (fetched.status !== 0) {
    t.skip(`godo cannot be fetched: ${whyFailed(fetched)}`)
    return false
  }
  const { stdout } = await run('go', ['list', '-m', 'github.com/digitalocean/godo'], { cwd: MODULE, env })
  console.log(stdout.trim())
  return true
}

/** Runs the Go tests whose names match, and requires that one did. */
async function runGoTests(names: string, env: Record<string, string>): Promise<void> {
  const ran = await run('go', ['test', '-count=1', '-v', '-run', names, './...'], {
    cwd: MODULE,
    env: { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    timeout_ms: BUILD_MAX_MS,
    shown: true,
  })
  assert.equal(ran.status, 0, `go test failed:\n${ran.stdout}${ran.stderr}`)
  assert.match(ran.stdout, /^--- PASS/m)
  assert.doesNotMatch(ran.stdout, /^--- SKIP/m)
}

test('godo uses the account and the secrets, and so does what doctl does with it', async (t) => {
  if (!(await canRun(t))) return
  const settings = { ROCKPOOL_REGIONS: 'nyc3,sfo3', ROCKPOOL_RATE_LIMIT: '100000/100000' }
  await using server = await startServer({ settings })
  await runGoTests('^Test([^RC]|Rate)', {
    TEST_SERVER_URL: server.url,
    TEST_SERVER_TLS_URL: server.tls_url,
    TEST_SERVER_TOKEN: server.token,
    SSL_CERT_FILE: server.ca_file,
  })
})

test('godo builds a cloud, waits, changes it and takes it down', async (t) => {
  if (!(await canRun(t))) return
  const settings = { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: 'off' }
  await using server = await startServer({ settings })
  using certificates = await certificateFiles()
  await runGoTests('^TestCloud', {
    TEST_SERVER_URL: server.url,
    TEST_SERVER_TOKEN: server.token,
    TEST_SERVER_CERTIFICATES: certificates.folder,
  })
})

test('godo waits as long as Retry-After says and then succeeds', async (t) => {
  if (!(await canRun(t))) return
  const minute = 3
  await using product = await harness({ rate_limit: { hour: 5000, minute } })
  for (let call = 0; call < minute; call++) await product.call('GET /v2/account')
  // The calls made so far leave the minute in one second of the product's clock.
  product.clock.at = new Date(product.clock.at.getTime() + 59_000)
  let refusals = 0
  const server = createServer((request, response) => {
    // Time stands still in the product, so the first retry comes too late for no clock but this one.
    response.on('finish', () => {
      if (response.statusCode !== 429) return
      refusals++
      if (refusals === 2) product.clock.at = new Date(product.clock.at.getTime() + 1_000)
    })
    product.app.routing(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await runGoTests('^TestRetry$', {
      TEST_SERVER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      TEST_SERVER_TOKEN: product.token,
      TEST_SERVER_RATE_LIMITED: 'yes',
    })
    assert.equal(refusals, 2)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
