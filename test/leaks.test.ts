// Plants values that occur nowhere else, takes a tour of a real server that puts them where they belong and where they do
// not, and looks for them, in every spelling, in everything that the server leaves behind.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { type Installation, openInstallation } from '../src/installation.ts'
import { open } from '../src/vault/seal.ts'
import { type Ran, rockpool } from './cli_process.ts'
import { makePlantedKey } from './cloud/planted_key.ts'
import { type ServerProcess, startServer } from './server_process.ts'

const SECRETS = '/v2/security/secrets'
const OTHER_TOKEN = `dop_v1_${randomBytes(32).toString('hex')}`
const unique = (what: string) => `Planted${what}${randomBytes(12).toString('hex')}`

const values = {
  first: unique('First'),
  second: unique('Second'),
  deleted: unique('Deleted'),
  refused: unique('Refused'),
  broken: unique('Broken'),
}
const names = { secret: unique('Name').slice(0, 60), key: unique('Key') }
const database_password = unique('Password')
const master = randomBytes(32)
const planted = await makePlantedKey()

const folder = mkdtempSync(join(tmpdir(), 'rockpool-leaks-'))
const master_key_file = join(folder, 'elsewhere.key')
const data = join(folder, 'data')
const settings: Record<string, string> = {
  ROCKPOOL_LOG_LEVEL: 'trace',
  ROCKPOOL_MASTER_KEY_FILE: master_key_file,
  ROCKPOOL_REGION_DEADLINE_MS: '300',
  ROCKPOOL_REGIONS: `nyc3,sfo3,ams3=postgres://rockpool:${database_password}@127.0.0.1:1/none`,
}

let server: ServerProcess
/** The same databases, opened beside the server, to learn what it keeps secret and to break a row. */
let beside: Installation
/** What may be found nowhere, by name. */
const needles = new Map<string, Buffer>()
/** Everything that a client has been told in an error. */
const errors: string[] = []

before(async () => {
  writeFileSync(master_key_file, master, { mode: 0o600 })
  server = await startServer({ data, settings })
  const regions = [{ slug: 'nyc3' }, { slug: 'sfo3' }]
  beside = await openInstallation({
    data,
    schema: 'unused',
    database_url: undefined,
    regions,
    master_key_file,
  })
  for (const [name, value] of Object.entries(values)) needles.set(`value ${name}`, Buffer.from(value))
  needles.set('the master key', master)
  needles.set('the database password', Buffer.from(database_password))
  needles.set('the token', Buffer.from(server.token.slice('dop_v1_'.length)))
  needles.set('a token that is none', Buffer.from(OTHER_TOKEN.slice('dop_v1_'.length)))
  for (const [name, bytes] of planted.needles) needles.set(name, bytes)
  await plantKeys()
  await tour()
})

after(async () => {
  await beside?.close()
  await server?.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The ring's keys, and what the server keeps secret for itself: the signing key, the CA. */
async function plantKeys(): Promise<void> {
  for (const { database, ring } of await beside.openStores())
    for (const [id, key] of ring.keys) needles.set(`ring key ${id} of ${database.name}`, key)
  const { database, ring } = beside.main
  const { rows } = await sql<{ name: string; ring_key: string; data_key: string; sealed: string }>`
    select * from system_secrets`.execute(database.read)
  assert.ok(rows.length >= 3)
  for (const row of rows) {
    const text = open(ring, `system_secrets/${row.name}`, row)
    const pem = /-----BEGIN PRIVATE KEY-----\s*(.+?)\s*-----END/s.exec(text.replaceAll('\\n', '\n'))?.[1]
    assert.ok(pem, row.name)
    needles.set(`private key of ${row.name}`, Buffer.from(pem.replaceAll(/\s/g, '').slice(20), 'base64'))
  }
}

/** Everything in which a needle could hide from a search for its bytes alone. */
function spellingsOf(bytes: Buffer): Buffer[] {
  const hex = bytes.toString('hex')
  const texts = [hex, hex.toUpperCase(), ...base64Cores(bytes)]
  return [
    bytes,
    ...texts.map((text) => Buffer.from(text, 'latin1')),
    Buffer.from(JSON.stringify(bytes).slice(24, 90)),
  ]
}

/** Base64 depends on where in a longer text the bytes begin, so without the characters that the neighbours share. */
function base64Cores(bytes: Buffer): string[] {
  const standard = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '')
    return text.slice(shift === 0 ? 0 : shift + 1, -2)
  })
  return standard.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
}

