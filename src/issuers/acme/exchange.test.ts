import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { issueServerCertificate, makeAuthority } from '../../tls/local_ca.ts'
import { buildExchange } from './exchange.ts'

const authority = await makeAuthority(new Date(), 'test')

/** The URL of an https server that this machine does not trust by itself, with a certificate for `name`. */
async function startServer(t: TestContext, name: string): Promise<string> {
  const { certificate: cert, key } = await issueServerCertificate(authority, [name], new Date())
  const server = createServer({ cert, key }, (_, response) => response.end('here'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('a server is spoken to where what is configured vouches for it', async (t) => {
  const url = await startServer(t, '127.0.0.1')
  const answer = await buildExchange({ ca: authority.certificate, version: '1' })({ method: 'GET', url })
  assert.deepEqual([answer.status, answer.body], [200, 'here'])
})

test('a server is not spoken to where nothing vouches for it, or for another name', async (t) => {
  const url = await startServer(t, '127.0.0.1')
  const refused = (detail: RegExp) => ({ type: 'unreachable', transient: true, detail })
  await assert.rejects(
    buildExchange({ version: '1' })({ method: 'GET', url }),
    refused(/UNABLE_TO_VERIFY|SELF_SIGNED/),
  )
  const other = await startServer(t, 'other.test')
  const trusting = buildExchange({ ca: authority.certificate, version: '1' })
  await assert.rejects(trusting({ method: 'GET', url: other }), refused(/ERR_TLS_CERT_ALTNAME_INVALID/))
})
