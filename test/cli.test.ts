// The command line beside a real server, and without one: tokens, accounts, keys, the trail, and how mistakes are told.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { Command } from 'commander'
import { descriptionOf } from '../src/commands/line/define.ts'
import { buildProgram } from '../src/commands/line/program.ts'
import { type RunOptions, rockpool, start } from './cli_process.ts'
import { startServer } from './server_process.ts'

const TOKEN = /^dop_v1_[0-9a-f]{64}\n$/
const REGIONS = { ROCKPOOL_REGIONS: 'nyc3,sfo3', ROCKPOOL_RATE_LIMIT: 'off' }
const folder = mkdtempSync(join(tmpdir(), 'rockpool-cli-'))
const server = await startServer({ data: join(folder, 'data'), settings: REGIONS })
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const settings: Record<string, string> = {
  ...REGIONS,
  ROCKPOOL_DATA: server.data,
  ROCKPOOL_URL: server.url,
}
const run = (args: string[], options: RunOptions = {}) =>
  rockpool(args, { ...options, settings: { ...settings, ...options.settings } })
const ask = (token: string, path = '/v2/account') =>
  fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token.trim()}` } })

function query(file: string, sql: string): Array<Record<string, unknown>> {
  const database = new DatabaseSync(join(server.data, file))
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  } finally {
    database.close()
  }
}

test('every command explains itself, with examples', () => {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]
  const commands = all(buildProgram())
  assert.ok(commands.length > 20)
  for (const command of commands) {
    const { summary, examples } = descriptionOf(command)
    assert.match(summary, /^[A-Z].*[^.]$/, command.name())
    assert.ok(examples.length > 0, command.name())
    for (const example of examples) assert.match(example, /rockpool /)
    for (const option of command.options) assert.notEqual(option.description, '', option.flags)
  }
})

test('--help shows options, examples and exit codes, and is no failure', async () => {
  const { code, out, err } = await run(['secrets', 'run', '--help'])
  assert.equal(code, 0)
  assert.equal(err, '')
  assert.match(
    out,
    /--secret <names>[\s\S]*Examples:\n {2}\$ rockpool secrets run[\s\S]*Exit codes:[\s\S]*127 /,
  )
})

test('a wrong command line is told on standard error, with exit code 2', async () => {
  const lines = [['nonsense'], ['token', 'create'], ['token', 'list', '--output', 'xml'], []]
  for (const { code, out, err } of await Promise.all(lines.map((line) => run(line)))) {
    assert.equal(code, 2)
    assert.equal(out, '')
    assert.notEqual(err, '')
  }
})

test('version', async () => {
  const [plain, json] = await Promise.all([run(['version']), run(['version', '--output', 'json'])])
  assert.match(plain.out, /^\d+\.\d+\.\d+\n$/)
  const { node, sqlite } = process.versions
  assert.deepEqual(JSON.parse(json.out), { version: plain.out.trim(), node, sqlite })
})

test('all mistakes in the settings are told together, with exit code 2', async () => {
  const wrong = { ROCKPOOL_LISTEN: 'here', ROCKPOOL_REGION: 'nyc3' }
  for (const command of [['serve'], ['secrets', 'list']]) {
    const { code, err } = await run(command, { settings: wrong })
    assert.equal(code, 2)
    assert.match(
      err,
      /^rockpool: ROCKPOOL_LISTEN is "here": it wants HOST:PORT.*\nrockpool: ROCKPOOL_REGION is not a setting: did you mean ROCKPOOL_REGIONS\?\n$/,
    )
  }
})

test('a folder without an installation is not made into one', async () => {
  const data = join(folder, 'mistyped')
  const { code, err } = await run(['account', 'list'], { settings: { ROCKPOOL_DATA: data } })
  assert.equal(code, 1)
  assert.match(err, /^rockpool: there is no Rockpool in .*ROCKPOOL_DATA.*\n$/)
  assert.equal(existsSync(data), false)
})

test('a port that is taken is named, with what to do, and no stack', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  const taken_udp = createSocket('udp4').bind(0, '127.0.0.1')
  await Promise.all([once(taken, 'listening'), once(taken_udp, 'listening')])
  const { port } = taken.address() as { port: number }
  const free = { ROCKPOOL_LISTEN: '127.0.0.1:0', ROCKPOOL_TLS_LISTEN: 'off', ROCKPOOL_DNS_LISTEN: 'off' }
  for (const [name, number] of [
    ['ROCKPOOL_LISTEN', port],
    ['ROCKPOOL_DNS_LISTEN', port],
    ['ROCKPOOL_DNS_LISTEN', taken_udp.address().port],
  ] as const) {
    const settings = { ROCKPOOL_DATA: join(folder, 'taken'), ...free, [name]: `127.0.0.1:${number}` }
    const { code, err } = await run(['serve'], { settings })
    assert.equal(code, 1)
    assert.match(err, new RegExp(`rockpool: 127\\.0\\.0\\.1:${number} is taken; .*${name}.*\\n$`))
    assert.doesNotMatch(err, / {4}at /)
  }
  taken.close()
  taken_udp.close()
})

test('a token is printed alone, works at once, is listed, and is revoked at once', async () => {
  const made = await run([
    ...['token', 'create', '--name', 'ci', '--scopes', 'load_balancer:read', '--expires', '2h'],
  ])
  assert.match(made.out, TOKEN)
  assert.match(made.err, /works until .*droplet:read.*load_balancer:read/)
  assert.equal((await ask(made.out)).status, 403)
  const tokens = JSON.parse((await run(['token', 'list'])).out) as Array<Record<string, string>>
  const listed = tokens.find((token) => token.name === 'ci') ?? {}
  const { id = '', account, scopes, created_at = '', expires_at = '' } = listed
  assert.equal(account, 'default')
  assert.ok(scopes?.includes('vpc:read'))
  assert.equal(Date.parse(expires_at) - Date.parse(created_at), 2 * 3_600_000)
  assert.doesNotMatch(JSON.stringify(listed), /dop_v1_/)

  assert.equal((await run(['token', 'revoke', id])).code, 0)
  assert.equal((await ask(made.out)).status, 401)
  const again = await run(['token', 'revoke', id])
  assert.equal(again.code, 1)
  assert.match(again.err, /was revoked before/)
  await requireLocalRecords(id)
})

async function requireLocalRecords(id: string): Promise<void> {
  const { out: trail } = await run(['audit', 'tail'])
  const records = trail.trim().split('\n')
  for (const operation of ['cli token create', 'cli token revoke']) {
    const record = records.map((line) => JSON.parse(line)).find((it) => it.operation === operation)
    assert.equal(record.resource, `token:${id}`)
    assert.equal(record.address, 'local')
    assert.equal(record.token, null)
  }
  assert.doesNotMatch(trail, /dop_v1_/)
}

test('what a token cannot be is told, and none is made', async () => {
  const before = query('rockpool.db', 'select id from tokens')
  const [scope, time] = await Promise.all([
    run(['token', 'create', '--name', 'x', '--scopes', 'droplet:reed']),
    run(['token', 'create', '--name', 'x', '--expires', '2w']),
  ])
  assert.deepEqual([scope.code, scope.out, time.code, time.out], [2, '', 2, ''])
  assert.match(scope.err, /there is no scope "droplet:reed"; droplet has .*droplet:read/)
  assert.match(time?.err ?? '', /--expires is "2w": it wants never, or minutes, hours or days/)
  assert.deepEqual(query('rockpool.db', 'select id from tokens'), before)
})

test('accounts are apart, and a token names its own where there are several', async () => {
  const shop = JSON.parse((await run(['account', 'create', 'shop'])).out)
  const again = await run(['account', 'create', 'shop'])
  assert.equal(again.code, 1)
  assert.match(again.err, /there is an account shop already/)
  const which = await run(['token', 'create', '--name', 'web'])
  assert.equal(which.code, 2)
  assert.match(which.err, /choose one with --account: default, shop/)
  const { out } = await run([
    ...['token', 'create', '--name', 'web', '--account', 'shop', '--expires', 'never'],
  ])
  const { account } = (await (await ask(out)).json()) as { account: { uuid: string } }
  assert.equal(account.uuid, shop.id)
})

test('on a terminal there is a table, in colour unless NO_COLOR says otherwise', async () => {
  const [coloured, plain] = await Promise.all([
    run(['account', 'list'], { terminal: true }),
    run(['account', 'list'], { terminal: true, settings: { NO_COLOR: '1' } }),
  ])
  const table = /^id +name +email +created at\n[0-9a-f-]{36} {2}default /
  assert.match(plain.out.replaceAll('\r', ''), table)
  const [heading = ''] = coloured.out.split('\r\n')
  assert.ok(heading.startsWith('\u001b[1mid ') && heading.endsWith('\u001b[22m'), JSON.stringify(heading))
})

test('audit tail --follow shows what happens, when it happens', async () => {
  const { child, ended } = start(['audit', 'tail', '--follow', '-n', '1'], { settings })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  assert.ok(JSON.parse((await lines.next()).value ?? '').time)
  await ask(server.token, '/v2/nowhere')
  for (;;) {
    const { value, done } = await lines.next()
    assert.equal(done, false)
    if (JSON.parse(value ?? '').operation === 'GET /v2/nowhere') break
  }
  child.kill('SIGTERM')
  assert.equal((await ended).signal, 'SIGTERM')
})

test('keys rotate --wait returns when the server has moved everything', async () => {
  await run(['secrets', 'set', 'sealed', 'a=b'])
  const rotated = await run(['keys', 'rotate', '--wait'])
  assert.equal(rotated.code, 0)
  const statuses = JSON.parse((await run(['keys', 'status'])).out)
  assert.deepEqual(
    statuses.map((it: { database: string }) => it.database),
    ['main', 'nyc3', 'sfo3'],
  )
  for (const { current, keys, percent_done } of statuses) {
    assert.deepEqual({ current, percent_done }, { current: 'k2', percent_done: 100 })
    assert.deepEqual(
      keys.map((key: { id: string }) => key.id),
      ['k2'],
    )
  }
  assert.equal((await run(['secrets', 'get', 'sealed', '--key', 'a'])).out, 'b')
})

test('without a server, keys rotate does the moving itself', async () => {
  await server.stop()
  const { code, err } = await run(['keys', 'rotate'])
  assert.equal(code, 0)
  assert.match(err, /nothing is left under an older key\n$/)
  const keys = 'select id from ring_keys'
  assert.deepEqual(
    [...query('rockpool.db', keys), ...query('regions/nyc3.db', keys)],
    [{ id: 'k3' }, { id: 'k3' }],
  )
  assert.deepEqual(query('regions/nyc3.db', 'select ring_key from secret_versions'), [{ ring_key: 'k3' }])
})

test('another master key is refused in one line', async () => {
  const other = join(folder, 'other.key')
  writeFileSync(other, Buffer.alloc(32, 7), { mode: 0o600 })
  const { code, err } = await run(['keys', 'status'], { settings: { ROCKPOOL_MASTER_KEY_FILE: other } })
  assert.equal(code, 1)
  assert.match(err, /^rockpool: the master key does not open the ring of database main.*_KEY_FILE.*\n$/)
})

test('audit verify finds a record that was changed, and says where', async () => {
  const key = join(folder, 'audit.pem')
  const { out: pem } = await run(['audit', 'public-key'])
  assert.match(pem, /^-----BEGIN PUBLIC KEY-----/)
  writeFileSync(key, pem)
  const good = await run(['audit', 'verify', '--public-key', key])
  assert.equal(good.code, 0)
  for (const { problems, records } of JSON.parse(good.out)) {
    assert.deepEqual(problems, [])
    assert.ok(records > 0)
  }
  const change = `update audit_records set record = replace(record, 'allowed', 'refused') where number = 1`
  query('regions/nyc3.db', change)
  const bad = await run(['audit', 'verify', '--output', 'table'])
  assert.equal(bad.code, 1)
  assert.match(bad.out, /^database +records +checkpoints +problems\n/)
  assert.match(bad.out, /problem nyc3 w1\/1: its text was changed\n/)
})

test('the files that commands make are for their owner alone', () => {
  for (const file of ['rockpool.db', 'regions/nyc3.db', 'master.key', 'token'])
    assert.equal(statSync(join(server.data, file)).mode & 0o077, 0, file)
})
