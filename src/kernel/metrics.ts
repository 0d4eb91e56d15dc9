import type { FastifyReply } from 'fastify'
import type { GaugeConfiguration } from 'prom-client'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const DURATION_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** What `GET /metrics` shows. Label values are operation ids and statuses: never a name, a token or an address. */
export interface Metrics {
  observe(op: string | undefined, reply: FastifyReply): void
  /** 1 while the server can serve, else 0. */
  setReady(ready: boolean): void
  /** In the Prometheus text format. */
  text(): Promise<string>
  readonly content_type: string
}

type Observed = { count(status: number): void; time(seconds: number): void }

let of_process: Registry | undefined

/** One for all servers of the process: it watches the event loop and the garbage collector, and never ceases to. */
function processMetrics(): Registry {
  if (of_process) return of_process
  of_process = new Registry()
  collectDefaultMetrics({ register: of_process, prefix: 'rockpool_' })
  return of_process
}

export function buildMetrics(gauges: ReadonlyArray<GaugeConfiguration<string>> = []): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const all = [processMetrics(), registry]
  const requests = new Counter({
    name: 'rockpool_requests_total',
    help: 'Requests answered',
    labelNames: ['op', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'rockpool_request_duration_seconds',
    help: 'From the request line to the end of the answer',
    labelNames: ['op'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const ready = new Gauge({ name: 'rockpool_ready', help: '1 while the server can serve', registers })
  for (const gauge of gauges) new Gauge({ ...gauge, registers })
  const observed = new Map<string, Observed>()

  function ofOp(op: string): Observed {
    const timer = seconds.labels(op)
    const counters = new Map<number, { inc(): void }>()
    const counterOf = (status: number) => {
      const counter = counters.get(status) ?? requests.labels(op, String(status))
      counters.set(status, counter)
      return counter
    }
    return { count: (status) => counterOf(status).inc(), time: (value) => timer.observe(value) }
  }

  return {
    observe(op = 'unmatched', reply) {
      let it = observed.get(op)
      if (!it) {
        it = ofOp(op)
        observed.set(op, it)
      }
      it.count(reply.statusCode)
      it.time(reply.elapsedTime / 1000)
    },
    setReady: (value) => ready.set(value ? 1 : 0),
    text: () => Registry.merge(all).metrics(),
    content_type: registry.contentType,
  }
}
