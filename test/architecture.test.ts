// The house's own rules, read out of its source. ARCHITECTURE.md has them in prose.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { forbiddenImports, idleExtras, layerOf } from './architecture.ts'
import { filesUnder, importsOf, isTest, type SourceFile, withoutComments } from './source_files.ts'

const sources = filesUnder(['src'], '.ts', '.mjs').filter((file) => !isTest(file))
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const dependencies: string[] = Object.keys(manifest.dependencies)

/** The files whose code matches. */
const filesWith = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path)

test('every import is one that its layer may have', () => {
  assert.ok(sources.length > 60)
  assert.deepEqual(sources.flatMap(forbiddenImports), [])
  assert.deepEqual(idleExtras(sources), [], 'exceptions that nothing needs any more')
})

const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: lines.join('\n') })

for (const [path, line, target] of [
  ['src/areas/account/account.ts', "import { a } from '../secrets/secret.ts'", 'src/areas/secrets/secret.ts'],
  [
    'src/areas/account/account.ts',
    "import type { A } from '../secrets/schema.ts'",
    'types of src/areas/secrets/schema.ts',
  ],
  [
    'src/areas/account/account.ts',
    "const a = await import('../secrets/secret.ts')",
    'src/areas/secrets/secret.ts',
  ],
  ['src/areas/account/account.ts', "import { seal } from '../../vault/seal.ts'", 'src/vault/seal.ts'],
  ['src/areas/account/account.ts', "import { app } from '../../app.ts'", 'src/app.ts'],
  ['src/areas/account/store.ts', "import { DatabaseSync } from 'node:sqlite'", 'node:sqlite'],
  ['src/areas/account/store.ts', "import 'node:fs'", 'node:fs'],
  ['src/kernel/ctx.ts', "import { openSqlite } from '../store/sqlite.ts'", 'src/store/sqlite.ts'],
  ['src/kernel/ctx.ts', "import { a } from '../areas/account/account.ts'", 'src/areas/account/account.ts'],
  ['src/store/sqlite.ts', "import type { Ctx } from '../kernel/ctx.ts'", 'types of src/kernel/ctx.ts'],
  ['src/cloud/catalogue.ts', "import { a } from '../areas/sizes/size.ts'", 'src/areas/sizes/size.ts'],
  ['src/cloud/catalogue.ts', "import { a } from '../areas/regions/area.ts'", 'src/areas/regions/area.ts'],
  ['src/cloud/catalogue.ts', "import { sql } from 'kysely'", 'kysely'],
  ['src/kernel/ctx.ts', "import { sizes } from '../cloud/catalogue.ts'", 'src/cloud/catalogue.ts'],
  ['src/vault/seal.ts', "import { a } from '../store/database.ts'", 'src/store/database.ts'],
  ['src/vault/seal.ts', "import { readFileSync } from 'node:fs'", 'node:fs'],
  ['src/vault/seal.ts', "const { hash } = process.getBuiltinModule('node:os')", 'node:os'],
  ['src/storage.ts', "export { a } from './app.ts'", 'src/app.ts'],
  ['src/storage.ts', "import { serve } from './commands/serve.ts'", 'src/commands/serve.ts'],
  ['src/kernel/ctx.ts', "import {\n  a,\n  b,\n} from '../engine/reconcile.ts'", 'src/engine/reconcile.ts'],
] as const) {
  test(`${path} may not have: ${line.replaceAll('\n', ' ')}`, () => {
    const [first = '', ...more] = forbiddenImports(file(path, 'const text = 1', line))
    assert.ok(first.endsWith(`may not import ${target}`), first)
    assert.deepEqual(more, [])
  })
}

test('what is allowed is not complained about', () => {
  for (const [path, line] of [
    ['src/areas/account/account.ts', "import { a } from './store.ts'"],
    ['src/areas/account/account.ts', "import { a } from '../../kernel/errors.ts'"],
    ['src/areas/account/account.ts', "// import { a } from '../secrets/secret.ts'"],
    ['src/areas/account/account.ts', "/* import { a } from '../secrets/secret.ts' */"],
    ['src/areas/account/account.ts', "import { sizes } from '../../cloud/catalogue.ts'"],
    ['src/cloud/catalogue.ts', "import list from './catalogue/sizes.json' with { type: 'json' }"],
    ['src/cloud/catalogue.ts', "import { notFound } from '../kernel/errors.ts'"],
    ['src/kernel/ctx.ts', "import type { Db } from '../store/database.ts'"],
    ['src/vault/seal.ts', "import { hash } from 'node:crypto'"],
    ['src/commands/serve.ts', "import { buildApp } from '../app.ts'"],
  ] as const)
    assert.deepEqual(forbiddenImports(file(path, line)), [], line)
  assert.equal(forbiddenImports(file('src/attic/thing.ts', '')).length, 1)
})

