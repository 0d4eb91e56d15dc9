// `rockpool certificates`: listed through the API, and taken out of the installation with their private keys.
import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type RunOptions, rockpool } from './cli_process.ts'
import { type Made, makeAuthority, makeCertificate, uploadOf } from './cloud/made_certificate.ts'
import { startServer } from './server_process.ts'

const DAY_MS = 86_400_000
const ISSUED_WITHIN_MS = 30_000
const folder = mkdtempSync(join(tmpdir(), 'rockpool-certificates-'))
const server = await startServer({ data: join(folder, 'data'), settings: { ROCKPOOL_RATE_LIMIT: 'off' } })
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

let leaf: Made
let authority: Made
const ids: Record<string, string> = {}
before(async () => {
  const day = (count: number) => new Date(Date.now() + count * DAY_MS).toISOString()
  authority = await makeAuthority({ from: day(-2) })
  leaf = await makeCertificate({ issuer: authority, names: ['own.example'], from: day(-1), until: day(90) })
  await ask('POST', '/domains', { name: 'example.com' })
  await create({ name: 'own', type: 'custom', ...uploadOf(leaf, authority) })
  await create({ name: 'issued', type: 'lets_encrypt', dns_names: ['*.example.com'] })
  await untilVerified(ids.issued ?? '')
})

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${server.url}/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.ok(answer.ok, await answer.clone().text())
  return (await answer.json()) as { certificate: { id: string; state: string } }
}

async function create(wanted: { name: string; [field: string]: unknown }): Promise<void> {
  ids[wanted.name] = (await ask('POST', '/certificates', wanted)).certificate.id
}

async function untilVerified(id: string): Promise<void> {
  const deadline = Date.now() + ISSUED_WITHIN_MS
  while ((await ask('GET', `/certificates/${id}`)).certificate.state !== 'verified') {
    assert.ok(Date.now() < deadline, 'the certificate was not issued in time')
    await pause(50)
  }
}

const settings = { ROCKPOOL_DATA: server.data, ROCKPOOL_URL: server.url }
const run = (args: string[], options: RunOptions = {}) =>
  rockpool(['certificates', ...args], { ...options, settings: { ...settings, ...options.settings } })
const place = (name: string) => join(folder, name)
const exported = (name: string, file: string, ...more: string[]) =>
  run(['export', name, '--chain', place(`${file}.pem`), '--key', place(`${file}.key`), ...more])

function query(sql: string, ...values: string[]): Array<Record<string, unknown>> {
  const database = new DatabaseSync(join(server.data, 'rockpool.db'))
  try {
    return database.prepare(sql).all(...values)
  } finally {
    database.close()
  }
}

const records = () =>
  query('select record from audit_records')
    .map(({ record }) => JSON.parse(String(record)))
    .filter(({ operation }) => operation === 'cli certificates export')

