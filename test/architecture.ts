// Who may import whom, as a table. What a layer may have beyond its own folder is listed with the reason for it.
import { type Import, importsOf, type SourceFile } from './source_files.ts'

type Reasons = Record<string, string>

interface Rule {
  /** Layers and modules whose values it may import, each with what for. */
  values: Reasons
  /** Layers of which it may import types only. */
  types?: string[]
}

// `areas/` stands for any area's folder; `libraries` for every module that is not ours.
const LAYERS: Record<string, Rule> = {
  vault: { values: { 'node:crypto': 'it seals, and knows nothing else' } },
  store: {
    values: {
      kysely: 'the query set',
      pg: 'one engine',
      'node:sqlite': 'the other engine',
      'node:fs': 'database files',
      'node:path': 'database files',
      'node:crypto': 'hashes of migrations',
      'node:worker_threads': 'the log is copied into the database off the main thread',
      'node:timers/promises': 'pauses between tries',
    },
  },
  kernel: {
    values: {
      fastify: 'it is Fastify plus a gate',
      ajv: 'validation',
      'fast-json-stringify': 'answers, as Fastify writes them',
      typebox: 'the schema of paging, which all lists share',
      'prom-client': 'metrics',
    },
    types: ['store', 'vault', 'issuers', '@fastify/type-provider-typebox'],
  },
  engine: { values: { kernel: 'it works on Deps', store: 'it keeps its rows there' } },
  cloud: {
    values: {
      kernel: 'conventions',
      engine: 'actions, which are shown alike',
      store: 'rows',
      typebox: 'schemas that areas share',
      'node:net': 'telling addresses from numbers',
      'node:url': 'names in letters of any alphabet',
    },
  },
  'areas/': {
    values: {
      kernel: 'conventions',
      engine: 'background work',
      store: 'rows',
      cloud: 'what emulated areas share',
      tls: 'what comes as a certificate is checked there',
      issuers: 'who signs certificates, and what they say no with',
      posture: 'rules, and what they judge',
      typebox: 'schemas',
    },
  },
  tls: {
    values: {
      '@peculiar/x509': 'certificates',
      'reflect-metadata': 'x509 needs it',
      'node:crypto': 'keys',
      'node:net': 'telling names from addresses',
      'node:util': 'promises of keys',
    },
  },
  posture: {
    values: {
      typebox: 'what rules may rely on',
      'typebox/compile': 'whether a resource is so',
      'typebox/value': 'keeping of a resource what rules rely on',
      'node:net': 'telling addresses and ranges',
      'node:crypto': 'ids of rules that are the same everywhere',
    },
  },
  issuers: {
    values: {
      tls: 'the local authority, and what certificates say',
      jose: 'signatures of requests',
      'node:crypto': 'account keys, hashes',
      'node:events': 'waiting for an answer',
      'node:http': 'authorities on this machine',
      'node:https': 'all other authorities',
      'node:tls': 'whom to trust',
      'node:worker_threads': 'a thread for what would keep requests waiting',
      'node:os': 'the priority of that thread',
      'node:fs': 'bindings and certificates that are configured as files',
    },
  },
  doors: {
    values: {
      'dns-packet': 'the wire format of DNS',
      'node:dgram': 'DNS over UDP',
      'node:net': 'DNS over TCP; telling addresses apart',
      'node:crypto': 'random numbers of questions',
    },
    types: ['kernel', 'cloud'],
  },
  'config.ts': { values: { settings: 'what can be set', 'node:path': 'relative paths' } },
  settings: { values: { settings: 'kinds of settings', 'node:path': 'paths', 'node:net': 'addresses' } },
  'signer.ts': { values: { 'node:crypto': 'it signs' }, types: ['kernel'] },
  'areas.ts': { values: { 'areas/': 'one line each' }, types: ['engine'] },
  composition: {
    values: {
      composition: 'the parts of it',
      'areas.ts': 'all areas',
      'areas/': 'keys and audit are under every storage; tokens are under every request',
      'signer.ts': 'the signer',
      engine: 'background work',
      kernel: 'HTTP',
      store: 'databases',
      tls: 'the server’s certificate',
      issuers: 'who signs certificates',
      cloud: 'the zones that the name server answers from',
      doors: 'the name server',
      'node:crypto': 'the master key, the signing key',
      'node:fs': 'the data folder',
      'node:path': 'the data folder',
    },
    types: ['fastify'],
  },
  commands: {
    values: {
      'app.ts': 'serve',
      composition: 'what they work on',
      'config.ts': 'settings',
      'areas.ts': 'what every area seals and migrates',
      'areas/': 'the command line is a door for the owner of the machine',
      issuers: 'commands that issue nothing say so',
      engine: 'background work',
      cloud: 'tokens',
      kernel: 'errors, scopes',
      store: 'snapshots and copies',
      vault: 'a restored copy must open',
      posture: 'scans',
      settings: 'what an origin is',
      tls: 'the listener’s certificate',
      libraries: 'commander, pino, Node.js',
    },
  },
  'main.ts': {
    values: { commands: 'it starts them', 'node:module': 'the compile cache', 'node:path': 'where' },
  },
  'app.ts': {
    values: {
      'areas.ts': 'all areas',
      'areas/': 'tokens are under every request',
      composition: 'the installation',
      doors: 'what tells of the route table',
      engine: 'background work',
      kernel: 'HTTP',
      'node:fs': 'its own version and the list of public operations',
    },
    types: ['fastify', 'issuers'],
  },
}

