import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { areas } from '../src/areas.ts'
import type { Area } from '../src/engine/area.ts'
import type { PublicOperation } from '../src/kernel/http/not_served.ts'

type Kind = Area['kind']

interface Served {
  op: string
  method: string
  path: string
  area: Area
}

const operations: PublicOperation[] = JSON.parse(
  readFileSync(new URL('../spec/operations.json', import.meta.url), 'utf8'),
)
const known = new Set(operations.map(({ op }) => op))
const served = await listServed()
const ours = served.filter(({ op }) => known.has(op))
const kind_of = new Map(ours.map(({ op, area }) => [op, area.kind]))

/** The text of docs/support.md. */
export function supportPage(): string {
  const parts = [
    '# What is served',
    '<!-- Written from the areas, their routes and spec/operations.json: run docs/generate.ts after changing them. -->',
    introduction(),
    '## All of the public API, by part',
    table(['Part', 'Operations', 'Real', 'Emulated', '501'], countParts()),
    '## Real',
    ...describeAreas('real'),
    '## Emulated',
    'What is kept is as durable as everything else: it survives a crash, is in every backup, and obeys the rules and references of the\npublic API. What is not kept is said of each.',
    ...describeAreas('emulated'),
    '## Beside the public API',
    '`GET /v1/oauth/token/info` and `POST /v1/oauth/revoke` are on another host in the public cloud; clients ask them to check a token, and\nto end one. The others are ours ([divergences.md](divergences.md#posture-scans)).',
    requestTable(served.filter(({ op }) => !known.has(op))),
    '`GET /healthz`, `/readyz`, `/metrics` and `/openapi.json` are about the server itself ([http.md](http.md#health)).',
    '## 501',
    'Each of these checks the token and its scopes, and does nothing else.',
    table(['Part', 'Operations'], listMissing()),
  ]
  return `${parts.join('\n\n')}\n`
}

function introduction(): string {
  const { real, emulated, missing } = countKinds(operations)
  return `The public API has ${operations.length} operations. Of these, ${real} are **real** (they do what they say), ${emulated} are **emulated** (they
keep the state of something that does not exist), and ${missing} answer **501** \`not_implemented\` after the token and its
scopes were checked. Every one of them is on this page. Where the answers differ from the public API on purpose, [divergences.md](divergences.md)
says so.`
}

/** Each area that serves a part of the public API: what it keeps, and its operations. */
function describeAreas(kind: Kind): string[] {
  const by_area = Map.groupBy(ours, ({ area }) => area)
  return [...by_area]
    .filter(([area]) => area.kind === kind)
    .flatMap(([{ name, keeps }, listed]) => [`### ${name}`, ...(keeps ? [keeps] : []), requestTable(listed)])
}

const requestTable = (listed: Served[]) =>
  table(
    ['Operation', 'Request'],
    listed.map(({ op, method, path }) => [`\`${op}\``, `\`${method} ${path}\``]),
  )

const byPart = () => [...Map.groupBy(operations, ({ path }) => partOf(path))].sort()

function countParts(): string[][] {
  return byPart().map(([part, listed]) => {
    const { real, emulated, missing } = countKinds(listed)
    return [part, listed.length, real || '', emulated || '', missing || ''].map(String)
  })
}

function listMissing(): string[][] {
  const missing = byPart().map(([part, listed]) => [
    part,
    listed
      .filter(({ op }) => !kind_of.has(op))
      .map(({ op }) => `\`${op}\``)
      .join(', '),
  ])
  return missing.filter(([, listed]) => listed !== '')
}

function countKinds(listed: PublicOperation[]) {
  const count = (kind: Kind | undefined) => listed.filter(({ op }) => kind_of.get(op) === kind).length
  return { real: count('real'), emulated: count('emulated'), missing: count(undefined) }
}

// The rest belongs to hosts of its own in the public cloud.
function partOf(path: string): string {
  const [, version, part] = path.split('/')
  return version === 'v2' ? `\`/v2/${part}\`` : 'inference, on other hosts'
}

/** Each area's declarations, gathered without a server: routes are declared and never run. */
async function listServed(): Promise<Served[]> {
  const found: Served[] = []
  for (const area of areas) {
    if (!area.routes) continue
    const app = Fastify({ exposeHeadRoutes: false })
    app.setValidatorCompiler(() => () => true)
    app.setSerializerCompiler(() => JSON.stringify)
    app.addHook('onRoute', ({ method, url, config }) => {
      const path = url.replaceAll(/:(\w+)/g, '{$1}')
      found.push({ op: String(config?.op), method: String(method), path, area })
    })
    area.routes(app.withTypeProvider())
    await app.ready()
    await app.close()
  }
  return found
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
