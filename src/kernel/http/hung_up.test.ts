// Whoever hangs up before the answer has asked all the same, and the trail says so: once, and as it was decided.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import net from 'node:net'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { recordsOf } from '../../../test/records.ts'

const SECRETS = '/v2/security/secrets'
const PATIENCE_MS = 5000
const body = JSON.stringify({ name: 'db', region: 'nyc3', values: { a: 'b' } })
const with_body = `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`

type Told = [operation: string, decision: string, status: number]
interface Cut {
  /** Whose token is sent; none where it is absent. */
  who?: 'owner' | 'stranger'
  request: string
  /** What follows the head's first lines, to the point where the line is cut. */
  rest?: string
  told: Told
}

const cuts: Cut[] = [
  { who: 'owner', request: `GET ${SECRETS}`, told: ['security_list_secrets', 'allowed', 200] },
  { who: 'owner', request: 'GET /v2/account', told: ['account_get', 'allowed', 200] },
  { who: 'owner', request: `GET ${SECRETS}/none`, told: ['security_get_secret', 'allowed', 404] },
  { who: 'owner', request: 'GET /v2/nothing', told: ['GET /v2/nothing', 'allowed', 404] },
  { who: 'owner', request: 'GET /v2/droplets', told: ['droplets_list', 'allowed', 501] },
  { who: 'stranger', request: `GET ${SECRETS}`, told: ['security_list_secrets', 'refused', 403] },
  { request: 'GET /v2/account', told: ['account_get', 'refused', 401] },
  {
    who: 'owner',
    request: `POST ${SECRETS}`,
    rest: with_body + body,
    told: ['security_create_secret', 'allowed', 200],
  },
  // The body never comes to its end.
  {
    who: 'owner',
    request: `POST ${SECRETS}`,
    rest: with_body + body.slice(0, 9),
    told: ['security_create_secret', 'allowed', 400],
  },
]

test('a call whose client hangs up before the answer leaves one record', async () => {
  await using t = await harness()
  const stranger = await t.tokenFor(t.account, ['tag:read'])
  const tokens = { owner: t.token, stranger: stranger.token }
  const { port } = new URL(await t.app.listen({ port: 0, host: '127.0.0.1' }))
  for (const [index, { who, request, rest = '\r\n' }] of cuts.entries()) {
    const head = `${request} HTTP/1.1\r\nhost: x\r\nx-request-id: cut-${index}\r\n`
    const bearer = who ? `authorization: Bearer ${tokens[who]}\r\n` : ''
    assert.equal(await cutOff(t.app.server, Number(port), head + bearer + rest), '')
  }
  await untilRecorded(t, cuts.length)
  // Whatever was recorded twice would be there by now: this call was made after all of the others were.
  await t.call('GET /v2/account', undefined, { headers: { 'x-request-id': 'last' } })
  const told = (await recordsOf(t)).map(({ request_id, operation, decision, status }) => {
    return [request_id, operation, decision, status].join(' ')
  })
  const expected = cuts.map((cut, index) => [`cut-${index}`, ...cut.told].join(' '))
  assert.deepEqual(told.sort(), [...expected, 'last account_get allowed 200'].sort())
})

/** Sends `bytes` and loses the connection as soon as the head has arrived. Gives what was answered. */
async function cutOff(server: Server, port: number, bytes: string): Promise<string> {
  const asked = once(server, 'request')
  const client = net.connect(port, '127.0.0.1').setEncoding('utf8')
  let answered = ''
  client.on('data', (chunk) => {
    answered += chunk
  })
  client.on('error', () => {})
  const closed = once(client, 'close')
  // In the same turn in which the request has begun, so that no answer can have been written.
  server.once('request', (request) => request.socket.destroy())
  client.write(bytes)
  await Promise.all([asked, closed])
  return answered
}

async function untilRecorded(t: Harness, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while ((await recordsOf(t)).length < count) {
    const missing = performance.now() > deadline
    assert.ok(!missing, `${count} records, not ${JSON.stringify(await recordsOf(t))}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
