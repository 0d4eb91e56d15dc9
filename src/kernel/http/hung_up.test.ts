// Whoever hangs up before the answer has asked all the same, and the trail says so: once, and as it was decided.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import net, { type Socket } from 'node:net'
import { test } from 'node:test'
import { type Harness, harness } from '../../../test/harness.ts'
import { recordsOf } from '../../../test/records.ts'

const SECRETS = '/v2/security/secrets'
const PATIENCE_MS = 5000
const body = JSON.stringify({ name: 'db', region: 'nyc3', values: { a: 'b' } })
const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`

interface Cut {
  who: 'owner' | 'stranger' | 'nobody'
  request: string
  /** What follows the first lines of the head. */
  rest?: string
  operation: string
  status: number
  /** If the connection is lost before the caller is known. Nothing is begun then that the caller may do. */
  gone: number
}

const post = { who: 'owner', request: `POST ${SECRETS}`, operation: 'security_create_secret' } as const
const cuts: Cut[] = [
  { who: 'owner', request: `GET ${SECRETS}`, operation: 'security_list_secrets', status: 200, gone: 400 },
  { who: 'owner', request: 'GET /v2/account', operation: 'account_get', status: 200, gone: 400 },
  { who: 'owner', request: `GET ${SECRETS}/x`, operation: 'security_get_secret', status: 404, gone: 400 },
  { who: 'owner', request: 'GET /v2/nothing', operation: 'GET /v2/nothing', status: 404, gone: 404 },
  { who: 'owner', request: 'GET /v2/apps', operation: 'apps_list', status: 501, gone: 501 },
  { who: 'stranger', request: `GET ${SECRETS}`, operation: 'security_list_secrets', status: 403, gone: 403 },
  { who: 'nobody', request: 'GET /v2/account', operation: 'account_get', status: 401, gone: 401 },
  { ...post, rest: headers + body, status: 200, gone: 400 },
  // The body never comes to its end.
  { ...post, rest: headers + body.slice(0, 9), status: 400, gone: 400 },
]

test('a call whose client hangs up before its answer leaves one record', async () => {
  await using t = await harness()
  const recorded = await cutAll(t, (listener) => {
    t.app.server.once('request', (request) => listener(request.socket))
  })
  // With PostgreSQL, who is calling is known only after the connection was lost.
  const late = t.deps.main.database.engine === 'postgres'
  assert.deepEqual(recorded, expected(late ? 'gone' : 'status'))
})

test('a call whose client has hung up before it is known leaves one record', async () => {
  await using t = await harness()
  const recorded = await cutAll(t, (listener) => t.app.server.prependOnceListener('request', listener))
  assert.deepEqual(recorded, expected('gone'))
})

const expected = (when: 'status' | 'gone') =>
  cuts.map(({ operation, [when]: status }, index) => {
    const decision = status === 401 || status === 403 ? 'refused' : 'allowed'
    return { id: `cut-${index}`, operation, decision, status }
  })

type Listen = (cutOff: (line: Socket | IncomingMessage) => void) => void

/** Makes all of the calls, each cut off when `listen` says, and gives what was recorded of them. */
async function cutAll(t: Harness, listen: Listen) {
  const stranger = await t.tokenFor(t.account, ['tag:read'])
  const tokens = { owner: t.token, stranger: stranger.token, nobody: '' }
  const { port } = new URL(await t.app.listen({ port: 0, host: '127.0.0.1' }))
  for (const [index, { who, request, rest = '\r\n' }] of cuts.entries()) {
    const head = `${request} HTTP/1.1\r\nhost: x\r\nx-request-id: cut-${index}\r\n`
    listen((line) => line.destroy())
    const client = net.connect(Number(port), '127.0.0.1')
    assert.equal(await answerTo(client, `${head}authorization: Bearer ${tokens[who]}\r\n${rest}`), '')
  }
  await untilRecorded(t, cuts.length)
  // Whatever is recorded twice is there by the time that a later call is.
  await t.call('GET /v2/account', undefined, { headers: { 'x-request-id': 'last' } })
  const all = await recordsOf(t)
  return all
    .filter(({ request_id }) => request_id !== 'last')
    .map(({ request_id: id, operation, decision, status }) => ({ id, operation, decision, status }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function answerTo(client: Socket, bytes: string): Promise<string> {
  let answer = ''
  client.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk
  })
  client.on('error', () => {})
  client.write(bytes)
  await once(client, 'close')
  return answer
}

async function untilRecorded(t: Harness, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while ((await recordsOf(t)).length < count) {
    const missing = performance.now() > deadline
    assert.ok(!missing, `${count} records, not ${JSON.stringify(await recordsOf(t))}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