test('certificates are listed with what they are good for, until when, and when they are renewed', async () => {
  const listed = JSON.parse((await run(['list'])).out)
  assert.deepEqual(
    listed.map(({ name, type, state, dns_names }: Record<string, unknown>) => [name, type, state, dns_names]),
    [
      ['own', 'custom', 'verified', ['own.example']],
      ['issued', 'lets_encrypt', 'verified', ['*.example.com', 'example.com']],
    ],
  )
  const [own, issued] = listed
  assert.equal(own.renew_at, undefined)
  assert.ok(Date.parse(issued.renew_at) > Date.now())
  assert.ok(Date.parse(issued.renew_at) < Date.parse(issued.not_after))
  const { out } = await run(['list', '--output', 'table'])
  const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`
  const rows = [
    'name +type +state +names +ends +renewed next',
    `own +custom +verified +own\\.example +${time} +-`,
    `issued +lets_encrypt +verified +\\*\\.example\\.com example\\.com +${time} +${time}`,
  ]
  assert.match(out, new RegExp(`^${rows.join('\n')}\n$`))
})

test('one is listed by its name, and none is told', async () => {
  const [only, ...others] = JSON.parse((await run(['list', '--name', 'issued'])).out)
  assert.deepEqual([only.id, others], [ids.issued, []])
  assert.equal((await run(['list', '--name', 'none', '--output', 'table'])).out, 'nothing to show\n')
})

test('what was uploaded comes out as it went in, for its owner alone, and is recorded', async () => {
  const { code, out, err } = await exported('own', 'own')
  assert.deepEqual([code, out], [0, ''])
  assert.match(err, /^own ends at \d{4}-/)
  assert.equal(readFileSync(place('own.pem'), 'utf8'), leaf.pem + authority.pem)
  assert.equal(readFileSync(place('own.key'), 'utf8'), leaf.key)
  for (const file of ['own.pem', 'own.key']) assert.equal(statSync(place(file)).mode & 0o777, 0o600)
  const { resource, account, address, token, detail } = records().at(-1)
  assert.deepEqual(
    [resource, address, token, detail],
    [`do:certificate:${ids.own}`, 'local', null, 'chain, private key'],
  )
  assert.match(account, /^[0-9a-f-]{36}$/)
  for (const text of [err, JSON.stringify(records()), ...server.log]) assert.doesNotMatch(text, /BEGIN/)
})

test('what was issued here comes out with a key that fits, and a chain that leads to the local authority', async () => {
  assert.equal((await exported('issued', 'issued')).code, 0)
  const chain = new X509Certificate(readFileSync(place('issued.pem')))
  assert.ok(chain.checkPrivateKey(createPrivateKey(readFileSync(place('issued.key')))))
  assert.ok(chain.verify(new X509Certificate(readFileSync(server.ca_file)).publicKey))
})

test('the chain is printed where that is asked for, and the key never is', async () => {
  const printed = await run(['export', 'own', '--chain', '-'])
  assert.deepEqual([printed.code, printed.out], [0, leaf.pem + authority.pem])
  assert.equal(records().at(-1).detail, 'chain')
  const refused = await run(['export', 'own', '--chain', '-', '--key', '-'])
  assert.deepEqual([refused.code, refused.out], [2, ''])
  assert.match(refused.err, /^rockpool: --key wants a file: a private key is never printed/)
})

test('nothing is written over without --force, and then only a plain file is', async () => {
  writeFileSync(place('kept.key'), 'kept', { mode: 0o644 })
  const before = records().length
  const refused = await exported('own', 'kept')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /^rockpool: \S+kept\.key is there already; add --force to replace it\n$/)
  assert.equal(readFileSync(place('kept.key'), 'utf8'), 'kept')
  assert.equal(existsSync(place('kept.pem')), false)
  assert.equal(records().length, before)
  assert.equal((await exported('own', 'kept', '--force')).code, 0)
  assert.equal(readFileSync(place('kept.key'), 'utf8'), leaf.key)
  assert.equal(statSync(place('kept.key')).mode & 0o777, 0o600)
  assert.deepEqual(
    readdirSync(folder)
      .filter((file) => file.startsWith('kept'))
      .sort(),
    ['kept.key', 'kept.pem'],
  )
})

test('a link, a folder and a place that is not there are refused, each in one line', async () => {
  symlinkSync(place('elsewhere'), place('link.key'))
  mkdirSync(place('folder.key'))
  for (const name of ['link', 'folder'])
    assert.match(
      (await exported('own', name, '--force')).err,
      /\.key is there already, and is no plain file; name another\n$/,
    )
  assert.equal(existsSync(place('elsewhere')), false)
  assert.match(
    (await exported('own', 'nowhere/own')).err,
    /^rockpool: \S+own\.pem cannot be written \(ENOENT\)\n$/,
  )
})

test('a command line that asks for nothing, or for one file twice, is wrong', async () => {
  const file = place('one')
  const lines = [[], ['--chain', file, '--key', file], ['--key', '']]
  const ran = await Promise.all(lines.map((line) => run(['export', 'own', ...line])))
  assert.deepEqual(
    ran.map(({ code }) => code),
    [2, 2, 2],
  )
  const [nothing, twice, empty] = ran.map(({ err }) => err)
  assert.match(nothing ?? '', /^rockpool: nothing to export: name a file with --chain/)
  assert.match(twice ?? '', /^rockpool: --chain and --key name the same file/)
  assert.match(empty ?? '', /one is empty\n$/)
  assert.equal(existsSync(file), false)
})

test('what is not there, or belongs to another account, is told', async () => {
  assert.match(
    (await exported('none', 'none')).err,
    /^rockpool: there is no certificate "none" in the account default; .* list shows them\n$/,
  )
  await rockpool(['account', 'create', 'shop'], { settings })
  const which = await exported('own', 'which')
  assert.equal(which.code, 2)
  assert.match(which.err, /choose one with --account: default, shop\n$/)
  assert.match(
    (await exported('own', 'other', '--account', 'shop')).err,
    /no certificate "own" in the account shop/,
  )
  assert.equal((await exported('own', 'mine', '--account', 'default')).code, 0)
})

/** As it would be if its authority had not answered. */
const pretend = (id: string, state: string) =>
  query(
    `update documents set body = json_set(body, '$.state', ?, '$.message', 'no route') where id = ?`,
    state,
    id,
  )

test('why one was not issued is told in the list, and nothing comes out of it', async () => {
  await create({ name: 'failed', type: 'lets_encrypt', dns_names: ['failed.example.com'] })
  const id = ids.failed ?? ''
  await untilVerified(id)
  query('delete from certificate_materials where id = ?', id)
  for (const [state, told] of [
    ['pending', /^rockpool: the certificate "failed" is pending; .* list shows when it is verified\n$/],
    [
      'error',
      /^rockpool: the certificate "failed" was not issued: no route; mend that, delete it, and create it again\n$/,
    ],
  ] as const) {
    pretend(id, state)
    const { code, err } = await exported('failed', state, '--account', 'default')
    assert.equal(code, 1)
    assert.match(err, told)
  }
  const { out } = await run(['list', '--output', 'table'])
  assert.match(out, /^name .* renewed next +problem\nown .* -\n[\s\S]*\nfailed .* error .* no route\n$/)
})

test('without a server they come out as well', async () => {
  await server.stop()
  assert.equal((await exported('own', 'stopped', '--account', 'default')).code, 0)
  assert.equal(readFileSync(place('stopped.key'), 'utf8'), leaf.key)
})
