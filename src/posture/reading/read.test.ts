// Reading an account over a real socket: pages, limits, failures, and nothing but GET.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StubApi, send, stubApi } from '../../../test/posture/stub_api.ts'
import { type Remote, remoteSource } from '../../commands/scan/source.ts'
import { checkInventory, type Inventory } from '../inventory.ts'
import { resourceKinds } from '../resource_types.ts'
import { type ReadOptions, readInventory, Unreadable } from './read.ts'

const droplets = Array.from({ length: 1234 }, (_, at) => ({ ...resourceKinds.droplet.usual, id: at + 1 }))
const domains = Array.from({ length: 40 }, (_, at) => ({ name: `d${at}.example`, ttl: 1800 }))
const account = { '/v2/droplets': droplets, '/v2/domains': domains }

interface Read {
  inventory: Inventory
  /** Seconds that it would have waited. */
  waits: number[]
}

async function readFrom(
  api: StubApi,
  remote: Partial<Remote> = {},
  options: Partial<ReadOptions> = {},
): Promise<Read> {
  const waits: number[] = []
  const source = remoteSource({
    url: api.url,
    token: 'dop_v1_test',
    pause: async (seconds) => void waits.push(seconds),
    ...remote,
  })
  const now = () => new Date('2026-01-31T08:00:00Z')
  return { inventory: await readInventory(source, { now, ...options }), waits }
}

test('every page of every list is read, with what belongs to each, by GET alone and a few at once', async () => {
  await using api = await stubApi(account)
  const { inventory } = await readFrom(api)
  assert.deepEqual(inventory.resources.droplet, droplets)
  assert.equal(inventory.resources.domain?.length, 40)
  assert.deepEqual((inventory.resources.domain as Array<{ records: unknown }>)[39]?.records, [])
  assert.deepEqual(inventory.not_read, {})
  assert.deepEqual(new Set(api.asked.map(({ method }) => method)), new Set(['GET']))
  assert.ok(api.most_at_once() > 1 && api.most_at_once() <= 8, `${api.most_at_once()} at once`)
})

test('parts are asked for where there can be some, and a part that fails leaves its resource unchecked', async () => {
  const cluster = { ...resourceKinds.database.usual, users: [{ name: 'doadmin', password: 'sesame' }] }
  const databases = ['pg', 'valkey', 'mongodb'].map((engine) => ({ ...cluster, id: engine, engine }))
  await using api = await stubApi({ '/v2/databases': databases }, ({ path }, response) => {
    if (path === '/v2/databases/mongodb/users') send(response, 403, { id: 'forbidden' })
    else if (path.endsWith('/autoscale')) send(response, 200, { autoscale: { storage: { enabled: true } } })
    else if (path.endsWith('/config')) send(response, 200, { config: { valkey_ssl: true, timeout: 5 } })
    else return false
    return true
  })
  const { inventory } = await readFrom(api)
  const asked = api.asked.flatMap(({ path }) => /^\/v2\/databases\/(.+)/.exec(path)?.[1] ?? [])
  assert.deepEqual(asked.sort(), [
    ...['mongodb/firewall', 'mongodb/users', 'pg/autoscale', 'pg/backups', 'pg/firewall', 'pg/logsink'],
    ...['pg/pools', 'pg/users', 'valkey/config', 'valkey/firewall', 'valkey/logsink'],
  ])
  const [pg, valkey] = inventory.resources.database as Array<Record<string, unknown>>
  assert.deepEqual([pg?.autoscale, pg?.config], [{ storage: { enabled: true } }, {}])
  assert.deepEqual([valkey?.config, valkey?.backups], [{ valkey_ssl: true }, []])
  const { malformed } = await checkInventory(inventory)
  assert.deepEqual(
    malformed.map(({ urn, reason }) => [urn, reason]),
    [['do:dbaas:mongodb', 'not known of it: users']],
  )
  assert.doesNotMatch(JSON.stringify(inventory), /sesame/)
})

test('a scope that is missing costs its own type, and is named', async () => {
  await using api = await stubApi(account, ({ path }, response) => {
    if (!path.startsWith('/v2/droplets') && !path.endsWith('/records')) return false
    send(response, 403, { id: 'forbidden' })
    return true
  })
  const { inventory } = await readFrom(api)
  assert.equal(inventory.not_read.droplet, 'the token lacks the scope droplet:read')
  assert.equal(inventory.resources.droplet, undefined)
  assert.deepEqual(inventory.resources.firewall, [])
  assert.deepEqual(inventory.resources.domain?.[0], domains[0], 'records that were not read are not none')
  assert.equal(inventory.beyond, undefined)
})

