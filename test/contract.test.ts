// A tour of every public operation that is served: what the harness holds against the public document, and that it does.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { publicDocumentFile, readPublicDocument } from './contract.ts'
import { complaintsAbout, type Harness, harness, type Request } from './harness.ts'
import { tour } from './tour/parts.ts'
import { canSucceed, TOUR_WORLD } from './tour/tour.ts'

const file = publicDocumentFile()
const skip =
  !existsSync(file) && `skipped: no answer was held against the public document, which is not at ${file}`

const SECRETS = '/v2/security/secrets'
const values = { user: 'sammy', password: 'shark' }

let t: Harness
before(async () => {
  t = await harness(TOUR_WORLD)
})
after(() => t[Symbol.asyncDispose]())

/** What the document lists for each operation. */
async function documentedStatuses(): Promise<Map<string, number[]>> {
  const document = await readPublicDocument()
  const all = Object.values(document?.paths ?? {}).flatMap((item) => Object.values(item))
  return new Map(all.map(({ operationId, responses }) => [operationId, Object.keys(responses).map(Number)]))
}

test('every served public operation answers as documented, well and badly', { skip }, async () => {
  const documented = await documentedStatuses()
  const served = t.table.routes.map(({ op }) => op).filter((op) => documented.has(op))
  const fill = await tour.prepare(t)
  assert.deepEqual(
    Object.keys(tour.stops).sort(),
    served.sort(),
    'a served public operation is not on the tour',
  )
  for (const [op, stop] of Object.entries(tour.stops)) {
    const { ok, invalid, gone, also = [], never = {} } = stop
    const met = new Set<number>()
    for (const step of [ok, invalid, gone, ...also]) if (step) met.add((await t.call(...fill(step))).status)
    met.add((await t.call(fill(ok)[0], undefined, { token: undefined })).status)
    const listed = documented.get(op)?.filter((status) => status < 429) ?? []
    assert.deepEqual(
      listed.filter((status) => met.has(status) === status in never),
      [],
      `${op}: documented, but not met on the tour; or met, though the tour says never`,
    )
    assert.equal([...met].filter((status) => status < 300).length, canSucceed(stop) ? 1 : 0, op)
  }
})

test('the tour under a spent rate limit', { skip }, async () => {
  await using spent = await harness({ rate_limit: { hour: 1, minute: 1 } })
  await spent.call('GET /v2/account')
  for (const { ok } of Object.values(tour.stops)) {
    const request = ok[0].replaceAll(/\{\w+\}/g, '1') as Request
    assert.equal((await spent.call(request, ok[1])).status, 429)
  }
})

test('the harness refuses a broken answer of any call', { skip }, async () => {
  const store = await t.deps.regions.get('nyc3')?.open()
  assert.ok(store)
  await t.call(`POST ${SECRETS}`, { name: 'broken', region: 'nyc3', values })
  const setTime = (time: string) =>
    store.database.transact((tx) => sql`update secrets set created_at = ${time}`.execute(tx))
  await setTime('yesterday')
  for (const path of [SECRETS, `${SECRETS}/broken`])
    await assert.rejects(
      t.call(`GET ${path}` as Request),
      /breaks the contract:\n.*created_at must match format/,
    )
  await setTime('2026-01-01T00:00:00Z')
  assert.equal((await t.call(`GET ${SECRETS}/broken`)).status, 200)
})

test('the harness looks at what came, not at what was meant', { skip }, async () => {
  const answer = await t.call('GET /v2/account')
  assert.deepEqual(complaintsAbout('GET', '/v2/account', answer), [])
  const { 'x-request-id': _, ...headers } = answer.headers
  const [first] = complaintsAbout('GET', '/v2/account', { ...answer, headers })
  assert.match(first ?? '', /x-request-id is missing/)
  const [missing] = complaintsAbout('GET', '/v2/account', { ...answer, body: {} })
  assert.match(missing ?? '', /"account_get account"/)
})
