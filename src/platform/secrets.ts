// API keys: kept in VS Code's SecretStorage, or taken from the environment where none is kept.
// A key leaves this class only towards the provider it belongs to; it is never logged, stored elsewhere or shown.
import type { Event, SecretStorage } from 'vscode'

const PREFIX = 'tunesmith.key.'

export type KeySource = 'stored' | 'environment'

export class KeyStore {
  readonly onDidChange: Event<unknown>
  readonly #secrets: SecretStorage
  readonly #environment: Readonly<Record<string, string | undefined>>

  constructor(secrets: SecretStorage, environment: Readonly<Record<string, string | undefined>>) {
    this.#secrets = secrets
    this.#environment = environment
    this.onDidChange = secrets.onDidChange
  }

  /** The key of `provider`: what was entered wins over the environment. */
  async get(provider: string): Promise<string | undefined> {
    return (await this.#secrets.get(PREFIX + provider)) ?? this.#fromEnvironment(provider)
  }

  async source(provider: string): Promise<KeySource | undefined> {
    if ((await this.#secrets.get(PREFIX + provider)) !== undefined) return 'stored'
    return this.#fromEnvironment(provider) === undefined ? undefined : 'environment'
  }

  async set(provider: string, key: string): Promise<void> {
    await this.#secrets.store(PREFIX + provider, key)
  }

  async remove(provider: string): Promise<void> {
    await this.#secrets.delete(PREFIX + provider)
  }

  #fromEnvironment(provider: string): string | undefined {
    const value = this.#environment[environmentVariable(provider)]
    return value === undefined || value === '' ? undefined : value
  }
}

/** `OPENAI_API_KEY` for `openai`. */
export function environmentVariable(provider: string): string {
  return `${provider.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_API_KEY`
}
