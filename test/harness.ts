import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { type App, type AppOptions, buildApp } from '../src/app.ts'
import { createAccount } from '../src/areas/account/account.ts'
import { findAccountByName } from '../src/areas/account/store.ts'
import { createToken } from '../src/cloud/tokens/token.ts'
import { type AcmeSettings, buildIssuance, type IssuanceOptions } from '../src/composition/issuance.ts'
import { openNames } from '../src/composition/name_server.ts'
import { type Installation, openInstallation } from '../src/installation.ts'
import { type AsideThread, openThread } from '../src/issuers/aside/thread.ts'
import { perform } from '../src/issuers/aside/work.ts'
import type { Issuance, IssuingLimits } from '../src/issuers/issuance.ts'
import type { Limits, Speed } from '../src/kernel/ctx.ts'
import type { RateLimit } from '../src/kernel/rate_limit.ts'
import { loadContract } from './contract.ts'
import { fillFolder } from './made/data_folder.ts'
import { dropSchemas, testDatabaseUrl } from './test_database.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS'
export type Request = `${Method} /${string}`

export interface World {
  regions?: Array<{ slug: string; url?: string }>
  limits?: Partial<Limits>
  speed?: Speed
  rate_limit?: RateLimit
  failed_auth_limit?: number
  public_url?: string
  acme?: Partial<AcmeSettings>
  /** Certificates are worked for on a thread of their own, as in a server. */
  issuing_thread?: boolean
  /** Where its name server listens; the zones are asked without a socket unless it does. */
  dns_listen?: { host: string; port: number }
  /** With `schema`, the storage of a harness that was stopped: this one is its restart. */
  data?: string
  schema?: string
}

export interface Call {
  token?: string | undefined
  headers?: Record<string, string>
  /** Where the call comes from. */
  address?: string
}

const LIMITS: Limits = {
  secret_recovery_days: 30,
  secret_max_versions: undefined,
  // To open a region is to make its tables, which PostgreSQL with a slow disk does not do in a blink.
  region_deadline_ms: testDatabaseUrl ? 3000 : 300,
  droplet_limit: 25,
  floating_ip_limit: 3,
  volume_limit: 100,
}

const contract = await loadContract()

/**
 * A whole product on a folder of its own (or a PostgreSQL schema of its own), with a clock that the test holds.
 * `await using` disposes it. Every answer is held against the public document, where that is at hand.
 */
export async function harness(world: World = {}) {
  const clock = { at: new Date('2026-01-01T00:00:00Z') }
  const data = world.data ?? mkdtempSync(join(tmpdir(), 'rockpool-'))
  const schema = world.schema ?? `test_${randomBytes(6).toString('hex')}`
  const log: string[] = []
  const now = () => clock.at
  const place = placeOf(world, data, schema)
  if (!world.data && !world.regions && !testDatabaseUrl) await fillFolder(data, place, now)
  const installation = await openInstallation(place, now)
  const unsigned = optionsOf(world, log)
  const { main } = installation
  const names = await openNames(world.dns_listen, { main, now, log: unsigned.log })
  const issuance = issuanceOf(installation, world, { now, lookUpTxt: names.lookUpTxt })
  // A test may put others in their place.
  const issuers = [...issuance.issuers]
  const options = { ...unsigned, issuance: { ...issuance, issuers }, now }
  const product = await buildApp(installation, options)
  const { accountNamed, tokenFor } = holdersOf(installation, clock)
  const known = await findAccountByName(installation.main.database.read, 'acme')
  const account = known?.id ?? (await accountNamed('acme'))
  const { token } = await tokenFor(account)
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await names.server?.drain(0)
    await product.close()
    await installation.close()
  }
  return {
    ...product,
    installation,
    issuers,
    own_issuers: issuance.issuers,
    clock,
    data,
    schema,
    log,
    account,
    token,
    accountNamed,
    tokenFor,
    /** `call('GET /v2/…', body)` with the full-access token of the first account, unless told otherwise. */
    call: (request: Request, body?: object | string, call: Call = {}) =>
      send(product.app, request, body, { ...call, token: 'token' in call ? call.token : token }),
    /** Moves the clock on until every action has ended. */
    finishActions: () => finishActions(product, clock),
    /** Closes the product but keeps its data; a harness over the same `data` and `schema` is a restart. */
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      rmSync(data, { recursive: true, force: true })
      await dropSchemas(schema)
    },
  }
}

