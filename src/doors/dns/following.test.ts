// That a zone that is kept and follows its changes is the one that would be read anew, whatever was changed and whenever
// it was looked at.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nameServerOf } from '../../../test/dns/name_server.ts'
import { type RandomQuestion, randomQuestions, randomRecords } from '../../../test/dns/random_zone.ts'
import { type Harness, harness } from '../../../test/harness.ts'
import { LONGEST_JOURNAL } from '../../cloud/zones/zone_journal.ts'
import { type ZoneReading, zoneSource } from '../../cloud/zones/zone_source.ts'

const FRESH_MS = 50
const RUNS = 12

type Change =
  | { do: 'add'; seed: number }
  | { do: 'change' | 'remove'; which: number; seed: number }
  | { do: 'make anew' }
type Step = Change | { do: 'look' }

const seed = fc.integer({ min: 0, max: 1_000_000 })
const which = fc.nat({ max: 40 })
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), seed }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('change', 'remove'), which, seed }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('make anew' as const) }) },
  ),
  { minLength: 20, maxLength: 40, size: 'max' },
) as fc.Arbitrary<Step[]>

const pass = (t: Harness, ms: number) => {
  t.clock.at = new Date(t.clock.at.getTime() + ms)
}

function zoneOf(t: Harness, domain: string) {
  const records = `/v2/domains/${domain}/records` as const
  const make = () => t.call('POST /v2/domains', { name: domain, ip_address: '192.0.2.1' })
  const random = (of: number) => randomRecords(domain, of, 1)[0] ?? assert.fail()
  const idOf = async (nth: number) => {
    const { body } = await t.call(`GET ${records}?per_page=200`)
    const all = body.domain_records.filter(({ type }: { type: string }) => type !== 'SOA')
    return all[nth % all.length]?.id
  }
  return {
    make,
    /** What cannot be, such as something beside an alias, is refused, and then there is no change. */
    async take(step: Change): Promise<void> {
      if (step.do === 'add') await t.call(`POST ${records}`, random(step.seed))
      else if (step.do === 'make anew') {
        await t.call(`DELETE /v2/domains/${domain}`)
        await make()
      } else if (step.do === 'remove') await t.call(`DELETE ${records}/${await idOf(step.which)}`)
      else {
        const { name, ttl } = random(step.seed)
        await t.call(`PATCH ${records}/${await idOf(step.which)}`, { name, ttl })
      }
    },
  }
}

const NAMES = [
  '',
  'a.',
  'b.',
  'c.',
  'www.',
  'b.a.',
  'b.c.',
  'a.www.',
  '*.',
  'x-y.',
  '_tcp.',
  '*.a.',
  'mail.b.',
]

async function answersOf(server: ReturnType<typeof nameServerOf>, questions: RandomQuestion[]) {
  const answers: string[] = []
  for (const { name, type } of questions)
    answers.push((await server.ask(name, type, { transport: 'tcp' })).bytes.toString('latin1'))
  return answers
}

test('after any changes, a zone that is kept answers as one that is read anew', async () => {
  await using t = await harness()
  const { read } = t.deps.main.database
  let runs = 0
  const follow = async (taken: Step[], questions_seed: number) => {
    runs += 1
    const domain = `d${runs}.com`
    const names = NAMES.map((name) => `${name}${domain}`)
    const questions = randomQuestions(names, questions_seed, 60)
    const zone = zoneOf(t, domain)
    await zone.make()
    const often = nameServerOf(t)
    const seldom = nameServerOf(t)
    for (const [n, step] of taken.entries()) {
      if (step.do !== 'look') await zone.take(step)
      else {
        pass(t, FRESH_MS)
        const anew = await answersOf(nameServerOf(t), questions)
        assert.deepEqual(await answersOf(often, questions), anew)
        if (n % 3 === 0) assert.deepEqual(await answersOf(seldom, questions), anew)
      }
    }
    const source = zoneSource(read)
    assert.ok((await source.read({ account: t.account, domain }))?.whole)
  }
  await fc.assert(fc.asyncProperty(steps, seed, follow), { numRuns: RUNS, endOnFailure: true })
})

