// Random records and random questions about them, the same for the same seed.
import fc from 'fast-check'

export interface RecordFields {
  type: string
  name: string
  data: string
  [field: string]: unknown
}

const label = fc.constantFrom('a', 'b', 'c', 'www', '_tcp', 'x-y', 'Mail')
const relative = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const owner = fc.oneof(
  { weight: 6, arbitrary: relative },
  { weight: 1, arbitrary: fc.constant('@') },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.constant('*'),
      relative.map((name) => `*.${name}`),
    ),
  },
)
const ttl = fc.constantFrom(30, 300, 1800, 3600)
const number = fc.integer({ min: 0, max: 65_535 })
const flags = fc.constantFrom(0, 128)

const hostIn = (domain: string) =>
  fc.oneof(
    { weight: 6, arbitrary: relative.map((name) => `${name}.${domain}.`) },
    { weight: 1, arbitrary: fc.constant('@') },
    { weight: 1, arbitrary: relative.map((name) => `${name}.example.net.`) },
  )

const of = (type: string, fields: { data: fc.Arbitrary<string>; [field: string]: fc.Arbitrary<unknown> }) =>
  fc.record({ name: owner, ttl, ...fields }).map((record) => ({ ...record, type }) as RecordFields)

function anyRecord(domain: string): fc.Arbitrary<RecordFields> {
  const host = hostIn(domain)
  const delegated = fc.constantFrom('b.a', 'c', 'b.c', 'a.www', 'sub')
  return fc.oneof(
    { weight: 8, arbitrary: of('A', { data: fc.ipV4() }) },
    { weight: 4, arbitrary: of('AAAA', { data: fc.ipV6() }) },
    { weight: 8, arbitrary: of('CNAME', { data: host }) },
    { weight: 2, arbitrary: of('MX', { data: host, priority: number }) },
    { weight: 2, arbitrary: of('SRV', { data: host, priority: number, weight: number, port: number }) },
    { weight: 3, arbitrary: of('TXT', { data: fc.string({ minLength: 1, maxLength: 500 }) }) },
    { weight: 1, arbitrary: of('CAA', { data: host, flags, tag: fc.constant('issue') }) },
    { weight: 2, arbitrary: of('NS', { name: delegated, data: host }) },
  )
}

export const randomRecords = (domain: string, seed: number, count: number): RecordFields[] =>
  fc.sample(anyRecord(domain), { seed, numRuns: count })

export interface RandomQuestion {
  name: string
  type: string
  /** The size that is offered with EDNS; without, it is not used. */
  edns: number | undefined
}

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'SRV', 'TXT', 'CAA', 'NS', 'SOA', 'ANY', 'DS', 'PTR', 'HINFO']

/** About names that exist, and names near them: above, below, beside, and somewhere else altogether. */
export function randomQuestions(names: readonly string[], seed: number, count: number): RandomQuestion[] {
  const known = fc.constantFrom(...names).map((name) => name.replace(/^\*\./, 'wild.'))
  const near = fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 2, arbitrary: fc.constantFrom(...names) },
    { weight: 3, arbitrary: fc.tuple(relative, known).map((parts) => parts.join('.')) },
    { weight: 2, arbitrary: known.map((name) => name.split('.').slice(1).join('.')) },
    { weight: 1, arbitrary: known.map((name) => name.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom('example.net', 'com', 'a.b.example.org') },
  )
  const edns = fc.constantFrom(undefined, 512, 1232, 4096)
  return fc.sample(fc.record({ name: near, type: fc.constantFrom(...TYPES), edns }), { seed, numRuns: count })
}
