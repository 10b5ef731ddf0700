// One place where the Anthropic SDK is loaded, for models and batches.
import type { Anthropic } from '@anthropic-ai/sdk'
import type { Access } from './access.ts'
import { cannotStart, toModelError } from './sdkErrors.ts'

type SchemaTransform = (schema: Record<string, unknown>) => Record<string, unknown>

export interface AnthropicConnection {
  /** Moves what structured outputs do not support into descriptions. */
  readonly supportedSchema: SchemaTransform
  /** Runs a call and throws `ModelError` alone. `who` stands in its sentence. */
  call<T>(who: string, signal: AbortSignal, ask: (client: Anthropic) => Promise<T>): Promise<T>
  /** The same for what comes piece by piece. */
  stream<T>(who: string, signal: AbortSignal, open: (client: Anthropic) => AsyncIterable<T>): AsyncIterable<T>
}

/** The engine retries and sets deadlines; the SDK does neither. Throws `ModelError`. */
export async function connectAnthropic(access: Access): Promise<AnthropicConnection> {
  const { baseUrl, key } = access
  try {
    const [{ Anthropic }, { transformJSONSchema }] = await Promise.all([
      import('@anthropic-ai/sdk'),
      import('@anthropic-ai/sdk/lib/transform-json-schema'),
    ])
    const options = { baseURL: baseUrl, apiKey: key ?? 'none', maxRetries: 0, timeout: 600_000 }
    const client = new Anthropic({ ...options, logLevel: 'off' })
    return {
      supportedSchema: transformJSONSchema,
      async call(who, signal, ask) {
        try {
          signal.throwIfAborted()
          return await ask(client)
        } catch (error) {
          throw toModelError(error, Anthropic, { who, baseUrl, key, signal })
        }
      },
      async *stream(who, signal, open) {
        try {
          signal.throwIfAborted()
          yield* open(client)
        } catch (error) {
          throw toModelError(error, Anthropic, { who, baseUrl, key, signal })
        }
      },
    }
  } catch (error) {
    throw cannotStart('Anthropic SDK', error)
  }
}