async function journalled() {
  const t = await harness()
  const source = zoneSource(t.deps.main.database.read)
  const zone = { account: t.account, domain: 'example.com' }
  await t.call('POST /v2/domains', { name: 'example.com' })
  const add = async (n: number, ttl = 1800) => {
    const record = { type: 'A', name: `a${n}`, data: '192.0.2.1', ttl }
    const { body } = await t.call('POST /v2/domains/example.com/records', record)
    return body.domain_record.id as number
  }
  return {
    t,
    add,
    read: async (known?: ZoneReading) => (await source.read(zone, known)) as ZoneReading,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  }
}

test('of a changed zone only what was changed is read, the first change of all included', async () => {
  await using w = await journalled()
  const first = await w.read()
  assert.equal(first.whole, true)
  const [one, two] = [await w.add(1), await w.add(2)]
  await w.t.call(`DELETE /v2/domains/example.com/records/${one}`)
  const second = await w.read(first)
  assert.equal(second.whole, false)
  assert.equal(second.soa.serial, first.soa.serial + 3)
  assert.deepEqual([...second.records.keys()], [one, two])
  assert.deepEqual([second.records.get(one), second.records.get(two)?.name], [undefined, 'a2.example.com'])
  const third = await w.read(second)
  assert.deepEqual([third.whole, third.records.size, third.soa], [false, 0, second.soa])
})

test('a ttl that the others of a set take over is a change of theirs', async () => {
  await using w = await journalled()
  const one = await w.add(1)
  const before = await w.read()
  const two = await w.add(1, 60)
  const { records } = await w.read(before)
  assert.deepEqual([records.get(one)?.ttl, records.get(two)?.ttl], [60, 60])
  await w.t.call(`PATCH /v2/domains/example.com/records/${two}`, { type: 'A', ttl: 90 })
  assert.equal((await w.read(before)).records.get(one)?.ttl, 90)
})

test('the ttl of the SOA record is a change like any other', async () => {
  await using w = await journalled()
  const first = await w.read()
  const { body } = await w.t.call('GET /v2/domains/example.com/records?type=SOA')
  await w.t.call(`PATCH /v2/domains/example.com/records/${body.domain_records[0].id}`, {
    type: 'SOA',
    ttl: 60,
  })
  const second = await w.read(first)
  assert.deepEqual([second.whole, second.records.size, second.soa.ttl], [false, 0, 60])
  await w.add(1)
  assert.equal((await w.read(second)).soa.ttl, 60)
})

test('whoever missed more changes than are noted reads the zone as a whole', async () => {
  await using w = await journalled()
  const first = await w.read()
  await w.add(0)
  const second = await w.read(first)
  for (let n = 1; n <= LONGEST_JOURNAL; n++) await w.add(n)
  const [missed_one_more, missed_as_many] = [await w.read(first), await w.read(second)]
  assert.deepEqual([missed_one_more.whole, missed_as_many.whole], [true, false])
  assert.equal(missed_as_many.records.size, LONGEST_JOURNAL)
})

test('what changes while changes are read is read as well', async () => {
  await using w = await journalled()
  let known = await w.read()
  const seen = new Set<number>()
  const made: number[] = []
  for (let n = 0; n < 30; n++) {
    const [reading, ...ids] = await Promise.all([w.read(known), w.add(2 * n), w.add(2 * n + 1)])
    known = reading
    made.push(...ids)
    for (const id of reading.records.keys()) seen.add(id)
  }
  for (const id of (await w.read(known)).records.keys()) seen.add(id)
  assert.deepEqual(
    [...seen].sort((one, other) => one - other),
    made.sort((one, other) => one - other),
  )
})
