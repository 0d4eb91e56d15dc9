// Talks to a server. Loads next to nothing, for `secrets run` stands in the way of somebody's start.
import { readFileSync } from 'node:fs'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { CommandProblem, usageProblem } from './line/problem.ts'

export interface Client {
  /** Resolves to the answer's JSON. Throws ApiRefusal when the API refuses, CommandProblem when it cannot be asked. */
  ask<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer>
}

/** What the API answered in place of what was asked for. */
export class ApiRefusal extends CommandProblem {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

interface Answer {
  status: number
  body: string
}

interface Question {
  url: URL
  method: string
  headers: Record<string, string | number>
  body: string | undefined
}

const TIMEOUT_MS = 30_000
// A certificate that the local authority did not sign may still be signed by one that the system trusts.
const UNKNOWN_ISSUER = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
])
const TOKEN_FORM = /^[\x21-\x7e]+$/

export function clientOf({ client, data, warnings }: Config): Client {
  for (const warning of warnings)
    if (warning.startsWith('ROCKPOOL_URL:')) process.stderr.write(`rockpool: warning: ${warning}\n`)
  const authorization = `Bearer ${tokenOf(client)}`
  return {
    async ask<Wanted>(method: string, path: string, content?: object) {
      const body = content && JSON.stringify(content)
      const headers = {
        authorization,
        ...(body !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
      }
      const answer = await answerTo({ url: new URL(path, client.url), method, headers, body }, data)
      return contentOf(answer, client.url) as Wanted
    },
  }
}

/** Throws a usage problem where there is none. */
export function tokenOf({ token_file, token }: Config['client']): string {
  const text = fileText(token_file)?.trim() ?? token
  if (text === undefined)
    throw usageProblem(
      `no token: there is none in ${token_file}; name a file that holds one with ROCKPOOL_TOKEN_FILE, or set DIGITALOCEAN_ACCESS_TOKEN`,
    )
  if (!TOKEN_FORM.test(text)) throw usageProblem(`${token_file} does not hold a token and nothing else`)
  return text
}

/** Undefined where there is no such file. */
export function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw usageProblem(`${path} cannot be read (${code})`)
  }
}

async function answerTo(question: Question, data: string): Promise<Answer> {
  const { origin, protocol } = question.url
  // Imported, this module would bring along all that its rarely used exports need, for tens of milliseconds.
  const request = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http').request
  const ca = protocol === 'https:' ? fileText(join(data, 'ca.pem')) : undefined
  try {
    return await send(request, question, ca === undefined ? {} : { ca }).catch((error) => {
      if (ca !== undefined && UNKNOWN_ISSUER.has(error.code)) return send(request, question, {})
      throw error
    })
  } catch (error) {
    throw new CommandProblem(unreachable(origin, error as NodeJS.ErrnoException))
  }
}

type Send = (url: URL, options: RequestOptions & { ca?: string }) => ClientRequest

function send(
  request: Send,
  { url, method, headers, body }: Question,
  tls: { ca?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false, timeout: TIMEOUT_MS, ...tls })
    asked.on('timeout', () => asked.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
    asked.on('error', reject)
    asked.on('response', (response: IncomingMessage) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      )
    })
    asked.end(body)
  })
}

function unreachable(origin: string, { code, message }: NodeJS.ErrnoException): string {
  const reason = code ?? message
  if (
    code !== undefined &&
    (UNKNOWN_ISSUER.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS_'))
  )
    return `${origin} shows a certificate that is not trusted (${reason}); put the certificate of its authority into ca.pem in the data folder, and use a name that the certificate holds`
  return `${origin} does not answer (${reason}); start a server there with: rockpool serve, or name another with ROCKPOOL_URL`
}

function contentOf({ status, body }: Answer, origin: string): unknown {
  const content = parsed(body)
  if (status >= 200 && status < 300 && content !== undefined) return content
  const { id, message, request_id } = (content ?? {}) as Record<string, unknown>
  if (typeof message === 'string')
    throw new ApiRefusal(status, `${message} (${status} ${id}, request ${request_id})`)
  throw new ApiRefusal(
    status,
    `${origin} answered ${status}, but not as Rockpool does; is ROCKPOOL_URL right?`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `?a=b&c=d` of what is not undefined, or nothing. */
export function queryOf(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
