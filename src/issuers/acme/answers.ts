// Reads what an authority answers into our own shapes, and believes none of it unseen.
import { X509Certificate } from 'node:crypto'
import type { Authorization, Order, RenewalInfo } from '../issuer.ts'
import { recordName, sortedNames } from '../issuer.ts'
import { asObject, badAnswer, IssuerProblem, readProblem } from '../problem.ts'
import type { Answer } from './exchange.ts'
import { challengeRecord, type PublicPart } from './jws.ts'
import { retryAfterSeconds } from './retry_after.ts'

const ORDER_STATUSES = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const
const STATUSES = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const
// More names than any authority puts into one certificate; longer chains than any makes.
const NAMES_MAX = 1000
const CHAIN_MAX = 10
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

type Fields = Record<string, unknown>

/** The problem that an answer above 299 is. What is no problem document is not quoted. */
export function problemOf(answer: Answer, now: Date): IssuerProblem {
  const { url, status, headers } = answer
  if (status < 400) return badAnswer(url, `a redirect (${status}), which are not followed`, status)
  const said = isType(answer, 'application/problem+json') ? parsed(answer) : undefined
  const problem = readProblem(said ?? { detail: `HTTP status ${status} without a reason` }, status)
  return new IssuerProblem(problem, { retry_after_seconds: retryAfterSeconds(headers['retry-after'], now) })
}

export function readJson(answer: Answer): Fields {
  const { url, headers } = answer
  if (!isType(answer, 'application/json'))
    throw badAnswer(url, headers['content-type'] ? 'another content type than JSON' : 'no content type')
  const fields = parsed(answer)
  if (!fields) throw badAnswer(url, 'what is not a JSON object')
  return fields
}

/** The directory and the issuer's links may only lead to `directory`'s own origin, or to a named host over verified TLS. */
export function readUrl(directory: string, value: unknown, what: string): string {
  const url = typeof value === 'string' && value.length <= 2048 ? URL.parse(value) : null
  const plain = url && url.username === '' && url.password === ''
  if (!plain || !(url.origin === new URL(directory).origin || isNamedHost(url)))
    throw badAnswer(
      directory,
      `no URL that can be used as its ${what}: it must be https, or begin as the directory does`,
    )
  return url.href
}

// An authority that could name any address could have us knock at doors of our own network.
const isNamedHost = ({ protocol, hostname }: URL) =>
  protocol === 'https:' && /\.[a-z][a-z0-9-]*$/i.test(hostname) && !hostname.endsWith('.localhost')

/** `url` is the order's own, which only the answer to a new one names. */
export function readOrder(answer: Answer, place: { directory: string; url: string; now: Date }): Order {
  const { directory, url, now } = place
  const fields = readJson(answer)
  const { certificate, error } = fields
  const status = oneOf(ORDER_STATUSES, fields, answer)
  const authorizations = listOf(fields.authorizations, answer, 'authorizations')
  const names = listOf(fields.identifiers, answer, 'identifiers').map((entry) => dnsName(entry, answer))
  if (status === 'valid' && certificate === undefined)
    throw badAnswer(url, 'a valid order without certificate')
  return {
    url,
    status,
    names: sortedNames(names),
    authorizations: authorizations.map((entry) => readUrl(directory, entry, 'authorization')),
    finalize: readUrl(directory, fields.finalize, 'finalize'),
    ...(certificate !== undefined && { certificate: readUrl(directory, certificate, 'certificate') }),
    ...dated('expires', fields.expires),
    ...(error !== undefined && { problem: readProblem(error) }),
    ...retryAfter(answer, now),
  }
}

export function readAuthorization(
  answer: Answer,
  place: { directory: string; now: Date; account_key: PublicPart },
): Authorization {
  const { directory, now, account_key } = place
  const fields = readJson(answer)
  const name = dnsName(fields.identifier, answer).replace(/^\*\./, '')
  const status = oneOf(STATUSES, fields, answer)
  const challenges = listOf(fields.challenges, answer, 'challenges').map(asObject)
  const challenge = challenges.find(({ type }) => type === 'dns-01')
  if (status === 'pending' && !challenge) throw badAnswer(answer.url, `no dns-01 challenge for ${name}`)
  const failure = challenge?.error ?? challenges.find(({ error }) => error !== undefined)?.error
  return {
    url: answer.url,
    name,
    status,
    challenge_url: challenge ? readUrl(directory, challenge.url, 'challenge') : '',
    record_name: recordName(name),
    record_value: challenge ? challengeRecord(readToken(challenge.token, answer), account_key) : '',
    ...(failure !== undefined && { problem: readProblem(failure) }),
    ...retryAfter(answer, now),
  }
}

