// A public API of a few lines, on a real socket, that answers as it is told and remembers what it was asked.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ResourceKind, resourceKinds } from '../../src/posture/resource_types.ts'

export interface Asked {
  method: string
  path: string
  page: number
}

/** Gives true where it has answered by itself, or never will. */
export type Answer = (asked: Asked, response: ServerResponse) => boolean

export interface StubApi extends AsyncDisposable {
  url: string
  asked: Asked[]
  /** The most requests that were ever under way at once. */
  most_at_once: () => number
}

const PAGE = 200

/** `lists` has what there is, by path without its query: lists come in pages, all else as it is. What is not there is empty. */
export async function stubApi(
  lists: Record<string, unknown>,
  answer: Answer = () => false,
): Promise<StubApi> {
  const asked: Asked[] = []
  let under_way = 0
  let most = 0
  const server = createServer((request, response) => {
    const question = questionOf(request)
    asked.push(question)
    under_way += 1
    most = Math.max(most, under_way)
    response.on('close', () => {
      under_way -= 1
    })
    if (answer(question, response)) return
    // A turn later, so that requests which are sent together are seen together.
    setImmediate(() => answerPage(question, lists, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    most_at_once: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function questionOf({ method = '', url = '' }: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(url, 'http://stub')
  return { method, path: pathname, page: Number(searchParams.get('page')) }
}

const keys = new Map(
  Object.values(resourceKinds).flatMap(({ list }) =>
    list ? [[list.path.split('?')[0], list.key] as const] : [],
  ),
)
const kinds: ResourceKind[] = Object.values(resourceKinds)
const partKeys = new Map(
  kinds.flatMap(({ parts = [] }) => parts.map(({ path, key }) => [path.split('/').at(-1), key] as const)),
)

function answerPage({ path, page }: Asked, lists: Record<string, unknown>, response: ServerResponse): void {
  const all = lists[path] ?? []
  const key = keys.get(path) ?? partKeys.get(path.split('/').at(-1)) ?? 'unknown'
  const body = Array.isArray(all)
    ? { [key]: all.slice((page - 1) * PAGE, page * PAGE), meta: { total: all.length } }
    : { [key]: all }
  send(response, 200, body)
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