test('the vault is imported by the areas that seal, and by no other', () => {
  const importers = sources.filter((it) => importsOf(it).some(({ target }) => layerOf(target) === 'vault'))
  const layers = new Set(importers.map(({ path }) => layerOf(path)))
  layers.delete('vault')
  assert.deepEqual([...layers].sort(), [
    'areas/certificates',
    'areas/keys',
    'areas/secrets',
    'cloud',
    'commands',
    'kernel',
  ])
})

test('what is imported at run time is a dependency, and every dependency is imported and decided', () => {
  const names = sources.flatMap((it) => importsOf(it).filter(({ type_only }) => !type_only))
  const packages = new Set(
    names
      .map(({ target }) => target)
      .filter((target) => /^(@[a-z]|[a-z])/.test(target) && !target.startsWith('node:'))
      .filter((target) => !/^(src|spec|package\.json|test|docs|bench)\b/.test(target))
      .map((target) =>
        target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  assert.deepEqual(
    [...packages].filter((name) => !dependencies.includes(name)),
    [],
  )
  const all = sources.flatMap((it) => importsOf(it).map(({ target }) => target))
  assert.deepEqual(
    dependencies.filter((name) => !all.includes(name)),
    [],
    'imported nowhere',
  )
  const records = filesUnder(['docs/decisions'], '.md')
    .map(({ text }) => text)
    .join('\n')
  const decided = (name: string) => new RegExp(`(?<![\\w@/-])${name}(?![\\w/-])`, 'i').test(records)
  assert.deepEqual(
    dependencies.filter((name) => !decided(name)),
    [],
    'without a record in docs/decisions',
  )
})

// Everything else goes through ctx.atomically, which writes the request's audit record in the same transaction.
const OPENS_TRANSACTIONS: Record<string, string> = {
  'src/kernel/ctx.ts': 'atomically',
  'src/kernel/audit.ts': 'the trail itself',
  'src/store/migrate.ts': 'migrations',
  'src/store/sqlite.ts': 'the engine',
  'src/store/group_commit.ts': 'the engine',
  'src/store/postgres.ts': 'the engine',
  'src/engine/turns.ts': 'actions: no request',
  'src/areas/certificates/issuing/renewal.ts': 'a reconciler: no request',
  'src/areas/audit/checkpoint.ts': 'a reconciler: no request',
  'src/areas/scans/judging.ts': 'an action that reaches outside: no request',
  'src/areas/droplets/backups.ts': 'a reconciler: no request',
  'src/areas/keys/ring.ts': 'at start and in a reconciler: no request',
  'src/areas/keys/system_secret.ts': 'at start and in a reconciler: no request',
  'src/areas/secrets/purge.ts': 'a reconciler: no request',
  'src/areas/certificates/expiry.ts': 'a reconciler: no request',
  'src/cloud/sealed/rewrapping.ts': 'for reconcilers: no request',
  'src/areas/tokens/finding.ts': 'last use is written once a second, for many requests',
  'src/commands/serve.ts': 'the first account',
  'src/commands/account.ts': 'a command: no request; it brings its own record',
  'src/commands/token.ts': 'a command: no request; it brings its own record',
  'src/commands/certificates/export.ts': 'a command: no request; it is its own record',
  'src/commands/backup/backup.ts': 'a command: no request; it is its own record',
  'src/commands/backup/restore.ts': 'a command: no request',
}

test('transactions are opened where the list says', () => {
  assert.deepEqual(filesWith(/\.trans(act|action)\(/).sort(), Object.keys(OPENS_TRANSACTIONS).sort())
})

test('the environment is read by config.ts alone', () => {
  assert.deepEqual(filesWith(/\bprocess\.env\b|\benv\b.*['"]node:process['"]/), ['src/config.ts'])
})

test('areas, the cloud and the kernel take the time from their context, and own no timers', () => {
  const clocked = filesWith(/\bDate\.now\(|\bnew Date\(\)/).filter((path) =>
    /^src\/(areas|cloud|kernel|engine)\//.test(path),
  )
  assert.deepEqual(clocked, [])
  assert.deepEqual(filesWith(/\bsetInterval\(/), ['src/engine/reconcile.ts'])
  assert.deepEqual(filesWith(/\bEventEmitter\b/), [])
})

// Foreign keys, and questions that are asked before any area is at work.
const NAMES_A_FOREIGN_TABLE: Record<string, string> = {
  'src/areas/tokens/migrations/001_create.sql accounts': 'a token belongs to an account',
  'src/areas/images/recipient.ts accounts': 'an image is offered to another account',
  'src/areas/certificates/migrations/002_orders.sql documents': 'a renewal goes with its certificate',
  'src/areas/certificates/migrations/002_orders.sql ring_keys':
    'the database refuses to drop a key that is needed',
  'src/areas/certificates/migrations/001_create.sql documents': 'a key goes with its certificate',
  'src/areas/certificates/migrations/001_create.sql ring_keys':
    'the database refuses to drop a key that is needed',
  'src/areas/secrets/migrations/001_create.sql ring_keys':
    'the database refuses to drop a key that is needed',
  'src/cloud/actions.ts actions': 'the engine runs actions, and clients are shown them by the cloud',
  'src/cloud/tokens/store.ts tokens': 'other areas issue tokens, and end those that they have issued',
  'src/storage.ts ring_keys': 'the master key is proven before anything is migrated',
  'src/commands/backup/restore.ts migrations': 'a copy says which migrations it had',
}

test('a table is named only in the folder that creates it', () => {
  const files = [...sources, ...filesUnder(['src'], '.sql')]
  const created = new Map(
    files.flatMap((it) => tablesCreatedIn(it).map((table) => [table, it.path] as const)),
  )
  assert.ok(created.size >= 12, `${[...created.keys()]}`)
  const foreign = files.flatMap((it) =>
    tablesNamedIn(it)
      .filter((table) => created.has(table) && homeOf(created.get(table) as string) !== homeOf(it.path))
      .map((table) => `${it.path} ${table}`),
  )
  assert.deepEqual([...new Set(foreign)].sort(), Object.keys(NAMES_A_FOREIGN_TABLE).sort())
})

const homeOf = (path: string) => layerOf(path.replace('/migrations/', '/'))
const CREATED = /\bcreate table (?:if not exists )?(\w+)/gi
const QUERIED =
  /\b(?:selectFrom|insertInto|updateTable|deleteFrom|\w+Join|hasTable|sql\.table)\(\s*\[?['"`](\w+)/g
const WRITTEN = /\b(?:from|into|update|join|table|references)\s+(\w+)\b/gi

const tablesCreatedIn = ({ text }: SourceFile) => [...text.matchAll(CREATED)].map(([, name = '']) => name)

function tablesNamedIn({ path, text }: SourceFile): string[] {
  const code = path.endsWith('.sql') ? text.replaceAll(/--.*$/gm, '') : withoutComments(text)
  return [...code.matchAll(QUERIED), ...code.matchAll(WRITTEN)].map(([, name = '']) => name)
}

test('the check of tables sees queries of every kind', () => {
  const named = (text: string) => tablesNamedIn({ path: 'x.ts', text })
  assert.deepEqual(named("db.selectFrom('a').innerJoin('b', on)"), ['a', 'b'])
  assert.deepEqual(named('sql`select x from a join b on true`'), ['a', 'b'])
  assert.deepEqual(named("db.insertInto(\n  'a')"), ['a'])
  assert.deepEqual(named("// selectFrom('a')\nimport { a } from 'b'"), [])
})

test('no file or folder is named for what it is instead of what it is about', () => {
  const vague =
    /(^|\/)(utils?|helpers?|index|types?|constants?|common|misc|shared|services?|managers?)(\.[a-z.]+)?(\/|$)/
  const all = filesUnder(['src', 'test', 'bench', 'spec', 'docs'], '.ts', '.mjs', '.sql').map(
    ({ path }) => path,
  )
  assert.deepEqual(
    all.filter((path) => vague.test(path)),
    [],
  )
  assert.ok(
    vague.test('src/kernel/utils.ts') && vague.test('src/helpers/a.ts') && vague.test('src/a/index.test.ts'),
  )
})

test('every area is listed, and shows one thing', () => {
  const folders = [...new Set(sources.flatMap(({ path }) => /^src\/areas\/(\w+)\//.exec(path)?.[1] ?? []))]
  const list = sources.find(({ path }) => path === 'src/areas.ts') as SourceFile
  const listed = importsOf(list).flatMap(
    ({ target }) => /^src\/areas\/(\w+)\/area\.ts$/.exec(target)?.[1] ?? [],
  )
  assert.deepEqual(listed.sort(), folders.sort())
})