// What single files may import beyond their layer.
const EXTRAS: Record<string, Reasons> = {
  'src/cloud/sealed/rewrapping.ts': { vault: 'rotation wraps data keys anew, those of every area alike' },
  'src/areas/certificates/material.ts': { vault: 'it keeps private keys' },
  'src/areas/certificates/issuing/order_key.ts': { vault: 'it keeps private keys until they are certified' },
  'src/areas/certificates/issuing/store.ts': { vault: 'what is sealed is a part of its rows' },
  'src/areas/certificates/store.ts': { vault: 'what is sealed is a part of its rows' },
  'src/areas/secrets/values.ts': { vault: 'it keeps secrets' },
  'src/areas/secrets/store.ts': {
    vault: 'what is sealed is a part of its rows',
    kysely: '`sql` for an upsert that adds to what is there',
  },
  'src/areas/keys/store.ts': { vault: 'what is sealed is a part of its rows' },
  'src/areas/keys/ring.ts': { vault: 'it keeps the keys that seal' },
  'src/areas/keys/system_secret.ts': { vault: 'it keeps the server’s own secrets' },
  'src/areas/audit/journal.ts': { 'node:crypto': 'each record’s hash' },
  'src/areas/domains/record_value.ts': { 'node:net': 'telling addresses from other text' },
  'src/areas/ssh_keys/public_key.ts': { 'node:crypto': 'fingerprints' },
  'src/cloud/tokens/token.ts': { 'node:crypto': 'random tokens, and their hashes' },
}

const ROOTS: Record<string, string> = {
  'src/storage.ts': 'composition',
  'src/installation.ts': 'composition',
  'src/durable_files.ts': 'composition',
  'src/readiness.ts': 'composition',
  'src/settings.ts': 'settings',
  'src/setting_kinds.ts': 'settings',
}

/** `areas/secrets`, `kernel`, `composition`; the file itself where it is a layer of its own; undefined for a module. */
export function layerOf(path: string): string | undefined {
  if (!path.startsWith('src/')) return undefined
  const [, first = '', second = '', third] = path.split('/')
  if (second === '') return ROOTS[path] ?? first
  return first === 'areas' && third !== undefined ? `areas/${second}` : first
}

/** One sentence for each import that the table does not allow. */
export function forbiddenImports(file: SourceFile): string[] {
  const layer = layerOf(file.path) as string
  const kind = kindOf(layer)
  const rule = LAYERS[kind]
  if (!rule) return [`${file.path} is in no known layer: give ${kind} a row in test/architecture.ts`]
  return importsOf(file)
    .filter((it) => !allows(rule, layer, it) && !extraFor(file.path, it))
    .map(
      ({ target, type_only }) =>
        `${file.path} (${layer}) may not import ${type_only ? 'types of ' : ''}${target}`,
    )
}

const kindOf = (layer: string) => (layer.startsWith('areas/') ? 'areas/' : layer)

function allows({ values, types = [] }: Rule, from: string, { target, type_only }: Import): boolean {
  const layer = layerOf(target)
  if (layer === undefined) {
    // A file of the repository outside of src: package.json and spec are read, not imported.
    const outside = target.startsWith('spec/') || target === 'package.json'
    return outside || 'libraries' in values || target in values || (type_only && types.includes(target))
  }
  if (layer === from) return true
  const kind = kindOf(layer)
  if (kind === 'areas/' && kindOf(from) === 'areas/') return false
  return kind in values || (type_only && types.includes(kind))
}

const extraFor = (path: string, { target }: Import) => (layerOf(target) ?? target) in (EXTRAS[path] ?? {})

/** Lines of EXTRAS that nothing needs any more. */
export function idleExtras(files: SourceFile[]): string[] {
  return Object.entries(EXTRAS).flatMap(([path, reasons]) => {
    const file = files.find((it) => it.path === path)
    const used = new Set(file && importsOf(file).map(({ target }) => layerOf(target) ?? target))
    return Object.keys(reasons).flatMap((name) => (used.has(name) ? [] : [`${path}: ${name}`]))
  })
}
