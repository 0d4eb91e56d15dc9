import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type Answer,
  loadContract,
  publicDocumentFile,
  readExceptions,
  readPublicDocument,
} from './contract.ts'

const contract = await loadContract({})
const skip = !contract && `the public document is not at ${publicDocumentFile()}`

const HEADERS = {
  'ratelimit-limit': '5000',
  'ratelimit-remaining': '4999',
  'ratelimit-reset': '1444931833',
  'x-request-id': '4d9d8375-3c56-4925-a3e7-eb137fed17e9',
}
const ACCOUNT = {
  droplet_limit: 25,
  floating_ip_limit: 5,
  email: 'sammy@example.com',
  name: 'Sammy',
  uuid: 'b6fc48dbf6d9906cace5f3c78dc9851d957381ef',
  email_verified: true,
  status: 'active',
  status_message: '',
  team: { uuid: '5df3e3004a17e242b7c20ca6c9fc25b701a47ece', name: 'My Team' },
}
const GOOD_ACCOUNT: Answer = {
  method: 'GET',
  path: '/v2/account',
  status: 200,
  headers: HEADERS,
  body: { account: ACCOUNT },
}
const ERROR = { id: 'not_found', message: 'The resource you requested could not be found.', request_id: 'r' }
const SECRET = {
  secret: 'db',
  region: 'nyc3',
  version: 2,
  created_at: '2026-06-01T12:00:00Z',
  updated_at: '2026-06-01T12:00:00.5Z',
  delete_requested_at: '2026-06-02T12:00:00Z',
}
const SECRETS = '/v2/security/secrets'
const secrets = (...list: object[]) => ({
  secrets: list,
  links: {},
  meta: { page: 1, pages: 1, total: list.length },
  unavailable_regions: [],
})

/** The good answer with a change; a property that is undefined inside of a body is left out, as JSON does. */
function check(change: Partial<Answer>): string[] {
  const answer = { ...GOOD_ACCOUNT, ...change }
  const text = JSON.stringify(answer.body)
  return contract?.check({ ...answer, body: text && JSON.parse(text) }) ?? []
}

const account = (change: object) => ({ body: { account: { ...ACCOUNT, ...change } } })

for (const [name, answer] of Object.entries<Partial<Answer>>({
  'a documented answer': {},
  'an answer with more than is documented': account({ volume_limit: 100 }),
  'a query': { path: '/v2/account?page=1&x=/y' },
  'a list': { path: `${SECRETS}?per_page=2`, body: secrets(SECRET, SECRET) },
  'null where it is allowed, and no value that is only written': {
    path: '/v2/domains/example.com',
    body: { domain: { name: 'example.com', ttl: 1800, zone_file: null } },
  },
  'an empty list on one page': { path: SECRETS, body: secrets() },
  'no body where none is documented': {
    method: 'DELETE',
    path: `${SECRETS}/db?region=nyc3`,
    status: 204,
    body: undefined,
  },
  'a documented error': { status: 401, body: ERROR },
  'an error of any route that the document leaves to its default': { status: 409, body: ERROR },
  'a common error where the document has no default': {
    path: '/v2/databases/1/schema-registry/subject',
    status: 403,
    body: ERROR,
  },
  'an error without request id': { status: 500, body: { id: 'server_error', message: 'Unexpected' } },
  'the usual error where the document has another one': {
    method: 'POST',
    path: '/v2/tags',
    status: 400,
    body: ERROR,
  },
  'the documented error where it is another one': {
    method: 'POST',
    path: '/v2/tags',
    status: 400,
    body: { error: 'bad', root_causes: [] },
  },
  'a refused method': { method: 'PUT', status: 405, body: ERROR },
  'an answer to HEAD': { method: 'HEAD', body: undefined },
  'a preflight': { method: 'OPTIONS', status: 204, headers: {}, body: undefined },
  'a path that is not public': { path: '/healthz', headers: {}, body: 'fine' },
  'a public path with too little': { path: '/v2/droplets/', headers: {}, body: 'fine' },
})) {
  test(`passes ${name}`, { skip }, () => {
    assert.deepEqual(check(answer), [])
  })
}

