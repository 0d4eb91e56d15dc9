// The load generator, a process of its own: N keep-alive connections over raw sockets, one request at a time on
// each, every answer checked byte by byte. An HTTP client would cost more than the server that it measures.
import net from 'node:net'

/** `%c` stands for the number of the connection, `%n` for its current version and `%m` for the one after. */
export interface LoadPlan {
  port: number
  connections: number
  method: 'GET' | 'PUT'
  path: string
  token: string
  body?: string
  /** The body that every answer must have. */
  answer: string
  /** `%n` of the first request of each connection. */
  first?: number
  /** A connection asks so often, whatever the answers take; one right after the other where absent. */
  every_ms?: number
}

export interface LoadResult {
  requests: number
  seconds: number
  p50_ms: number
  p99_ms: number
  max_ms: number
}

/** What the run cost the server, which hangs less on what else the machine does than the time that it took. */
export interface ServerCost {
  cpu_us_per_request: number
}

export type LoadQuestion = { open: LoadPlan } | { run_seconds: number }
export type LoadAnswer = { opened: true } | { result: LoadResult } | { failure: string }

const BUFFER_BYTES = 65_536
const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH_NAME = Buffer.from('content-length: ')
const OK = Buffer.from('HTTP/1.1 200 ')
const BUCKET_MS = 0.01
const BUCKETS = 200_000

/** Counts of latencies by hundredths of a millisecond; the last bucket holds all that took 2 s or longer. */
class Latencies {
  readonly #counts = new Uint32Array(BUCKETS)
  total = 0
  max_ms = 0

  add(ms: number): void {
    const bucket = Math.min(BUCKETS - 1, Math.floor(ms / BUCKET_MS))
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.total += 1
    if (ms > this.max_ms) this.max_ms = ms
  }

  percentile(share: number): number {
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number
      if (seen >= this.total * share) return (bucket + 1) * BUCKET_MS
    }
    return this.max_ms
  }
}

interface Run {
  ends_at: number
  latencies: Latencies
  idle(): void
  fail(problem: string): void
}

/** One connection. Its request changes from one to the next only if the plan has placeholders. */
class Connection {
  readonly #plan: LoadPlan
  readonly #number: number
  readonly #changing: boolean
  readonly #socket: net.Socket
  #version: number
  #request: Buffer
  #expected: Buffer
  #part: Buffer | undefined
  #due_at = 0
  #sent_at = 0
  #run: Run | undefined

  constructor(plan: LoadPlan, number: number, opened: () => void) {
    this.#plan = plan
    this.#number = number
    this.#version = plan.first ?? 1
    this.#changing = `${plan.path}${plan.body}${plan.answer}`.includes('%')
    this.#request = this.#fill()
    this.#expected = this.#fillAnswer()
    const onread = {
      buffer: Buffer.alloc(BUFFER_BYTES),
      callback: (size: number, buffer: Uint8Array) => this.#receive((buffer as Buffer).subarray(0, size)),
    }
    this.#socket = net.connect({ port: plan.port, host: '127.0.0.1', noDelay: true, onread })
    this.#socket.once('connect', opened)
    this.#socket.on('error', (error) => this.#fail(`the connection broke: ${error.message}`))
    this.#socket.on('close', () => this.#fail('the server closed the connection'))
  }

  /** Connections that pause between requests begin one after the other, so that they do not all ask at once. */
  start(run: Run): void {
    const { every_ms = 0, connections } = this.#plan
    this.#run = run
    this.#due_at = performance.now() + (every_ms * this.#number) / connections
    this.#sendWhenDue(run)
  }

  #fail(problem: string): void {
    if (this.#run) this.#run.fail(problem)
    else stopWith(problem)
  }