/** PEM with nothing in it but certificates, of which the first is for a server. */
export function readChain(answer: Answer): string {
  if (!isType(answer, 'application/pem-certificate-chain'))
    throw badAnswer(answer.url, 'no PEM certificate chain')
  const blocks = answer.body.match(CERTIFICATE) ?? []
  if (blocks.length === 0 || blocks.length > CHAIN_MAX)
    throw badAnswer(answer.url, 'no usable certificate chain')
  try {
    const [leaf, ...rest] = blocks.map((block) => new X509Certificate(block)) as [X509Certificate]
    if (leaf.ca) throw new Error('the first certificate is an authority')
    return [leaf, ...rest].map((certificate) => certificate.toString()).join('')
  } catch (cause) {
    throw new IssuerProblem(badAnswer(answer.url, 'a certificate that cannot be read'), { cause })
  }
}

const ARI_RETRY_SECONDS = { usual: 6 * 3600, least: 60, most: 86_400 }

export function readRenewalInfo(answer: Answer, now: Date): RenewalInfo {
  const { suggestedWindow, explanationURL } = readJson(answer)
  const window = asObject(suggestedWindow)
  const [{ start }, { end }] = [dated('start', window.start), dated('end', window.end)]
  if (!start || !end || start >= end)
    throw badAnswer(answer.url, 'no suggestedWindow that ends after it starts')
  const { usual, least, most } = ARI_RETRY_SECONDS
  const asked = retryAfterSeconds(answer.headers['retry-after'], now) ?? usual
  const page = typeof explanationURL === 'string' ? URL.parse(explanationURL) : null
  return {
    start,
    end,
    ...(page &&
      /^https?:$/.test(page.protocol) &&
      page.href.length <= 2048 && { explanation_url: page.href }),
    retry_after_seconds: Math.min(Math.max(asked, least), most),
  }
}

function parsed({ body }: Answer): Fields | undefined {
  try {
    const value = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isType = ({ headers }: Answer, wanted: string) =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === wanted

function oneOf<Word extends string>(words: readonly Word[], { status }: Fields, { url }: Answer): Word {
  const word = words.find((it) => it === status)
  if (word === undefined) throw badAnswer(url, 'a status that the protocol does not know')
  return word
}

function listOf(value: unknown, { url }: Answer, what: string): unknown[] {
  if (!Array.isArray(value) || value.length > NAMES_MAX) throw badAnswer(url, `no usable list of ${what}`)
  return value
}

function dnsName(identifier: unknown, { url }: Answer): string {
  const { type, value } = asObject(identifier)
  if (type !== 'dns' || typeof value !== 'string' || !/^(\*\.)?[a-z0-9_.-]{1,253}$/i.test(value))
    throw badAnswer(url, 'an identifier that is no DNS name')
  return value.toLowerCase()
}

// RFC 8555, 8.3: 128 bits at least, base64url.
function readToken(token: unknown, { url }: Answer): string {
  if (typeof token !== 'string' || !/^[A-Za-z0-9_-]{22,512}$/.test(token))
    throw badAnswer(url, 'a challenge without usable token')
  return token
}

function dated<Key extends string>(key: Key, value: unknown): { [_ in Key]?: Date } {
  const at = new Date(typeof value === 'string' ? value : Number.NaN)
  return (Number.isNaN(at.getTime()) ? {} : { [key]: at }) as { [_ in Key]?: Date }
}

function retryAfter({ headers }: Answer, now: Date): { retry_after_seconds?: number } {
  const retry_after_seconds = retryAfterSeconds(headers['retry-after'], now)
  return retry_after_seconds === undefined ? {} : { retry_after_seconds }
}