function found(haystack: Buffer): string[] {
  return [...needles].flatMap(([name, bytes]) =>
    spellingsOf(bytes).some((spelling) => haystack.includes(spelling)) ? [name] : [],
  )
}

const assertClean = (haystack: Buffer | string, where: string) =>
  assert.deepEqual(found(Buffer.from(haystack as string)), [], where)

interface Told {
  status: number
  text: string
}

async function call(request: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
  const [method = '', path = ''] = request.split(' ')
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status >= 400) errors.push(text)
  return { status: answer.status, text }
}

const secret = (value: unknown, rest: object = {}) => ({
  name: names.secret,
  region: 'nyc3',
  values: { [names.key]: value },
  ...rest,
})

async function tour(): Promise<void> {
  const statuses = [
    await call(`POST ${SECRETS}`, secret(values.first)),
    await call(`PUT ${SECRETS}/${names.secret}`, secret(values.second, { version: 1 })),
    await call(`POST ${SECRETS}`, secret(values.deleted, { name: 'deleted' })),
    await call(`DELETE ${SECRETS}/deleted?region=nyc3`),
    await call(`GET ${SECRETS}/${names.secret}?region=nyc3`),
    await call(`GET ${SECRETS}/${names.secret}?region=nyc3&version=1`),
    await call(`GET ${SECRETS}/${names.secret}/versions?region=nyc3`),
    await call(`GET ${SECRETS}`),
    await call('GET /v2/account'),
    await overTls('/v2/account'),
  ]
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [200, 200, 200, 204, 200, 200, 200, 200, 200, 200],
  )
  assert.ok(statuses[4]?.text.includes(values.second), 'they are there to be found')
  for (const text of await planted.upload(call)) assertClean(text, 'a certificate')
  await wrongBodies()
  await wrongPlaces()
  await wrongTokens()
  await brokenRow()
}

/** Requests that fail with the value where a value belongs. */
async function wrongBodies(): Promise<void> {
  const value = values.refused
  const bodies: unknown[] = [
    secret({ nested: value }),
    secret([value]),
    secret(value, { region: 'mars1' }),
    secret(value, { region: 'ams3' }),
    secret(value, { region: 7 }),
    secret(value, { name: undefined }),
    secret(value, { name: '../etc' }),
    secret(value),
    secret(value.repeat(3000)),
    secret('x', { values: value }),
    secret('x', { values: [value] }),
    secret('x', { values: { 'bad\u0000key': value } }),
    secret('x', { values: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, value])) }),
    secret('x', { values: { ['k'.repeat(300)]: value } }),
    `{"name":"x","region":"nyc3","values":{"k":"${value}"`,
    `{"name":"x","region":"nyc3","values":{"k":${value}}}`,
    `{"name":"x","region":"nyc3","values":{"k":"${value}\n"}}`,
    `{"name":"x","region":"nyc3","values":{"__proto__":"${value}"}}`,
    `${value}`,
    JSON.stringify(value),
    secret(value.repeat(40_000)),
  ]
  for (const [n, body] of bodies.entries()) {
    const { status } = await call(`POST ${SECRETS}`, body)
    assert.ok(status >= 400, `body ${n} was answered with ${status}`)
  }
  for (const rest of [{ version: 1 }, { version: 99 }, { version: 'one' }, {}])
    assert.ok((await call(`PUT ${SECRETS}/${names.secret}`, secret(value, rest))).status >= 400)
  assert.equal((await call(`PUT ${SECRETS}/deleted`, secret(value, { version: 1 }))).status, 409)
  assert.equal((await call(`PUT ${SECRETS}/nothing`, secret(value, { version: 1 }))).status, 404)
  assert.equal((await call(`POST ${SECRETS}`, value, { 'content-type': 'text/plain' })).status, 415)
}

