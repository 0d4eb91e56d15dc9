// Our answers beside those of BIND, which has loaded the zone file that the API gives: record by record the same.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Answer } from 'dns-packet'
import { type ServerProcess, startServer } from '../server_process.ts'
import { type Asker, openAsker } from './asker.ts'
import type { Told } from './name_server.ts'
import { getProgram, skipWithout } from './programs.ts'
import { type RandomQuestion, randomQuestions, randomRecords } from './random_zone.ts'
import { startReference } from './reference.ts'

const DOMAIN = 'zone.example'
const SEEDS = [1, 2, 11, 20]
const RECORDS = 120
const QUESTIONS = 500

async function call(server: ServerProcess, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.ok([200, 201, 422].includes(answer.status), `${answer.status} for ${JSON.stringify(body)}`)
  return answer.json() as Promise<{ domain: { zone_file: string }; domain_record?: { name: string } }>
}

/** Of the records those that are accepted, which is most. */
async function makeZone(
  server: ServerProcess,
  seed: number,
): Promise<{ zone_file: string; names: string[] }> {
  await call(server, 'POST', '/v2/domains', { name: DOMAIN })
  const names = new Set([DOMAIN])
  for (const record of randomRecords(DOMAIN, seed, RECORDS)) {
    const { domain_record } = await call(server, 'POST', `/v2/domains/${DOMAIN}/records`, record)
    if (domain_record) names.add(record.name === '@' ? DOMAIN : `${record.name}.${DOMAIN}`)
  }
  const { zone_file } = (await call(server, 'GET', `/v2/domains/${DOMAIN}`)).domain
  return { zone_file, names: [...names] }
}

/** Sections are sets, names are the same in any case, and the library’s own flags are no part of an answer. */
function setOf(records: readonly Answer[] = []): string[] {
  const plain = records.filter(({ type }) => type !== 'OPT')
  return plain
    .map((record) =>
      JSON.stringify(record, (_, value) => (typeof value === 'string' ? value.toLowerCase() : value)),
    )
    .sort()
}

/** What BIND puts into an answer that it cuts off is of no use to anybody; ours holds nothing. */
function comparable({ rcode, flag_aa, flag_tc, flag_ra, answers, authorities, additionals }: Told) {
  const head = { rcode, flag_aa, flag_tc, flag_ra }
  if (flag_tc) return head
  return {
    ...head,
    answers: setOf(answers),
    authorities: setOf(authorities),
    additionals: setOf(additionals),
  }
}

async function compare(ours: Asker, theirs: Asker, asked: RandomQuestion): Promise<void> {
  const [mine, other] = await Promise.all([ours.ask(asked), theirs.ask(asked)])
  const about = JSON.stringify(asked)
  if (asked.type === 'ANY') return compareAny(mine, other, about)
  assert.deepEqual(comparable(mine), comparable(other), about)
}

/** To ANY we give one set and BIND gives all: ours are among them. */
function compareAny(mine: Told, other: Told, about: string): void {
  assert.deepEqual([mine.rcode, mine.flag_aa], [other.rcode, other.flag_aa], about)
  if (other.flag_tc) return
  const all = new Set(setOf(other.answers))
  assert.deepEqual(
    setOf(mine.answers).filter((it) => !all.has(it)),
    [],
    about,
  )
  assert.equal(mine.answers?.length === 0, other.answers?.length === 0, about)
  if (all.size === 0) assert.deepEqual(comparable(mine), comparable(other), about)
}

for (const seed of SEEDS)
  test(`${QUESTIONS} random questions about random zone ${seed} are answered as BIND answers them`, {
    skip: skipWithout('named', 'named-checkzone'),
    timeout: 120_000,
  }, async () => {
    await using server = await startServer()
    const { zone_file, names } = await makeZone(server, seed)
    const file = join(server.data, 'zone')
    writeFileSync(file, zone_file)
    const check = spawnSync(getProgram('named-checkzone'), ['-i', 'none', DOMAIN, file], { encoding: 'utf8' })
    assert.equal(check.status, 0, check.stdout)
    assert.ok(names.length > RECORDS / 3, `${names.length} names`)
    await using reference = await startReference(DOMAIN, zone_file)
    await using ours = await openAsker(Number(server.dns.split(':').at(-1)))
    await using theirs = await openAsker(reference.port)
    for (const asked of randomQuestions(names, seed, QUESTIONS)) await compare(ours, theirs, asked)
  })