export type Harness = Awaited<ReturnType<typeof harness>>

/** What is wrong with an answer; nothing where the public document is not at hand. */
export function complaintsAbout(method: string, path: string, answer: Answer): string[] {
  return contract?.check({ method, path, ...answer }) ?? []
}

export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  body: any
  text: string
}

async function send(
  app: App['app'],
  request: Request,
  body: object | string | undefined,
  call: Call,
): Promise<Answer> {
  const [method, url = ''] = request.split(' ') as [Method, string]
  const headers = {
    ...(call.token && { authorization: `Bearer ${call.token}` }),
    ...(typeof body === 'string' && { 'content-type': 'application/json' }),
    ...call.headers,
  }
  const answer = await app.inject({
    method,
    url,
    headers,
    ...(body !== undefined && { payload: body }),
    ...(call.address && { remoteAddress: call.address }),
  })
  const json = /json/.test(String(answer.headers['content-type'])) && answer.body !== ''
  const parsed = json ? answer.json() : undefined
  const result = { status: answer.statusCode, headers: answer.headers, body: parsed, text: answer.body }
  const complaints = complaintsAbout(method, url, result)
  if (complaints.length > 0) throw new Error(`${request} breaks the contract:\n${complaints.join('\n')}`)
  return result
}

const placeOf = (world: World, data: string, schema: string) => ({
  data,
  schema,
  database_url: testDatabaseUrl,
  regions: world.regions ?? [{ slug: 'nyc3' }, { slug: 'sfo3' }],
  master_key_file: undefined,
})

const LIMITS_OF_AUTHORITIES: IssuingLimits = {
  orders: { most: 300, seconds: 10_800 },
  duplicates: { most: 5, seconds: 604_800 },
  failures: { most: 5, seconds: 3600 },
}

// To begin one takes longer than what most tests have issued, and what is done there is the same.
const NO_THREAD: AsideThread = { aside: perform, close: async () => {} }

/** Signed by the server's own authority, unless the world has others. */
function issuanceOf(
  { main }: Installation,
  world: World,
  { now, lookUpTxt }: Pick<IssuanceOptions, 'now' | 'lookUpTxt'>,
): Issuance {
  const limits = LIMITS_OF_AUTHORITIES
  const acme = { directories: [], contact: [], key: 'ec256', limits, ...world.acme } as const
  const thread = world.issuing_thread ? openThread() : NO_THREAD
  return buildIssuance({ main }, { acme, version: 'test', now, lookUpTxt, thread })
}

const optionsOf = (world: World, log: string[]): Omit<AppOptions, 'issuance'> => ({
  limits: { ...LIMITS, ...world.limits },
  speed: world.speed ?? { factor: 1, longest_seconds: Number.POSITIVE_INFINITY },
  rate_limit: world.rate_limit,
  failed_auth_limit: world.failed_auth_limit ?? 1000,
  public_url: world.public_url,
  log: pino({ level: 'info' }, capture(log)),
})

// Longer than any step of any action takes, and than a failed one waits to be tried again.
const LONG_MS = 3_600_000

async function finishActions({ engine }: App, clock: { at: Date }): Promise<void> {
  clock.at = new Date(clock.at.getTime() + LONG_MS)
  while ((await engine.runDue()) > 0) clock.at = new Date(clock.at.getTime() + LONG_MS)
}

function holdersOf({ main }: Installation, clock: { at: Date }) {
  return {
    tokenFor: (account: string, scopes: string[] = ['api:write'], expires_at?: Date) =>
      main.database.transact((tx) => {
        return createToken(tx, { account, name: 'test', scopes, expires_at }, clock.at)
      }),
    async accountNamed(name: string): Promise<string> {
      const row = await main.database.transact((tx) => createAccount(tx, name, clock.at))
      if (!row) throw new Error(`there is an account ${name} already`)
      return row.id
    },
  }
}

function capture(log: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk))
      done()
    },
  })
}
