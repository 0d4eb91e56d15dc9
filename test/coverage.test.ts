import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listOperations, type Operation, type PublicDocument, renderOperations } from '../spec/generate.ts'
import { publicDocumentFile, readPublicDocument } from './contract.ts'
import { compareCoverage } from './coverage.ts'
import { harness } from './harness.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, '../spec', file), 'utf8')
const operations: Operation[] = JSON.parse(read('operations.json'))
const absent = !existsSync(publicDocumentFile()) && `the public document is not at ${publicDocumentFile()}`

const KNOWN = ['droplets_list', 'secrets_list', 'tags_list']
const complaints = (served: string[], uncovered: string[]) =>
  compareCoverage(new Set(served), uncovered, KNOWN)

test('nothing is said when each public operation is either served or listed', () => {
  assert.deepEqual(complaints(['tags_list', 'tokens_list'], ['droplets_list', 'secrets_list']), [])
})

for (const [name, served, uncovered, said] of [
  ['a served operation that is still listed', ['tags_list'], KNOWN, /tags_list .* spec\/uncovered\.txt/],
  ['an operation neither served nor listed', ['tags_list'], ['secrets_list'], /droplets_list .* routes\.ts/],
  ['a listed operation that is not public', [], [...KNOWN, 'zoo_list'], /"zoo_list" .* spec\/uncovered\.txt/],
  ['an unsorted list', ['secrets_list'], ['tags_list', 'droplets_list'], /sort spec\/uncovered\.txt/],
  [
    'a doubled line',
    ['tags_list'],
    ['droplets_list', 'secrets_list', 'secrets_list'],
    /secrets_list .* twice/,
  ],
  ['an empty line', [], ['', ...KNOWN], /"" .* spec\/uncovered\.txt/],
] as const) {
  test(`one complaint: ${name}`, () => {
    const [first = '', ...more] = complaints([...served], [...uncovered])
    assert.match(first, said)
    assert.deepEqual(more, [])
  })
}

test('each public operation is either served or listed as uncovered', async () => {
  await using t = await harness()
  const served = new Set(t.table.routes.map(({ op }) => op))
  const uncovered = read('uncovered.txt').trimEnd().split('\n')
  const known = operations.map(({ op }) => op)
  assert.deepEqual(compareCoverage(served, uncovered, known), [])
  assert.ok(uncovered.length < known.length)
})

test('the public API has 666 operations with names of their own, and few are for every token', () => {
  assert.equal(new Set(operations.map(({ op }) => op)).size, 666)
  const open = operations.filter(({ scopes }) => scopes.length === 0).map(({ op }) => op)
  assert.deepEqual(open, [
    'inference_upload_batch_file',
    'oneClicks_list',
    'addons_get_app',
    'addons_get_app_metadata',
  ])
})

test('no operation that changes something is satisfied with a read scope', () => {
  const mild = operations.filter(
    ({ method, scopes }) =>
      method !== 'GET' && scopes.length > 0 && scopes.every((scope) => scope.endsWith(':read')),
  )
  // Both only compute an answer: they are POST because of their long parameters.
  assert.deepEqual(
    mild.map(({ op }) => op),
    ['apps_list_metrics_bandwidth_daily', 'apps_validate_appSpec'],
  )
})

test('spec/operations.json is what spec/generate.ts makes of the public document', {
  skip: absent,
}, async () => {
  const document = (await readPublicDocument()) as unknown as PublicDocument
  assert.equal(
    renderOperations(listOperations(document)),
    read('operations.json'),
    'run node spec/generate.ts and commit spec/operations.json',
  )
})

test('the generator refuses what it has no rule for', () => {
  const made = (op: string, security: Record<string, string[]>[]) => ({
    operationId: op,
    security,
    responses: {},
  })
  const refused = (...sources: ReturnType<typeof made>[]) => {
    const paths = Object.fromEntries(sources.map((get, index) => [`/v2/${index}`, { get }]))
    return () => listOperations({ paths })
  }
  const one = made('one', [{ bearer_auth: ['tag:read'] }])
  assert.throws(refused(one, one), /two operations are called one/)
  assert.throws(refused(made('two', [{ bearer_auth: [] }])), /two has no scope/)
  assert.throws(refused(made('three', [{ bearer_auth: ['write'] }])), /three has the scope "write"/)
})
