// How a machine asks after the server itself. All are open: they tell nothing of any account.

import type { Routes } from '../kernel/http/http.ts'
import type { Metrics } from '../kernel/metrics.ts'

export interface SystemRoutesOptions {
  metrics: Metrics
  document: () => object
  version: string
  areas: ReadonlyArray<{ name: string; kind: 'real' | 'emulated' }>
  /** The problem while the server cannot serve. */
  readiness: { problem(): Promise<Error | undefined> }
}

const BY_MACHINES = 'it is asked by probes that hold no token, and tells nothing of any account'

export function systemRoutes({ metrics, document, version, areas, readiness }: SystemRoutesOptions): Routes {
  return (app) => {
    app.get('/healthz', {
      config: { op: 'healthz', open: BY_MACHINES },
      schema: { summary: 'Whether the process is alive, and what of it is real' },
      handler: async () => ({ status: 'alive', version, areas }),
    })
    app.get('/readyz', {
      config: { op: 'readyz', open: BY_MACHINES },
      schema: { summary: 'Whether requests can be served: storage writable, keys usable' },
      handler: async (request, reply) => {
        const problem = await readiness.problem()
        metrics.setReady(problem === undefined)
        if (problem === undefined) return { status: 'ready' }
        request.log.warn({ err: problem }, 'not ready')
        return reply.code(503).send({ status: 'not_ready', reason: problem.message })
      },
    })
    app.get('/metrics', {
      config: { op: 'metrics', open: BY_MACHINES },
      schema: { summary: 'Prometheus metrics' },
      handler: async (_request, reply) => reply.type(metrics.content_type).send(await metrics.text()),
    })
    app.get('/openapi.json', {
      config: { op: 'openapi', open: 'the document is public' },
      schema: { summary: 'This document' },
      handler: async (_request, reply) =>
        reply.type('application/json; charset=utf-8').send(JSON.stringify(document())),
    })
  }
}