test('what is not served there is told, and is beyond such a source', async () => {
  // The public API has no list of tokens: that is Rockpool's own.
  await using api = await stubApi({}, ({ path }, response) => {
    if (path !== '/v2/security/secrets' && path !== '/v2/account/tokens') return false
    send(response, 404, {})
    return true
  })
  const { inventory } = await readFrom(api)
  assert.deepEqual(inventory.not_read, { secret: 'not served there (404)', token: 'not served there (404)' })
  assert.deepEqual(new Set(inventory.beyond), new Set(['secret', 'token']))
})

test('a limit is waited for as long as it asks, however often', async () => {
  let refused = 0
  await using api = await stubApi(account, ({ path }, response) => {
    if (path !== '/v2/droplets' || refused === 7) return false
    refused += 1
    send(response, 429, {}, refused === 1 ? { 'retry-after': '90' } : { 'retry-after': '3' })
    return true
  })
  const { inventory, waits } = await readFrom(api)
  assert.equal(inventory.resources.droplet?.length, droplets.length)
  assert.equal(waits.length, 7)
  assert.equal(waits[0], 90)
})

test('without Retry-After, the time when the limit ends is waited for', async () => {
  let refused = false
  await using api = await stubApi({}, (_, response) => {
    if (refused) return false
    refused = true
    send(response, 429, {}, { 'ratelimit-reset': String(Math.floor(Date.now() / 1000) + 500) })
    return true
  })
  const [wait = 0] = (await readFrom(api)).waits
  assert.ok(wait > 400 && wait <= 501, String(wait))
})

test('what fails for a moment is tried again; what goes on failing costs its own type', async () => {
  let failures = 0
  await using api = await stubApi(account, ({ path }, response) => {
    const lasting = path === '/v2/volumes'
    const passing = path === '/v2/droplets' && failures < 2
    if (!lasting && !passing) return false
    failures += passing ? 1 : 0
    send(response, 503, {})
    return true
  })
  const { inventory, waits } = await readFrom(api)
  assert.equal(inventory.resources.droplet?.length, droplets.length)
  assert.equal(inventory.not_read.volume, 'the answer was 503, and not what was asked for')
  assert.deepEqual(waits.filter((it) => it === 15).length, 1, 'it was given up after the longest pause')
})

test('a connection that breaks or hangs is tried again, and then nothing can be read', async () => {
  let cut = 0
  await using api = await stubApi({}, ({ path }, response) => {
    if (path !== '/v2/droplets') return false
    cut += 1
    if (cut === 1) response.destroy()
    return cut <= 2
  })
  const { inventory, waits } = await readFrom(api, { timeout_ms: 150 })
  assert.deepEqual(inventory.resources.droplet, [])
  assert.deepEqual(waits, [1, 2])
  await using silent = await stubApi({}, () => true)
  await assert.rejects(readFrom(silent, { timeout_ms: 20 }), (error: Error) => {
    assert.ok(error instanceof Unreadable)
    assert.match(error.message, /does not answer \(ETIMEDOUT\)/)
    return true
  })
})

test('a token that is refused ends the reading', async () => {
  await using api = await stubApi({}, (_, response) => {
    send(response, 401, {})
    return true
  })
  await assert.rejects(readFrom(api), /the token is not accepted \(401\)/)
  assert.equal(api.asked.length, 1)
})

test('a reading that was interrupted goes on where it was', async () => {
  await using api = await stubApi(account, ({ path }, response) => {
    if (path !== '/v2/firewalls') return false
    send(response, 401, {})
    return true
  })
  let kept: Inventory | undefined
  const keep = (_: unknown, so_far: Inventory) => {
    kept = structuredClone(so_far)
  }
  await assert.rejects(readFrom(api, {}, { progress: keep }))
  assert.ok(kept?.resources.droplet && !kept.resources.firewall)
  await using again = await stubApi(account)
  const { inventory } = await readFrom(again, {}, { known: kept as Inventory })
  assert.equal(inventory.resources.droplet?.length, droplets.length)
  assert.deepEqual(inventory.resources.firewall, [])
  assert.equal(
    again.asked.some(({ path }) => path === '/v2/droplets'),
    false,
  )
})

test('answers that make no sense cost their own type', async () => {
  const answers: unknown[] = [null, [], 'text', 7, { droplets: null }, { meta: { total: 'many' } }]
  for (const body of answers) {
    await using api = await stubApi({}, ({ path }, response) => {
      if (path !== '/v2/droplets') return false
      send(response, 200, body)
      return true
    })
    const { inventory } = await readFrom(api)
    assert.notEqual(
      inventory.not_read.droplet ?? inventory.resources.droplet,
      undefined,
      JSON.stringify(body),
    )
    assert.deepEqual(inventory.resources.firewall, [])
  }
})
