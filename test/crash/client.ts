import http from 'node:http'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are read, and compared with what is expected
  body: any
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: object
  request_id: string
}

/** No whole answer came, so nobody knows whether the request was carried out. */
export class Lost extends Error {}

const ANSWER_MAX_MS = 20_000

/** One connection at a time to the server, kept open between calls. */
export class Client {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  readonly #server: { url: string; token: string }

  constructor(server: { url: string; token: string }) {
    this.#server = server
  }

  /** Throws Lost. */
  call({ method, path, body, request_id }: Call): Promise<Answer> {
    const text = body && JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${this.#server.token}`,
      'x-request-id': request_id,
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    }
    return new Promise((resolve, reject) => {
      const lose = (cause: Error) => reject(new Lost(`${method} ${path}: ${cause.message}`, { cause }))
      const options = { method, headers, agent: this.#agent, timeout: ANSWER_MAX_MS }
      const request = http.request(`${this.#server.url}${path}`, options, (response) => {
        read(response).then(resolve, lose)
      })
      request.on('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_MAX_MS} ms`)))
      request.on('error', lose)
      request.end(text)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

async function read(response: http.IncomingMessage): Promise<Answer> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) text += chunk
  if (!response.complete) throw new Error('the answer was cut off')
  return { status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) }
}
/** Asks once, on a connection of its own. */
export async function probe(server: { url: string; token: string }, path: string): Promise<Answer> {
  const client = new Client(server)
  try {
    return await client.call({ method: 'GET', path, request_id: 'probe' })
  } finally {
    client.close()
  }
}
