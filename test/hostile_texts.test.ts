// Texts that one database or the other cannot keep or compare, in every place of a request that takes text.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Route } from '../src/kernel/http/gate.ts'
import { type Harness, harness, type Request } from './harness.ts'
import { tour } from './tour/parts.ts'
import { type Filled, type Step, TOUR_WORLD } from './tour/tour.ts'

const HOSTILE = ['\u0000', 'a\u0000b', '\ud800', '%', "'", '9'.repeat(60), `do:droplet:\u0000`]

let t: Harness
let fill: (step: Step) => Filled
let routes: Route[]

before(async () => {
  t = await harness(TOUR_WORLD)
  fill = await tour.prepare(t)
  routes = t.table.routes.filter(({ op }) => tour.stops[op] !== undefined)
})
after(() => t[Symbol.asyncDispose]())

const stepOf = ({ op }: Route): Filled => fill((tour.stops[op] as { ok: Step }).ok)

const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

/** The URL with each of its parameters, and each that its query can have, made hostile in turn. */
function urlsOf({ url, schema }: Route, [request]: Filled, text: string): string[] {
  const plain = request.replace(/^[A-Z]+ /, '').replace(/\?.*/, '')
  const names = Object.keys((schema.querystring as { properties?: object } | undefined)?.properties ?? {})
  const in_path = [...url.matchAll(/:\w+/g)].map(([name]) =>
    url.replace(name, encoded(text)).replaceAll(/:\w+/g, '1'),
  )
  return [...in_path, ...names.map((name) => `${plain}?${name}=${encoded(text)}`)]
}

/** The body with each of its texts made hostile in turn. */
function* bodiesOf(value: unknown, text: string): Generator<unknown> {
  if (typeof value === 'string') yield text
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value))
    for (const changed of bodiesOf(part, text)) {
      const copy = structuredClone(value) as Record<string, unknown>
      copy[key] = changed
      yield copy
    }
}

async function requireNoFailure(request: Request, body?: object): Promise<void> {
  const { status } = await t.call(request, body)
  assert.ok(status < 500 || status === 501, `${request} ${JSON.stringify(body)} is answered ${status}`)
}

test('no text in a path or a query makes a request fail', async () => {
  for (const route of routes)
    for (const text of HOSTILE)
      for (const url of urlsOf(route, stepOf(route), text))
        await requireNoFailure(`${route.method} ${url}` as Request)
})

test('no text in a body makes a request fail', async () => {
  for (const route of routes) {
    const [request, body] = stepOf(route)
    for (const text of HOSTILE)
      for (const changed of bodiesOf(body, text)) await requireNoFailure(request, changed as object)
  }
})
