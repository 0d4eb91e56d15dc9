import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { closeScopes, grants, knownScopes, parseScopes } from './scopes.ts'

const operations = JSON.parse(readFileSync(join(import.meta.dirname, '../../spec/operations.json'), 'utf8'))
const known = knownScopes(operations)
const problems = (text: string | string[]) => {
  const parsed = parseScopes(text, known)
  return 'problems' in parsed ? parsed.problems : []
}

const REGIONAL = ['regions:read', 'sizes:read', 'actions:read']
const DROPLET = [...REGIONAL, 'droplet:read', 'image:read']

for (const [asked, ...needed] of [
  ['account:read'],
  ['security:read'],
  ['security:create', 'security:read'],
  ['security:delete', 'security:read'],
  ['certificate:create', 'certificate:read'],
  ['domain:delete', 'domain:read'],
  ['project:assign_resource', 'project:read'],
  ['organization:create'],
  ['organization_membership:read_teams'],
  ['regions:read'],
  ['sizes:read'],
  ['droplet:create', ...DROPLET],
  ['droplet:admin', ...DROPLET],
  ['image:read', ...DROPLET],
  ['vpc:read', ...REGIONAL],
  ['vpc_peering:update', 'vpc_peering:read', 'vpc:read', ...REGIONAL],
  ['kubernetes:access_cluster', 'kubernetes:read', ...REGIONAL],
  ['database:view_credentials', 'database:read', ...REGIONAL],
  ['monitoring:create', 'monitoring:read', ...DROPLET],
  ['load_balancer:update', 'load_balancer:read', 'tag:read', 'vpc:read', ...DROPLET],
  ['reserved_ip:create', 'reserved_ip:read', 'project:read', ...DROPLET],
  ['spaces_key:read', 'spaces:read', ...REGIONAL],
  ['nfs:create', 'nfs:read', 'snapshot:read', ...DROPLET],
  ['api:write'],
  ['api:read'],
  ['write'],
  ['read'],
] as [string, ...string[]][]) {
  test(`${asked} requires ${needed.length === 0 ? 'nothing' : needed.join(', ')}`, () => {
    assert.deepEqual(closeScopes([asked]), [...new Set([asked, ...needed])].sort())
  })
}

test('whatever is required exists, and requiring it twice adds nothing', () => {
  for (const scope of known) {
    const closed = closeScopes([scope])
    assert.deepEqual(
      closed.filter((needed) => !known.has(needed)),
      [],
      scope,
    )
    assert.deepEqual(closeScopes(closed), closed)
  }
})

test('nothing is required but the power to read', () => {
  for (const scope of known) {
    for (const needed of closeScopes([scope])) assert.ok(needed === scope || needed.endsWith(':read'), needed)
  }
})

for (const [has, wanted, granted] of [
  ['droplet:read', 'droplet:read', true],
  ['droplet:read', 'droplet:create', false],
  ['droplet:create', 'droplet:read', false],
  ['api:write', 'droplet:delete', true],
  ['write', 'kubernetes:access_cluster', true],
  ['write', 'droplet:read', true],
  ['api:read', 'droplet:read', true],
  ['read', 'security:read', true],
  ['read', 'organization_membership:read_teams', true],
  ['read', 'security:create', false],
  ['api:read', 'database:view_credentials', false],
  ['api:read', 'kubernetes:access_cluster', false],
  ['api:read', 'app:access_console', false],
  ['api:read', 'spaces_key:create_credentials', false],
  ['api:read', 'droplet:admin', false],
  ['read', 'api:read', true],
  ['read', 'write', false],
  ['', 'droplet:read', false],
  ['droplet', 'droplet:read', false],
] as const) {
  test(`"${has}" ${granted ? 'grants' : 'does not grant'} ${wanted}`, () => {
    assert.equal(grants(new Set(has.split(' ')), wanted), granted)
  })
}

test('a read-only token has every read scope and no other power', () => {
  const odd = [...known].filter(
    (scope) => grants(new Set(['api:read']), scope) !== /:read(_teams)?$/.test(scope),
  )
  assert.deepEqual(odd, [])
})

// A new kind of action in the public document stops here, until somebody decides what a read-only token makes of it.
test('every action is one that we have thought about', () => {
  const actions = new Set([...known].map((scope) => scope.split(':')[1]))
  assert.deepEqual([...actions].sort(), [
    'access_cluster',
    'access_console',
    'admin',
    'assign_resource',
    'create',
    'create_credentials',
    'delete',
    'read',
    'read_teams',
    'update',
    'view_credentials',
  ])
})

test('the known scopes are those of the operations and three more', () => {
  for (const scope of ['droplet:admin', 'spaces:read', 'spaces:update', 'security:read', 'nfs:read'])
    assert.ok(known.has(scope), scope)
  for (const scope of ['nfs:list', 'database:write', 'api:read', 'write', 'organization:read'])
    assert.ok(!known.has(scope), scope)
})

test('scopes are read from lists, and from text with spaces or commas', () => {
  const scopes = ['droplet:read', 'write']
  assert.deepEqual(parseScopes(scopes, known), { scopes })
  assert.deepEqual(parseScopes('droplet:read write', known), { scopes })
  assert.deepEqual(parseScopes(' droplet:read,\n write droplet:read ', known), { scopes })
})

for (const [asked, said] of [
  ['dropplet:read', 'there is no scope "dropplet:read"; did you mean droplet:read?'],
  [
    'wirte',
    '"wirte" is not a scope, which is resource:action in lower case, such as droplet:read; did you mean write?',
  ],
  [
    'Droplet:Read',
    '"Droplet:Read" is not a scope, which is resource:action in lower case, such as droplet:read; did you mean droplet:read?',
  ],
  ['nfs:list', 'there is no scope "nfs:list"; nfs has nfs:create, nfs:delete, nfs:read'],
  ['quux:frobnicate', 'there is no scope "quux:frobnicate"'],
] as const) {
  test(`a problem is told: ${asked}`, () => {
    assert.deepEqual(problems(asked), [said])
  })
}

test('no scope at all is a problem', () => {
  assert.deepEqual(problems(''), ['at least one scope is needed'])
  assert.deepEqual(problems([]), ['at least one scope is needed'])
})

test('a list with an empty entry or with spaces inside of one is not read as something else', () => {
  assert.equal(problems(['droplet:read', '']).length, 1)
  assert.equal(problems(['droplet:read write']).length, 1)
})

test('all problems are told, but no more than ten, and none repeats a long text', () => {
  assert.equal(problems('a:b c:d droplet:read').length, 2)
  const many = problems(Array.from({ length: 1000 }, (_, index) => `a${index}:b`))
  assert.equal(many.length, 10)
  const [long = ''] = problems(['x'.repeat(100_000)])
  assert.ok(long.length < 120)
})
