import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { areas } from '../src/areas.ts'
import type { PublicOperation } from '../src/kernel/http/not_served.ts'

interface Served {
  op: string
  method: string
  path: string
  kind: 'real' | 'emulated'
}

const served = await listServed()
const operations: PublicOperation[] = JSON.parse(
  readFileSync(new URL('../spec/operations.json', import.meta.url), 'utf8'),
)

/** The text of docs/support.md. */
export function supportPage(): string {
  const known = new Set(operations.map(({ op }) => op))
  const ours = served.filter(({ op }) => known.has(op))
  const parts = [
    '# What is served',
    '<!-- Written from the route declarations and spec/operations.json: run docs/generate.ts after changing them. -->',
    introduction(ours),
    '## Served',
    table(['Operation', 'Request', 'Kind'], ours.map(describe)),
    '## Beside the public API',
    'In the public cloud this is on another host; clients ask it to check a token.',
    table(['Operation', 'Request', 'Kind'], served.filter(({ op }) => !known.has(op)).map(describe)),
    '`GET /healthz`, `/readyz`, `/metrics` and `/openapi.json` are about the server itself ([http.md](http.md#health)).',
    '## All of the public API, by part',
    table(['Part', 'Operations', 'Real', 'Emulated', '501'], countParts(ours)),
  ]
  return `${parts.join('\n\n')}\n`
}

function introduction(ours: Served[]): string {
  const { real, emulated, missing } = countKinds(operations, ours)
  return `The public API has ${operations.length} operations. Of these, ${real} are **real** (they do what they say), ${emulated} are **emulated** (they
keep the state of something that does not exist), and ${missing} answer **501** \`not_implemented\` after the token and its
scopes were checked.`
}

function describe({ op, method, path, kind }: Served): string[] {
  return [`\`${op}\``, `\`${method} ${path}\``, kind]
}

function countParts(ours: Served[]): string[][] {
  const parts = Map.groupBy(operations, ({ path }) => partOf(path))
  return [...parts].sort().map(([part, listed]) => {
    const { real, emulated, missing } = countKinds(listed, ours)
    return [part, listed.length, real || '', emulated || '', missing || ''].map(String)
  })
}

function countKinds(listed: PublicOperation[], ours: Served[]) {
  const kinds = new Map(ours.map(({ op, kind }) => [op, kind]))
  const count = (kind: Served['kind'] | undefined) => listed.filter(({ op }) => kinds.get(op) === kind).length
  return { real: count('real'), emulated: count('emulated'), missing: count(undefined) }
}

// The rest belongs to hosts of its own in the public cloud.
const partOf = (path: string) => {
  const [, version, part] = path.split('/')
  return version === 'v2' ? `\`/v2/${part}\`` : 'inference, on other hosts'
}

/** Each area's declarations, gathered without a server: routes are declared and never run. */
async function listServed(): Promise<Served[]> {
  const found: Served[] = []
  for (const { routes, kind } of areas) {
    if (!routes) continue
    const app = Fastify()
    app.setValidatorCompiler(() => () => true)
    app.setSerializerCompiler(() => JSON.stringify)
    app.addHook('onRoute', ({ method, url, config }) => {
      if (method === 'HEAD') return
      found.push({
        op: String(config?.op),
        method: String(method),
        path: url.replaceAll(/:(\w+)/g, '{$1}'),
        kind,
      })
    })
    await app.register(routes).ready()
    await app.close()
  }
  return found
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