/** Requests that are not what the server knows, with a value in their body, and a region that is down. */
async function wrongPlaces(): Promise<void> {
  for (const [request, status] of [
    ['POST /v2/apps', 501],
    ['POST /v2/nothing', 404],
    ['PATCH /v2/account', 405],
  ] as const)
    assert.equal((await call(request, secret(values.refused))).status, status)
  assert.equal((await call(`GET ${SECRETS}/x?region=ams3`)).status, 503)
  assert.equal((await call(`GET ${SECRETS}/x`)).status, 503)
  for (const path of ['/healthz', '/readyz', '/openapi.json']) await call(`GET ${path}`)
}

async function wrongTokens(): Promise<void> {
  const basic = Buffer.from(`user:${server.token}`).toString('base64')
  for (const authorization of [
    `Bearer ${OTHER_TOKEN}`,
    `Bearer ${server.token}x`,
    `Token ${server.token}`,
    `Basic ${basic}`,
    server.token,
  ])
    assert.equal(
      (await call('GET /v2/account', undefined, { authorization })).status,
      401,
      authorization.slice(0, 6),
    )
  const { status } = await call(`GET /v2/account?access_token=${server.token}`, undefined, {
    authorization: '',
  })
  assert.equal(status, 401)
  await call(`GET /v2/nothing?access_token=${server.token}`)
  await call(`POST ${SECRETS}`, { name: 'x', region: 'nyc3', values: {}, token: server.token })
  // What is no HTTP at all is answered before any route has seen it.
  for (const text of [
    `GET /v2/account HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.token}\r\nbad header\r\n\r\n`,
    `GET /v2/account HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.token}${'x'.repeat(20_000)}\r\n\r\n`,
    `Bearer ${server.token}\r\n\r\n`,
  ])
    errors.push(await raw(text))
}

/** A row that does not open is a 500, and the cause goes to the log. */
async function brokenRow(): Promise<void> {
  assert.equal((await call(`POST ${SECRETS}`, secret(values.broken, { name: 'broken' }))).status, 200)
  const store = await beside.regions.get('nyc3')?.open()
  await store?.database.transact((tx) =>
    sql`update secret_versions set sealed = replace(sealed, '.', '.A') where name = 'broken'`.execute(tx),
  )
  assert.equal((await call(`GET ${SECRETS}/broken?region=nyc3`)).status, 500)
}

async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const told: string[] = []
  socket.on('data', (chunk) => told.push(String(chunk)))
  socket.write(text)
  await once(socket, 'close')
  return told.join('')
}

async function overTls(path: string): Promise<Told> {
  const headers = { authorization: `Bearer ${server.token}` }
  const request = httpsRequest(`${server.tls_url}${path}`, { ca: readFileSync(server.ca_file), headers })
  request.end()
  const [response] = await once(request, 'response')
  const told: Buffer[] = []
  for await (const chunk of response) told.push(chunk)
  return { status: response.statusCode, text: String(Buffer.concat(told)) }
}

/** Every file of the data folder but the two that exist to hold a secret. */
function dataFiles(): string[] {
  return readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== 'token' && statSync(join(data, path)).isFile())
    .sort()
}

test('the search finds what is there', () => {
  assert.deepEqual(found(readFileSync(join(data, 'token'))), ['the token'])
  assert.deepEqual(found(readFileSync(master_key_file)), ['the master key'])
  const [exponent, prime] = planted.needles.map(([name]) => name)
  assert.deepEqual(found(Buffer.from(planted.pem)), [exponent, prime])
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const spelled = Buffer.from(`ab${values.first}cd`).toString(encoding)
    assert.deepEqual(found(Buffer.from(spelled)), ['value first'], encoding)
  }
  const files = dataFiles().filter((path) => readFileSync(join(data, path)).includes(names.secret))
  assert.ok(
    files.some((path) => path.startsWith('regions/nyc3.db')),
    'names are not sealed',
  )
})

