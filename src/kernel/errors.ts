/**
 * An error the client may see. `id` and `message` go on the wire; `cause` goes to the log only.
 * Anything thrown that is not an ApiError is a bug, and is answered as a bare 500.
 */
export class ApiError extends Error {
  readonly status: number
  readonly id: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, id: string, message: string, options: ApiErrorOptions = {}) {
    super(message, options)
    this.status = status
    this.id = id
    this.headers = options.headers ?? {}
  }
}

interface ApiErrorOptions extends ErrorOptions {
  headers?: Record<string, string>
}

// The catalogue: every error that a client can meet, one constructor each. docs/http.md lists them (a test compares).
export const badRequest = (message: string) => new ApiError(400, 'bad_request', message)
export const unauthorized = () => new ApiError(401, 'unauthorized', 'Unable to authenticate you.')
export const forbidden = (scope: string) =>
  new ApiError(
    403,
    'forbidden',
    `You do not have access for the attempted action. The token lacks the scope ${scope}.`,
  )
export const notFound = (message = 'The resource you requested could not be found.') =>
  new ApiError(404, 'not_found', message)
/** For what nobody may do, or no more of, whatever the token. */
export const refused = (message: string) => new ApiError(403, 'forbidden', message)
export const methodNotAllowed = (method: string, allow: string) =>
  new ApiError(405, 'method_not_allowed', `${method} is not allowed here; use ${allow}.`, {
    headers: { allow },
  })
export const requestTimeout = () =>
  new ApiError(408, 'request_timeout', 'The request took too long to arrive.')
export const conflict = (message: string) => new ApiError(409, 'conflict', message)
export const payloadTooLarge = (limit: string) =>
  new ApiError(413, 'payload_too_large', `The request body is larger than ${limit}.`)
export const unsupportedMediaType = (got: string) =>
  new ApiError(415, 'unsupported_media_type', `content-type must be application/json, got ${got}.`)
export const invalid = (message: string) => new ApiError(422, 'unprocessable_entity', message)
export const tooManyRequests = (retry_after: number | undefined) =>
  new ApiError(429, 'too_many_requests', 'API rate limit exceeded.', {
    headers: retry_after === undefined ? {} : { 'retry-after': String(retry_after) },
  })
export const headersTooLarge = () =>
  new ApiError(
    431,
    'headers_too_large',
    'The request line and headers are larger than 16 KiB, or more than 100.',
  )
export const serverError = (cause: unknown) =>
  new ApiError(500, 'server_error', 'Unexpected server-side error', { cause })
export const notImplemented = (op: string) =>
  new ApiError(
    501,
    'not_implemented',
    `Rockpool does not serve ${op} yet. docs/support.md lists what it serves.`,
  )
export const unavailable = (message: string, cause?: unknown) =>
  new ApiError(503, 'unavailable', message, { cause })
