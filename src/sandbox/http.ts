// What a route sees of HTTP, and what it gives back. Errors are thrown once and take each vendor's shape at the edge.
// Must not know any route.
import type { IncomingHttpHeaders } from 'node:http'

export interface Exchange {
  /** Parts of the path that the route left open, in order. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Reply {
  readonly status: number
  readonly type: string
  /** A stream is sent as it comes. */
  readonly body: string | Uint8Array | AsyncIterable<string>
}

/** Kinds of error in the words of both vendors. */
type ErrorKind = 'invalid_request_error' | 'authentication_error' | 'permission_error' | 'not_found_error' | 'api_error'

/** An error as a vendor's server would report it. */
export class WireError extends Error {
  readonly status: number
  readonly kind: ErrorKind
  readonly param: string | null
  readonly code: string | null

  constructor(status: number, kind: ErrorKind, message: string, extra: { param?: string; code?: string } = {}) {
    super(message)
    this.name = 'WireError'
    this.status = status
    this.kind = kind
    this.param = extra.param ?? null
    this.code = extra.code ?? null
  }
}

export function badRequest(message: string, param?: string, code?: string): WireError {
  return new WireError(400, 'invalid_request_error', message, {
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  })
}

export function notFound(message: string, param?: string, code?: string): WireError {
  return new WireError(404, 'not_found_error', message, {
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  })
}

/** The error's body: OpenAI's `{error: {message, type, param, code}}` or Anthropic's `{type, error, request_id}`. */
export function errorReply(error: WireError, vendor: 'openai' | 'anthropic', requestId: string): Reply {
  if (vendor === 'anthropic') {
    const body = { type: 'error', error: { type: error.kind, message: error.message }, request_id: requestId }
    return json(body, error.status)
  }
  const type = error.kind === 'api_error' ? 'server_error' : 'invalid_request_error'
  return json({ error: { message: error.message, type, param: error.param, code: error.code } }, error.status)
}

export function json(body: unknown, status = 200): Reply {
  return { status, type: 'application/json', body: JSON.stringify(body) }
}

/** Server-sent events. An event without a name is sent as bare data, as OpenAI does. */
export function events(stream: AsyncIterable<{ event?: string; data: unknown }>): Reply {
  async function* lines(): AsyncIterable<string> {
    for await (const { event, data } of stream) {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      yield `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
    }
  }
  return { status: 200, type: 'text/event-stream; charset=utf-8', body: lines() }
}

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The request's body as a JSON object. */
export function bodyOf(exchange: Exchange): JsonObject {
  try {
    const value: unknown = JSON.parse(exchange.body.toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Not JSON: said below.
  }
  throw badRequest('We could not parse the JSON body of your request. The body must be a JSON object.')
}

export function stringOf(body: JsonObject, name: string): string {
  const value = body[name]
  if (value === undefined) {
    throw badRequest(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter')
  }
  if (typeof value === 'string' && value !== '') return value
  throw badRequest(`Invalid type for '${name}': expected a string.`, name, 'invalid_type')
}

/** Seconds, as OpenAI dates things. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