test('errors quote no value and no token', () => {
  assert.ok(errors.length > 40)
  for (const text of errors) assertClean(text, text.slice(0, 300))
})

test('the log holds none of it, at its most talkative', async () => {
  const deadline = Date.now() + 5000
  while (!server.log.some((line) => line.includes('does not open') || line.includes('malformed'))) {
    assert.ok(Date.now() < deadline, 'the broken row was not logged')
    await pause(20)
  }
  assert.ok(server.log.length > 3)
  for (const line of server.log) assertClean(line, line.slice(0, 500))
  assertClean(server.printed(), 'standard output')
})

test('the metrics, the document and the probes hold none of it', async () => {
  for (const path of ['/metrics', '/openapi.json', '/healthz', '/readyz']) {
    const { text } = await call(`GET ${path}`)
    assert.ok(text.length > 10)
    assertClean(text, path)
    assert.ok(!text.includes(names.secret) && !text.includes(names.key), `${path} names no secret`)
  }
})

test('the process list shows none of it', () => {
  const of_process = (file: string) => readFileSync(`/proc/${server.child.pid}/${file}`)
  assertClean(of_process('cmdline'), 'the command line')
  // The password of the database is in the environment because its owner put it there; nothing else is.
  assert.deepEqual(found(of_process('environ')), ['the database password'])
})

test('the files hold none of it: database, log and index, while the server runs', () => {
  const files = dataFiles()
  for (const file of [
    'rockpool.db',
    'rockpool.db-wal',
    'rockpool.db-shm',
    'regions/nyc3.db',
    'regions/nyc3.db-wal',
  ])
    assert.ok(files.includes(file), file)
  for (const file of files) assertClean(readFileSync(join(data, file)), file)
})

test('a backup holds none of it', async () => {
  const file = join(folder, 'backup')
  const command_settings = { ...settings, ROCKPOOL_DATA: data, ROCKPOOL_REGIONS: 'nyc3,sfo3' }
  const ran = await rockpool(['backup', file], { settings: command_settings })
  assert.equal(ran.code, 0, ran.err)
  const content = gunzipSync(readFileSync(file))
  assert.ok(content.includes(names.secret))
  assertClean(content, 'the backup')
  assertClean(readFileSync(file), 'the backup as it is')
})

test('the commands show none of it unasked', async () => {
  const command_settings = { ...settings, ROCKPOOL_DATA: data, ROCKPOOL_REGIONS: 'nyc3,sfo3' }
  const clean: string[][] = [
    ['token', 'list'],
    ['audit', 'tail', '--lines', '1000'],
    ['audit', 'verify'],
    ['keys', 'status'],
    ['secrets', 'list'],
    ['token', 'revoke', server.token],
  ]
  const client_settings = { ...command_settings, ROCKPOOL_URL: server.url }
  const runs: Ran[] = await Promise.all(clean.map((args) => rockpool(args, { settings: client_settings })))
  for (const [n, { out, err }] of runs.entries()) assertClean(`${out}${err}`, String(clean[n]?.slice(0, 2)))
  assert.ok(runs[1]?.out.includes(names.secret), 'the trail names what was read')
})

test('after it has stopped, and after it was killed, the files still hold none of it', async () => {
  await server.stop()
  await beside.close()
  for (const file of dataFiles()) assertClean(readFileSync(join(data, file)), `${file}, stopped`)
  server = await startServer({ data, settings })
  await call(`PUT ${SECRETS}/${names.secret}`, secret(values.first, { version: 2 }))
  await server.stop('SIGKILL')
  assert.ok(dataFiles().includes('regions/nyc3.db-wal'), 'the log of a server that was killed is left')
  for (const file of dataFiles()) assertClean(readFileSync(join(data, file)), `${file}, killed`)
  assertClean(server.log.join('\n'), 'the log of the second start')
})
