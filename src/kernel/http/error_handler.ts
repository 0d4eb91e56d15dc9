// What a thrown thing looks like to the client, and how a body becomes JSON.
import type { FastifyError, FastifyRequest } from 'fastify'
import { outage } from '../ctx.ts'
import * as errors from '../errors.ts'
import { describeProblem } from './validation.ts'

interface Asked {
  /** The status of a well-formed but invalid request to this operation. */
  invalid: 400 | 422
  content_type: string | undefined
}

export function clientView(thrown: unknown, { invalid, content_type }: Asked): errors.ApiError {
  const error = outage(thrown) as FastifyError | errors.ApiError
  if (error instanceof errors.ApiError) return error
  const [problem] = error.validation ?? []
  if (problem) {
    const message = describeProblem(problem as never, error.validationContext ?? 'body')
    return invalid === 422 ? errors.invalid(message) : errors.badRequest(message)
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return errors.unsupportedMediaType(content_type?.slice(0, 100) ?? 'none')
  return KNOWN_CODES[error.code]?.() ?? unexpected(error)
}

const KNOWN_CODES: Record<string, () => errors.ApiError> = {
  gone: () => errors.conflict('Something that the request refers to was deleted meanwhile. Try again.'),
  FST_ERR_CTP_BODY_TOO_LARGE: () => errors.payloadTooLarge('1 MiB'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    errors.badRequest('content-length does not match the length of the request body.'),
}

function unexpected(error: FastifyError): errors.ApiError {
  const { statusCode = 500 } = error
  return statusCode < 500 ? errors.badRequest('The request could not be read.') : errors.serverError(error)
}

/** An empty body is no body: some clients name a content type and send nothing. */
export function parseJson(
  _request: FastifyRequest,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const json = String(text)
  try {
    if (json === '') done(null, undefined)
    else done(null, MAY_NAME_PROTOTYPE.test(json) ? JSON.parse(json, refusePrototype) : JSON.parse(json))
  } catch (error) {
    done(error instanceof errors.ApiError ? error : errors.badRequest(whereItBreaks(error as Error)))
  }
}

// The parser's own message quotes the text around the mistake, which may be a secret.
function whereItBreaks(error: Error): string {
  const position = /position (\d+)/.exec(error.message)?.[1]
  return `error parsing request body: it is not valid JSON${position ? ` (at character ${position})` : ''}.`
}

// A key may be spelled with escapes. Looking at every key is slow, so it is done only where one may be it.
const MAY_NAME_PROTOTYPE = /__proto__|\\u/

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__')
    throw errors.badRequest('error parsing request body: the key "__proto__" is not allowed.')
  return value
}
