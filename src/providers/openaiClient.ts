// One place where the OpenAI SDK is loaded, for models and fine-tuning. What the environment holds for OpenAI itself
// (organisation, project, extra headers) must never reach another provider.
import type { OpenAI } from 'openai'
import type { Access } from './access.ts'
import { type SdkErrorClasses, toModelError } from './sdkErrors.ts'

export interface OpenAiConnection {
  readonly client: OpenAI
  readonly errors: SdkErrorClasses
  /** Runs a call and throws `ModelError` alone. `who` stands in its sentence. */
  call<T>(who: string, signal: AbortSignal, ask: (client: OpenAI) => Promise<T>): Promise<T>
}

/** The engine retries and sets deadlines; the SDK does neither. */
export async function connectOpenAi(access: Access, options: { ownService: boolean }): Promise<OpenAiConnection> {
  const { OpenAI } = await import('openai')
  const authorization = access.key === undefined ? null : `Bearer ${access.key}`
  const client = new OpenAI({
    baseURL: access.baseUrl,
    apiKey: access.key ?? 'none',
    adminAPIKey: null,
    webhookSecret: null,
    ...(options.ownService ? {} : { organization: null, project: null }),
    defaultHeaders: options.ownService ? {} : { ...withoutCustomHeaders(), authorization },
    maxRetries: 0,
    logLevel: 'off',
  })
  return {
    client,
    errors: OpenAI,
    async call(who, signal, ask) {
      try {
        signal.throwIfAborted()
        return await ask(client)
      } catch (error) {
        throw toModelError(error, OpenAI, { who, baseUrl: access.baseUrl, key: access.key, signal })
      }
    },
  }
}

/** The SDK adds the headers of `OPENAI_CUSTOM_HEADERS` to every client; null takes one away again. */
function withoutCustomHeaders(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n')
  const names = lines
    .filter((line) => line.includes(':'))
    .map((line) => (line.split(':')[0] ?? '').trim().toLowerCase())
  return Object.fromEntries(names.map((name) => [name, null]))
}
