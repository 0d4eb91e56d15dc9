// Wires the whole product. The only module, with storage.ts, that knows every part.
import { readFileSync } from 'node:fs'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { signCheckpoints } from './areas/audit/checkpoint.ts'
import { buildTokenFinder } from './areas/tokens/finding.ts'
import { areas } from './areas.ts'
import { buildInternalReader } from './composition/internal_reader.ts'
import { openapiDocument } from './doors/openapi.ts'
import { systemRoutes } from './doors/system_routes.ts'
import type { AreaGauge } from './engine/area.ts'
import { type Reconciling, startReconcilers } from './engine/reconcile.ts'
import { buildEngine, type Engine } from './engine/run.ts'
import type { Installation } from './installation.ts'
import type { Issuance } from './issuers/issuance.ts'
import { AuditTrail } from './kernel/audit.ts'
import type { Deps, Limits, Speed } from './kernel/ctx.ts'
import type { RouteTable } from './kernel/http/gate.ts'
import { buildHttp } from './kernel/http/http.ts'
import type { PublicOperation } from './kernel/http/not_served.ts'
import { buildMetrics } from './kernel/metrics.ts'
import type { RateLimit } from './kernel/rate_limit.ts'
import { knownScopes } from './kernel/scopes.ts'
import { buildReadiness } from './readiness.ts'

export interface AppOptions {
  limits: Limits
  speed: Speed
  rate_limit: RateLimit | undefined
  failed_auth_limit: number
  public_url: string | undefined
  issuance: Issuance
  log: FastifyBaseLogger
  now?: () => Date
}

export interface App {
  app: FastifyInstance
  table: RouteTable
  deps: Deps
  trail: AuditTrail
  reconciling: Reconciling
  /** Runs actions; nothing moves on before it is started. */
  engine: Engine
  /** Stops background work and writes down what is still in memory. Leaves the installation open. */
  close(): Promise<void>
}

export const operations: PublicOperation[] = readJson('../spec/operations.json')
export const { version } = readJson<{ version: string }>('../package.json')

export async function buildApp(installation: Installation, options: AppOptions): Promise<App> {
  const { now = () => new Date(), limits, speed, issuance, log } = options
  const { main, regions, settled, openStores, openedStores, signer } = installation
  const reader = buildInternalReader()
  const deps: Deps = {
    ask: reader.ask,
    ...{ main, regions, settled, openStores, openedStores, signer, limits, speed, issuance, log, now },
    resources: areas.flatMap((area) => area.resources ?? []),
  }
  const trail = new AuditTrail(main.database)
  const finder = buildTokenFinder(main, now)
  const metrics = buildMetrics(
    areas.flatMap((area) => area.gauges ?? []).map((gauge) => measured(deps, gauge)),
  )
  const { app, table } = buildHttp(deps, {
    ...options,
    find_token: reader.finding(finder.find),
    operations,
    scopes: knownScopes(operations),
    trail,
    metrics,
  })
  const readiness = buildReadiness(deps, trail)
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode === 503) readiness.doubt()
    done(null, payload)
  })
  await app.register(
    systemRoutes({ metrics, document: () => documentOf(table), version, areas: areaNames, readiness }),
  )
  for (const { routes } of areas) if (routes) routes(app)
  await app.ready()
  reader.serveBy(app)
  const reconciling = startReconcilers(deps, [
    ...areas.flatMap((area) => area.reconcilers ?? []),
    { name: 'save_token_uses', every_seconds: 1, run: finder.saveUses },
  ])
  const engine = buildEngine(
    deps,
    areas.flatMap((area) => area.actions ?? []),
  )
  const close = async () => {
    await app.close()
    await engine.stop()
    await issuance.close()
    await reconciling.stop()
    await trail.flush()
    await finder.saveUses()
    // So that what was recorded last is signed for as long as the server is down.
    await signCheckpoints(deps).catch((error) => log.error({ err: error }, 'no last checkpoint was signed'))
  }
  return { app, table, deps, trail, reconciling, engine, close }
}

/** While its database is down a gauge shows nothing, and the other metrics what they always do. */
const measured = (deps: Deps, { label, count, ...named }: AreaGauge) => ({
  ...named,
  labelNames: [label],
  async collect(this: { reset(): void; set(labels: Record<string, string>, value: number): void }) {
    this.reset()
    const counts = await count(deps).catch((error) => {
      deps.log.warn({ err: error, gauge: named.name }, 'a gauge could not be read')
      return []
    })
    for (const [value, number] of counts) this.set({ [label]: value }, number)
  },
})

const areaNames = areas.map(({ name, kind }) => ({ name, kind }))

function documentOf(table: RouteTable): object {
  return openapiDocument(table.routes, {
    title: 'Rockpool',
    version,
    description: 'The part of the DigitalOcean v2 API that this server serves, and what it adds to it.',
  })
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
}