for (const [name, answer, ...said] of [
  [
    'a wrong type',
    account({ droplet_limit: '25' }),
    /GET \/v2\/account 200: body\/account\/droplet_limit must be int/,
  ],
  ['a value outside its enum', account({ status: 'fine' }), /account\/status .*"locked"/],
  ['null where it is not allowed', account({ email: null }), /account\/email must be string/],
  ['a documented field that is missing', account({ name: undefined }), /"account_get account\.name"/],
  [
    'a missing field inside of a list, once',
    { path: SECRETS, body: secrets({ ...SECRET, region: undefined }, { ...SECRET, region: undefined }) },
    /"security_list_secrets secrets\[\]\.region"/,
  ],
  [
    'a time that is no time',
    { path: SECRETS, body: secrets({ ...SECRET, created_at: '2026-06-01' }) },
    /created_at must match format/,
  ],
  ['an undocumented success', { status: 202 }, /the status 202 is not documented; documented are 200, 401/],
  [
    'an undocumented error where the document has no default',
    { path: '/v2/databases/1/schema-registry/subject', status: 418, body: ERROR },
    /the status 418 is not documented/,
  ],
  ['an undocumented method', { method: 'PUT' }, /no such method/],
  ['an error without message', { status: 404, body: { id: 'not_found' } }, /'message'/],
  ['an error that is a text', { status: 500, body: 'Internal Server Error' }, /body must be object/],
  [
    'a wrong error where the document has another one',
    { method: 'POST', path: '/v2/tags', status: 400, body: { id: 7, message: '' } },
    /body\/id must be string/,
  ],
  ['an error without body', { status: 401, body: undefined }, /body must be object/],
  ['no body where one is documented', { body: undefined }, /there is a JSON body/],
  [
    'a body where none is documented',
    { method: 'DELETE', path: `${SECRETS}/db`, status: 204, body: {} },
    /there is no body/,
  ],
  [
    'a missing limit',
    { headers: { ...HEADERS, 'ratelimit-limit': undefined } },
    /header ratelimit-limit is missing/,
  ],
  ['no headers at all', { headers: {} }, /-limit/, /-remaining/, /-reset/, /x-request-id is missing/],
] as [string, Partial<Answer>, ...RegExp[]][]) {
  test(`catches ${name}`, { skip }, () => {
    const found = check(answer)
    assert.equal(found.length, said.length, found.join('\n'))
    for (const [index, pattern] of said.entries()) assert.match(found[index] ?? '', pattern)
  })
}

test('a header counts whatever its case', { skip }, () => {
  const headers = Object.fromEntries(
    Object.entries(HEADERS).map(([key, value]) => [key.toUpperCase(), value]),
  )
  assert.deepEqual(check({ headers }), [])
})

test('a literal path wins over a parameter, unless it lacks the method', { skip }, () => {
  const latest = check({ path: '/v2/security/scans/latest' })
  assert.match(latest[0] ?? '', /^GET \/v2\/security\/scans\/latest 200/)
  const rules = check({ path: '/v2/security/scans/rules' })
  assert.match(rules[0] ?? '', /^GET \/v2\/security\/scans\/\{scan_id\} 200/)
})

test('an exception lets one property of one operation be missing', { skip }, async () => {
  const lenient = await loadContract({ 'account_get account.team': 'no teams here' })
  const { team, name, ...rest } = ACCOUNT
  const found = lenient?.check({ ...GOOD_ACCOUNT, body: { account: rest } }) ?? []
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /account\.name/)
})

test('an exception lets a required property be missing, too, wherever it lies', { skip }, async () => {
  const lenient = await loadContract({ 'account_get account.droplet_limit': 'needs a scope' })
  const { droplet_limit, ...rest } = ACCOUNT
  assert.deepEqual(lenient?.check({ ...GOOD_ACCOUNT, body: { account: rest } }), [])
  const { floating_ip_limit, ...less } = rest
  assert.equal(lenient?.check({ ...GOOD_ACCOUNT, body: { account: less } }).length, 2)
})

