// `rockpool secrets`: values in and out through the API, and commands that run with them.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ROCKPOOL, type RunOptions, rockpool } from './cli_process.ts'
import { startServer } from './server_process.ts'

const SETTINGS = { ROCKPOOL_REGIONS: 'nyc3,sfo3', ROCKPOOL_RATE_LIMIT: 'off' }
const PLANTED = 'planted-8fb1c6'
const server = await startServer({ settings: SETTINGS })
const folder = mkdtempSync(join(tmpdir(), 'rockpool-secrets-'))
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const settings: Record<string, string> = {
  ...SETTINGS,
  ROCKPOOL_DATA: server.data,
  ROCKPOOL_URL: server.url,
}
const run = (args: string[], options: RunOptions = {}) =>
  rockpool(['secrets', ...args], { ...options, settings: { ...settings, ...options.settings } })
const valuesOf = async (name: string) => JSON.parse((await run(['get', name])).out)

function file(name: string, content: string | Buffer, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

async function api(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${server.url}/v2/security/secrets${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.ok(answer.ok, await answer.clone().text())
  return answer.status === 204 ? undefined : answer.json()
}
const create = (name: string, values: object, region = 'nyc3') => api('POST', '', { name, region, values })

test('set makes a secret in the first region, then changes only the keys that it names', async () => {
  const made = await run(['set', 'app', 'a=1', 'b=x=y'])
  assert.deepEqual(JSON.parse(made.out), { name: 'app', region: 'nyc3', version: 1 })
  assert.equal(made.err, 'rockpool: app is new; it goes to nyc3, the first of ROCKPOOL_REGIONS\n')
  const changed = await run(['set', 'app', 'b=', 'c=3'])
  assert.equal(JSON.parse(changed.out).version, 2)
  assert.equal(changed.err, '')
  assert.deepEqual(await valuesOf('app'), { a: '1', b: '', c: '3' })
  await run(['set', 'app', 'only=this', '--replace'])
  assert.deepEqual(await valuesOf('app'), { only: 'this' })
  assert.deepEqual(JSON.parse((await run(['get', 'app', '--version', '1'])).out), { a: '1', b: 'x=y' })
})

test('values come from files, environment files, and standard input, byte for byte', async () => {
  const pem = '-----BEGIN-----\näöü\r\n-----END-----\n'
  const env_file = file('.env', '# a comment\nexport FROM_FILE="two words"\nBOTH=file\n')
  const args = ['set', 'sources', `pem=@${file('key.pem', pem)}`, 'piped=-', 'BOTH=line', '--region', 'sfo3']
  await run([...args, '--from-env-file', env_file], { input: ' kept as it is \n' })
  assert.deepEqual(await valuesOf('sources'), {
    FROM_FILE: 'two words',
    BOTH: 'line',
    pem,
    piped: ' kept as it is \n',
  })
  await run(['set', 'sources', '--from-stdin-json', '--replace'], { input: '{"@": "-", "n": "=@x"}' })
  assert.deepEqual(await valuesOf('sources'), { '@': '-', n: '=@x' })
  assert.equal((await run(['get', 'sources', '--key', 'n'])).out, '=@x')
})

test('what set cannot use is told without showing it, with exit code 2', async () => {
  const cases: Array<[RegExp, string[], string?]> = [
    [/value 2 is not KEY=VALUE/, ['set', 'bad', 'a=b', PLANTED]],
    [/no values: give KEY=VALUE/, ['set', 'bad']],
    [/standard input can be read once/, ['set', 'bad', 'a=-', 'b=-']],
    [/does not hold a JSON object/, ['set', 'bad', '--from-stdin-json'], `{"a": ${PLANTED}`],
    [/the value of "a" is not a text/, ['set', 'bad', '--from-stdin-json'], '{"a": 5}'],
    [/is not UTF-8 text/, ['set', 'bad', `a=@${file('binary', Buffer.from([0xff, 0xfe]))}`]],
    [/nowhere cannot be read \(ENOENT\)/, ['set', 'bad', 'a=@nowhere']],
  ]
  const ran = await Promise.all(cases.map(([, args, input]) => run(args, input ? { input } : {})))
  for (const [n, { code, out, err }] of ran.entries()) {
    assert.match(err, cases[n]?.[0] as RegExp)
    assert.deepEqual({ code, out }, { code: 2, out: '' }, err)
    assert.ok(!err.includes(PLANTED), err)
  }
  assert.match((await run(['get', 'bad'])).err, /404 not_found/)
})

test('changes of several writers at once are all kept', async () => {
  await create('busy', { start: 'x' })
  const writers = ['a', 'b', 'c']
  const ran = await Promise.all(writers.map((key) => run(['set', 'busy', `${key}=1`])))
  assert.deepEqual(
    ran.map(({ code }) => code),
    [0, 0, 0],
  )
  assert.deepEqual(await valuesOf('busy'), { start: 'x', a: '1', b: '1', c: '1' })
})

test('list goes through all pages, and shows the deleted only when asked', async () => {
  const names = Array.from({ length: 201 }, (_, n) => `page-${String(n).padStart(3, '0')}`)
  for (let n = 0; n < names.length; n += 50)
    await Promise.all(names.slice(n, n + 50).map((name) => create(name, { a: 'b' }, 'sfo3')))
  await create('page-gone', { a: 'b' })
  await api('DELETE', '/page-gone')
  const [listed, deleted, table] = await Promise.all([
    run(['list', '--name', 'page-']),
    run(['list', '--deleted']),
    run(['list', '--name', 'page-00', '--region', 'sfo3', '--output', 'table']),
  ])
  const namesIn = (out: string) => JSON.parse(out).map((secret: { secret: string }) => secret.secret)
  assert.deepEqual(namesIn(listed.out), names)
  assert.deepEqual(namesIn(deleted.out), ['page-gone'])
  assert.equal(table.out.split('\n').length, 12)
  const gone = await run(['get', 'page-gone'])
  assert.equal(gone.code, 1)
  assert.match(gone.err, /the secret page-gone in nyc3 was deleted at .*restore it first/)
})

test('run gives a command the keys, and standard input, arguments and exit code are its own', async () => {
  await create('one', { PLACE: 'world', QUOTED: `a "b" 'c'\nd` })
  await create('two', { PATH_TO: '/x' }, 'sfo3')
  const script = 'cat; printf "%s|%s|%s|%s" "$PLACE" "$QUOTED" "$PATH_TO" "$*"; exit 7'
  const { code, out, err } = await run(
    ['run', '--secret', 'one,two', '--', 'sh', '-c', script, 'sh', '--', '--help', '-x'],
    { input: 'from standard input ' },
  )
  assert.equal(out, `from standard input world|a "b" 'c'\nd|/x|-- --help -x`)
  assert.equal(code, 7)
  assert.equal(err, '')
  const short = await run(['run', '--secret', 'one', '--secret', 'two', 'printenv', 'PATH_TO'])
  assert.equal(short.out, '/x\n')
})

test('run becomes the command: its process id, its signals, its usual file modes', async () => {
  await create('shell', { A: 'b' })
  const script = 'echo $$; umask; read line'
  const child = spawn(ROCKPOOL, ['secrets', 'run', '--secret', 'shell', '--', 'sh', '-c', script], {
    env: { ...process.env, ...settings },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  while (said.split('\n').length < 3) said += String((await once(child.stdout, 'data'))[0])
  const [pid, umask] = said.split('\n')
  assert.equal(Number(pid), child.pid)
  assert.equal(Number.parseInt(umask ?? '', 8), process.umask())
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGTERM'])
  // Node.js ignores SIGPIPE, and what is ignored stays so across an exec.
  const broken = await run(['run', '--secret', 'shell', '--', 'sh', '-c', 'kill -PIPE $$; echo still here'])
  assert.deepEqual([broken.signal, broken.out], ['SIGPIPE', ''])
})

test('run tells of a command that is not there or cannot be executed, as a shell does', async () => {
  await create('found', { A: 'b' })
  const codes = async (command: string) => (await run(['run', '--secret', 'found', '--', command])).code
  assert.deepEqual(
    await Promise.all([
      codes('no-such-command'),
      codes('/no/such/file'),
      codes(file('not-executable', 'exit 5', 0o600)),
      codes(folder),
      codes(file('no-interpreter', '#!/no/such/interpreter\n', 0o700)),
      codes(file('without-first-line', 'exit 5', 0o700)),
    ]),
    [127, 127, 126, 126, 127, 5],
  )
})

test('run refuses keys that clash or cannot be variables, and names them, not their values', async () => {
  await create('left', { SAME: PLANTED, OTHER: 'x' })
  await create('right', { SAME: PLANTED }, 'sfo3')
  await create('odd', { '2nd-key': PLANTED })
  await create('zero', { NULL: `${PLANTED}\0` })
  const refused = async (names: string) => {
    const ran = await run(['run', '--secret', names, '--', 'sh', '-c', 'echo ran'])
    assert.deepEqual([ran.code, ran.out], [1, ''])
    assert.ok(!ran.err.includes(PLANTED))
    return ran.err
  }
  assert.match(await refused('left,right'), /the secrets left and right both have the key SAME/)
  assert.match(await refused('odd'), /the key "2nd-key" of the secret odd cannot be the name/)
  assert.match(await refused('zero'), /the value of NULL of the secret zero holds a zero byte/)
  assert.match(await refused('left,absent'), /^rockpool: .* \(404 not_found, request [0-9a-f-]{36}\)\n$/)
})

test('HTTPS is verified: by ca.pem in the data folder, else by what the system trusts', async () => {
  await create('safe', { A: 'b' })
  const secure = { ROCKPOOL_URL: server.tls_url }
  assert.equal((await run(['get', 'safe', '--key', 'A'], { settings: secure })).out, 'b')
  const elsewhere = { ...secure, ROCKPOOL_DATA: folder, ROCKPOOL_TOKEN_FILE: server.token_file }
  const { code, err } = await run(['get', 'safe'], { settings: elsewhere })
  assert.equal(code, 1)
  assert.match(err, /shows a certificate that is not trusted .*ca\.pem in the data folder/)
})

test('what is wrong with the server or the token is told in one line that shows no token', async () => {
  const token = `dop_v1_${'0'.repeat(64)}`
  const refused = { ROCKPOOL_TOKEN_FILE: file('token', `${token}\n`) }
  const two_lines = { ROCKPOOL_TOKEN_FILE: file('tokens', `${token}\n${token}\n`) }
  const ran = await Promise.all([
    run(['list'], { settings: refused }),
    run(['list'], { settings: two_lines }),
    run(['list'], { settings: { ROCKPOOL_TOKEN_FILE: join(folder, 'nowhere') } }),
    run(['list'], { settings: { ROCKPOOL_URL: 'http://127.0.0.1:1' } }),
  ])
  assert.deepEqual(
    ran.map(({ code }) => code),
    [1, 2, 2, 1],
  )
  const [unauthorized, unreadable, missing, unreachable] = ran.map(({ err }) => err)
  assert.match(unauthorized ?? '', /^rockpool: .*\(401 unauthorized, request .*\)\n$/i)
  assert.match(unreadable ?? '', /^rockpool: .*tokens does not hold a token and nothing else\n$/)
  assert.match(missing ?? '', /^rockpool: no token: there is none in .*ROCKPOOL_TOKEN_FILE.*\n$/)
  assert.match(
    unreachable ?? '',
    /^rockpool: http:\/\/127\.0\.0\.1:1 does not answer \(ECONNREFUSED\).*rockpool serve.*\n$/,
  )
  for (const { err } of ran) assert.ok(!err.includes('dop_v1_'))
})