  #send(now: number): void {
    this.#sent_at = now
    this.#socket.write(this.#request)
  }

  #receive(chunk: Buffer): true {
    const answer = this.#part ? Buffer.concat([this.#part, chunk]) : chunk
    const size = answerSize(answer)
    if (typeof size === 'string') this.#fail(size)
    else if (size === undefined || size > answer.length) this.#part = Buffer.from(answer)
    else this.#complete(answer, size)
    return true
  }

  #complete(answer: Buffer, size: number): void {
    const run = this.#run
    this.#part = undefined
    const body = answer.subarray(size - this.#expected.length, size)
    if (!run || answer.length !== size || !body.equals(this.#expected)) {
      this.#fail(`an unexpected answer: ${answer.toString()}\n\nwanted: ${this.#expected}`)
      return
    }
    const now = performance.now()
    run.latencies.add(now - this.#sent_at)
    if (this.#changing) this.#advance()
    const { every_ms } = this.#plan
    this.#due_at = every_ms === undefined ? now : this.#due_at + every_ms
    this.#sendWhenDue(run)
  }

  /** What an answer has kept from being sent in time waits already, and is counted as waiting. */
  #sendWhenDue(run: Run): void {
    const pause_ms = this.#due_at - performance.now()
    if (this.#due_at >= run.ends_at) run.idle()
    else if (pause_ms <= 0) this.#send(this.#due_at)
    else setTimeout(() => this.#send(performance.now()), pause_ms)
  }

  #advance(): void {
    this.#version += 1
    this.#request = this.#fill()
    this.#expected = this.#fillAnswer()
  }

  #fill(): Buffer {
    const { method, path, token, body, port } = this.#plan
    const head = [
      `${method} ${this.#filled(path)} HTTP/1.1`,
      `host: 127.0.0.1:${port}`,
      `authorization: Bearer ${token}`,
    ]
    const content = body && this.#filled(body)
    if (content) head.push('content-type: application/json', `content-length: ${Buffer.byteLength(content)}`)
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${content ?? ''}`)
  }

  #fillAnswer(): Buffer {
    return Buffer.from(this.#filled(this.#plan.answer))
  }

  #filled(text: string): string {
    const version = this.#version
    return text.replace(/%[cnm]/g, (it) =>
      String(it === '%c' ? this.#number : it === '%n' ? version : version + 1),
    )
  }
}

/** Head and body together; undefined while the head is incomplete; a text that says what is wrong with it. */
function answerSize(answer: Buffer): number | string | undefined {
  const head_end = answer.indexOf(HEAD_END)
  if (head_end < 0) return undefined
  if (answer.compare(OK, 0, OK.length, 0, OK.length) !== 0) return `an answer other than 200: ${answer}`
  const at = answer.indexOf(LENGTH_NAME)
  if (at < 0 || at > head_end) return `an answer without a length: ${answer}`
  let length = 0
  for (let n = at + LENGTH_NAME.length; answer[n] !== 13; n++)
    length = length * 10 + (answer[n] as number) - 48
  return head_end + HEAD_END.length + length
}

function stopWith(failure: string): void {
  process.send?.({ failure } satisfies LoadAnswer, () => process.exit(1))
}

async function open(plan: LoadPlan): Promise<Connection[]> {
  const numbers = Array.from({ length: plan.connections }, (_, number) => number)
  return Promise.all(
    numbers.map(
      (number) =>
        new Promise<Connection>((resolve) => {
          const connection = new Connection(plan, number, () => resolve(connection))
        }),
    ),
  )
}

/** Ends when every connection has its last answer, so that the next run finds all of them idle. */
function run(connections: Connection[], seconds: number): Promise<LoadResult> {
  const latencies = new Latencies()
  const started_at = performance.now()
  return new Promise((resolve) => {
    let busy = connections.length
    const idle = () => {
      busy -= 1
      if (busy > 0) return
      resolve({
        requests: latencies.total,
        seconds: (performance.now() - started_at) / 1000,
        p50_ms: latencies.percentile(0.5),
        p99_ms: latencies.percentile(0.99),
        max_ms: latencies.max_ms,
      })
    }
    const it: Run = { ends_at: started_at + seconds * 1000, latencies, idle, fail: stopWith }
    for (const connection of connections) connection.start(it)
  })
}

if (import.meta.main) {
  let connections: Connection[] = []
  process.on('disconnect', () => process.exit())
  process.on('message', async (question: LoadQuestion) => {
    if ('open' in question) {
      connections = await open(question.open)
      process.send?.({ opened: true } satisfies LoadAnswer)
    } else {
      process.send?.({ result: await run(connections, question.run_seconds) } satisfies LoadAnswer)
    }
  })
}
