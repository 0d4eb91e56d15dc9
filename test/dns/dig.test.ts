// The name server as dig sees it, over UDP and TCP; and how soon it sees what the API has answered.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { openAsker } from './asker.ts'
import { lines } from './name_server.ts'
import { getProgram, skipWithout } from './programs.ts'

const skip = skipWithout('dig')

let server: ServerProcess
before(async () => {
  server = await startServer()
  await post('/v2/domains', { name: 'example.com', ip_address: '192.0.2.1' })
  for (const letter of 'abcdefgh')
    await post('/v2/domains/example.com/records', { type: 'TXT', name: 'long', data: letter.repeat(300) })
  await post('/v2/domains/example.com/records', { type: 'CNAME', name: 'www', data: '@' })
})
after(() => server?.stop())

async function post(path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.equal(answer.status, 201, await answer.text())
}

const port = () => Number(server.dns.split(':').at(-1))

function dig(...args: string[]) {
  const all = ['@127.0.0.1', '-p', String(port()), '+tries=1', '+time=5', ...args]
  const { stdout, status } = spawnSync(getProgram('dig'), all, { encoding: 'utf8' })
  const [, answer_code] = /status: (\w+)/.exec(stdout) ?? []
  const [, flags] = /flags: ([a-z ]*);/.exec(stdout) ?? []
  return { stdout, status, answer_code, flags: flags?.split(' ') ?? [] }
}

test('an alias and its address, over UDP and over TCP, with EDNS and without', { skip }, () => {
  for (const how of [['+noedns'], ['+edns=0'], ['+tcp'], ['+tcp', '+noedns'], ['+dnssec'], ['+nocookie']]) {
    const { stdout, answer_code, flags } = dig('www.example.com', 'A', '+norec', ...how)
    assert.deepEqual([answer_code, flags], ['NOERROR', ['qr', 'aa']], stdout)
    assert.match(stdout, /^www\.example\.com\.\s+1800\s+IN\s+CNAME\s+example\.com\.$/m)
    assert.match(stdout, /^example\.com\.\s+1800\s+IN\s+A\s+192\.0\.2\.1$/m)
    assert.doesNotMatch(stdout, /malformed|warning|extra bytes/i)
    assert.equal(/EDNS: version: 0/.test(stdout), !how.includes('+noedns'))
  }
})

test('an answer that is too long for a datagram is asked for again over TCP', { skip }, () => {
  const { stdout } = dig('long.example.com', 'TXT')
  assert.match(stdout, /Truncated, retrying in TCP mode/)
  for (const letter of 'abcdefgh')
    assert.ok(stdout.includes(`"${letter.repeat(255)}" "${letter.repeat(45)}"`), letter)
  const { flags } = dig('long.example.com', 'TXT', '+ignore')
  assert.ok(flags.includes('tc'))
})

test('ANY is minimal, other classes, transfers and other domains are refused, recursion is not offered', {
  skip,
}, () => {
  const any = dig('long.example.com', 'ANY', '+notcp', '+ignore')
  assert.deepEqual([any.answer_code, any.flags.includes('tc')], ['NOERROR', true])
  const any_apex = dig('example.com', 'ANY', '+notcp')
  assert.match(any_apex.stdout, /ANSWER: 1,/)
  assert.equal(dig('example.com', 'A', '-c', 'CH').answer_code, 'REFUSED')
  assert.equal(dig('version.bind', 'TXT', '-c', 'CH').answer_code, 'REFUSED')
  assert.equal(dig('example.net', 'A').answer_code, 'REFUSED')
  assert.match(dig('example.com', 'AXFR').stdout, /Transfer failed/)
  assert.match(dig('example.com', 'A', '+rec').stdout, /recursion requested but not available/)
  assert.equal(dig('example.com', 'A', '+edns=1', '+noednsnegotiation').answer_code, 'BADVERS')
  assert.equal(dig('example.com', 'A', '+opcode=notify').answer_code, 'NOTIMP')
})

test('what the API has answered is visible within 100 ms', async () => {
  await using asker = await openAsker(port())
  const took: number[] = []
  for (let n = 0; n < 20; n++) {
    const name = `new${n}.example.com`
    const ask = async () => lines((await asker.ask({ name, type: 'A', edns: undefined })).answers).length > 0
    assert.equal(await ask(), false)
    await post('/v2/domains/example.com/records', { type: 'A', name: `new${n}`, data: '192.0.2.2' })
    const answered_at = performance.now()
    while (!(await ask()))
      assert.ok(performance.now() - answered_at < 1000, `${name} is not there after a second`)
    took.push(performance.now() - answered_at)
  }
  assert.ok(Math.max(...took) < 100, `${took.map((ms) => ms.toFixed(0)).join(', ')} ms`)
})
