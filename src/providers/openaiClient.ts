// One place where the OpenAI SDK is loaded, for models and fine-tuning. What the environment holds for OpenAI itself
// (organisation, project, extra headers) must never reach another provider.
import type { OpenAI } from 'openai'
import type { Access } from './access.ts'
import { cannotStart, toModelError } from './sdkErrors.ts'

export interface OpenAiConnection {
  /** Runs a call and throws `ModelError` alone. `who` stands in its sentence. */
  call<T>(who: string, signal: AbortSignal, ask: (client: OpenAI) => Promise<T>): Promise<T>
  /** The same for what comes piece by piece. */
  stream<T>(who: string, signal: AbortSignal, open: (client: OpenAI) => AsyncIterable<T>): AsyncIterable<T>
}

interface Service {
  /** OpenAI's own, so that what the environment holds for OpenAI applies. */
  readonly own: boolean
}

/** Throws `ModelError`. */
export async function connectOpenAi(access: Access, service: Service): Promise<OpenAiConnection> {
  const sdk = await import('openai').catch((error: unknown) => {
    throw cannotStart('OpenAI SDK', error)
  })
  const client = openClient(sdk.OpenAI, access, service)
  const { baseUrl, key } = access
  return {
    async call(who, signal, ask) {
      try {
        signal.throwIfAborted()
        return await ask(client)
      } catch (error) {
        throw toModelError(error, sdk.OpenAI, { who, baseUrl, key, signal })
      }
    },
    async *stream(who, signal, open) {
      try {
        signal.throwIfAborted()
        yield* open(client)
      } catch (error) {
        throw toModelError(error, sdk.OpenAI, { who, baseUrl, key, signal })
      }
    },
  }
}

/** The engine retries and sets deadlines; the SDK does neither. */
function openClient(Client: typeof OpenAI, access: Access, { own }: Service): OpenAI {
  const authorization = access.key === undefined ? null : `Bearer ${access.key}`
  try {
    return new Client({
      baseURL: access.baseUrl,
      apiKey: access.key ?? 'none',
      adminAPIKey: null,
      webhookSecret: null,
      ...(own ? {} : { organization: null, project: null }),
      defaultHeaders: own ? {} : { ...withoutCustomHeaders(), authorization },
      maxRetries: 0,
      logLevel: 'off',
    })
  } catch (error) {
    throw cannotStart('OpenAI SDK', error)
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
