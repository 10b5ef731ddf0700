// Where a provider answers and with which key, or the sentence that says what is missing. Must never log a key.
import { InputError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { knownProvider, PROVIDERS } from './providerTable.ts'

export interface AccessSettings {
  /** The key that the user stored or exported for a provider, if any. */
  keyFor(provider: string): Promise<string | undefined>
  /** Base URLs by provider: overrides of the table, and custom OpenAI-compatible providers. */
  readonly baseUrls: Readonly<Record<string, string>>
  /** Starts the sandbox on first use. */
  sandbox(): Promise<{ readonly url: string; readonly token: string }>
}

export interface Access {
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly key: string | undefined
}

/** Throws `InputError` for an unknown provider, a missing key and a base URL that is none. */
export async function accessTo(provider: string, settings: AccessSettings): Promise<Access> {
  if (provider === 'sandbox') {
    const { url, token } = await settings.sandbox()
    const root = url.replace(/\/+$/, '')
    return { baseUrl: root.endsWith('/v1') ? root : `${root}/v1`, key: token }
  }
  const known = knownProvider(provider)
  const custom = Object.hasOwn(settings.baseUrls, provider) ? settings.baseUrls[provider] : undefined
  const baseUrl = custom ?? known?.baseUrl
  if (baseUrl === undefined) throw unknownProvider(provider, settings)
  if (!URL.canParse(baseUrl) || !/^https?:/i.test(baseUrl))
    throw new InputError(
      `The base URL of ${provider}, "${baseUrl}", is not an http or https URL.`,
      'Write it like http://127.0.0.1:8000/v1.',
    )
  const key = (await settings.keyFor(provider))?.trim() || undefined
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new InputError(
      `The API key for ${known?.label ?? provider} holds characters that no key has.`,
      'Copy it again, without line breaks or quotes around it.',
    )
  if (key === undefined && known?.keyVariable !== undefined)
    throw new InputError(
      `There is no API key for ${known.label}.`,
      `Set the environment variable ${known.keyVariable}, or run the command "Tunesmith: Set API Key" in VS Code.`,
    )
  return { baseUrl: baseUrl.replace(/\/+$/, ''), key }
}

function unknownProvider(provider: string, settings: AccessSettings): InputError {
  const names = [...new Set([...PROVIDERS.map(({ id }) => id), ...Object.keys(settings.baseUrls)])]
  const guess = nearest(provider, names)
  return new InputError(
    `The provider "${provider}" is not known.`,
    `${guess === undefined ? '' : `Did you mean "${guess}"? `}Known are ${names.join(', ')}; any other needs a base URL in the settings.`,
  )
}