test('an exception lets a value lie outside of its enum, and only there', { skip }, async () => {
  const image = {
    slug: 'almalinux-9-x64',
    distribution: 'AlmaLinux',
    regions: ['nyc3', 'atl1'],
    type: 'base',
  }
  const answer = {
    ...GOOD_ACCOUNT,
    path: '/v2/images',
    body: { images: [image], links: {}, meta: { total: 1 } },
  }
  const wrong = (contract: typeof lenient) =>
    (contract?.check(answer) ?? []).filter((complaint) => complaint.includes('allowed values'))
  const lenient = await loadContract({
    'images_list images[].distribution': 'the enum lags behind',
    'images_list images[].regions[]': 'the enum lags behind',
  })
  assert.equal(wrong(contract).length, 2)
  assert.deepEqual(wrong(lenient), [])
  image.type = 'basis'
  assert.equal(wrong(lenient).length, 1)
})

test('an exception for a group of operations is about one property of theirs, wherever it is', {
  skip,
}, async () => {
  const tag = { name: 'a', resources: { count: 0, droplets: { count: 0 } } }
  const answer = {
    ...GOOD_ACCOUNT,
    path: '/v2/tags',
    body: { tags: [tag], links: {}, meta: { total: 1 } },
  }
  const missing = async (exceptions: Record<string, string>) =>
    ((await loadContract(exceptions))?.check(answer) ?? []).filter((complaint) =>
      complaint.includes('last_tagged_uri'),
    ).length
  assert.equal(await missing({}), 2)
  assert.equal(await missing({ 'images_* last_tagged_uri': 'of others' }), 2)
  assert.equal(await missing({ 'tags_* last_tagged_uri': 'nothing is tagged' }), 0)
})

test('every exception names a public operation and says why', async () => {
  const text = readFileSync(join(import.meta.dirname, '../spec/operations.json'), 'utf8')
  const known = new Set((JSON.parse(text) as { op: string }[]).map(({ op }) => op))
  for (const op of [...known]) known.add(`${op.split('_')[0]}_*`)
  for (const [name, reason] of Object.entries(await readExceptions())) {
    assert.ok(known.has(name.split(' ')[0] ?? ''), `${name}: no such operation`)
    assert.ok(reason.length > 0, `${name}: no reason`)
  }
})

// The publisher checks its examples against its schemas, so this tells whether our reading of the schemas is right.
test("the document's own examples have no wrong value", { skip }, async () => {
  const found: string[] = []
  let seen = 0
  for (const { path, method, status, body } of await listExamples()) {
    seen += 1
    found.push(
      ...check({ path, method, status, body }).filter((complaint) => !complaint.includes('is missing: ')),
    )
  }
  assert.deepEqual(found, [])
  assert.ok(seen > 250, `${seen} examples`)
})

interface Node {
  [key: string]: Node
}

/** Every example of a JSON body, with a concrete path that leads to its operation. */
async function listExamples() {
  const document = (await readPublicDocument()) as unknown as Node
  const open = (node: Node | undefined): Node | undefined => {
    if (typeof node?.$ref !== 'string') return node
    return open(
      (node.$ref as string)
        .split('/')
        .slice(1)
        .reduce<Node | undefined>((at, key) => at?.[key], document),
    )
  }
  const bodies = (response: Node | undefined): unknown[] => {
    const { example, examples } = open(response)?.content?.['application/json'] ?? {}
    return example ? [example] : Object.values(examples ?? {}).map((one) => open(one)?.value)
  }
  return Object.entries(document.paths ?? {}).flatMap(([template, item]) =>
    Object.entries(item).flatMap(([method, { responses }]) =>
      Object.entries(responses ?? {}).flatMap(([status, response]) =>
        bodies(response).map((body) => ({
          path: template.replaceAll(/\{\w+\}/g, 'x'),
          method: method.toUpperCase(),
          status: status === 'default' ? 418 : Number(status),
          body,
        })),
      ),
    ),
  )
}
