// Turns whatever an SDK throws into a ModelError, by class and status. A key must never come out of here.
import { ModelError, type ModelErrorReason } from '../core/ports.ts'

type ErrorClass = abstract new (...args: never[]) => Error

/** The error classes that the OpenAI and the Anthropic SDK have in common. */
export interface SdkErrorClasses {
  readonly APIError: ErrorClass
  readonly APIConnectionError: ErrorClass
  readonly APIConnectionTimeoutError: ErrorClass
  readonly APIUserAbortError: ErrorClass
}

export interface ErrorContext {
  /** Who was asked, for the sentence: a model id or a backend id. */
  readonly who: string
  readonly baseUrl: string
  readonly key: string | undefined
  /** The signal that the request was sent with. */
  readonly signal: AbortSignal
}

const QUOTA_CODES = ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active', 'billing_error']

export function toModelError(error: unknown, sdk: SdkErrorClasses, context: ErrorContext): ModelError {
  if (error instanceof ModelError) return error
  if (context.signal.aborted) return abortedError(context)
  if (error instanceof sdk.APIUserAbortError)
    return new ModelError('aborted', `${context.who}: the call was cancelled.`)
  if (error instanceof sdk.APIConnectionTimeoutError)
    return new ModelError('timeout', `${context.who}: no answer in time.`)
  if (error instanceof sdk.APIConnectionError || error instanceof TypeError) return networkError(error, context)
  if (error instanceof sdk.APIError) return statusError(error, context)
  if (error instanceof SyntaxError) return new ModelError('server', `${context.who}: the answer is not valid JSON.`)
  const why = error instanceof Error ? withoutKeys(error.message, context.key) : 'unknown reason'
  return new ModelError('bad-request', `${context.who}: the request could not be made: ${why}`)
}

/** What an aborted signal means: a deadline passed, or somebody cancelled. */
export function abortedError({ who, signal }: Pick<ErrorContext, 'who' | 'signal'>): ModelError {
  return textField(signal.reason, 'name') === 'TimeoutError'
    ? new ModelError('timeout', `${who}: no answer in time.`)
    : new ModelError('aborted', `${who}: the call was cancelled.`)
}

export function reasonForStatus(status: number, code: string | undefined): ModelErrorReason {
  if (status === 401) return 'auth'
  if (status === 402 || (code !== undefined && QUOTA_CODES.includes(code))) return 'quota'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 408) return 'timeout'
  if (status === 429) return 'rate-limit'
  if (status === 409 || status >= 500) return 'server'
  return 'bad-request'
}

function statusError(error: Error, context: ErrorContext): ModelError {
  const { status, body, headers } = responseOf(error)
  const code = textField(error, 'errorCode') ?? textField(error, 'code') ?? textField(error, 'type')
  const reason = reasonForStatus(status, code)
  const said =
    reason === 'auth' ? authSentence(context) : withoutKeys(messageIn(body) ?? 'no reason given', context.key)
  const text = `${context.who} (HTTP ${status}): ${said}`
  return new ModelError(reason, text, { code, retryAfterMs: retryAfterMs(headers) })
}

function authSentence({ key }: ErrorContext): string {
  return key === undefined ? 'an API key is needed' : 'the API key was not accepted'
}

/** What servers put where OpenAI puts `error`: an object with a message, or the sentence itself. */
function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body === '' ? undefined : body
  return textField(body, 'message') ?? textField(field(body, 'error'), 'message')
}

/** Loading or setting up an SDK failed: nothing was asked, and asking again does not help. */
export function cannotStart(who: string, error: unknown): ModelError {
  const why = error instanceof Error ? withoutKeys(error.message, undefined) : 'unknown reason'
  return new ModelError('bad-request', `${who}: the client could not be started: ${why}`)
}

function networkError(error: unknown, { who, baseUrl }: ErrorContext): ModelError {
  let code: string | undefined
  for (let cause = error; cause !== undefined && code === undefined; cause = field(cause, 'cause'))
    code = textField(cause, 'code')
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
  return new ModelError('network', `${who}: no connection to ${host}${code === undefined ? '' : ` (${code})`}.`, {
    code,
  })
}

/** The HTTP facts of an SDK's status error. */
function responseOf(error: unknown): { status: number; body: unknown; headers: Headers | undefined } {
  const status = field(error, 'status')
  const headers = field(error, 'headers')
  return {
    status: typeof status === 'number' ? status : 0,
    body: field(error, 'error'),
    headers: headers instanceof Headers ? headers : undefined,
  }
}

/** RFC 9110 `retry-after` (seconds or a date) and the common `retry-after-ms`, in milliseconds. */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const value = headers?.get('retry-after')
  if (value === null || value === undefined || value.trim() === '') return undefined
  if (Number(value) >= 0) return Number(value) * 1000
  const sent = Date.parse(headers?.get('date') ?? '')
  const wait = Date.parse(value) - (Number.isNaN(sent) ? Date.now() : sent)
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

/** At most 300 characters of what a provider said, without the key, whole or shortened as some providers echo it. */
export function withoutKeys(text: string, key: string | undefined): string {
  const clean = key === undefined ? text : text.replaceAll(key, '[key]')
  return clean.replaceAll(/\bsk-[\w*.-]{4,}/g, '[key]').slice(0, 300)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}
