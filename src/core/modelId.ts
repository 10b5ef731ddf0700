// How a model is named: `provider:name`. promptfoo's longer spellings are read and put into ours.
// Must not know which providers exist.
import { InputError } from './errors.ts'

/** Parts that promptfoo puts between provider and name, for the providers where a name never begins with them. */
const PROMPTFOO_KINDS: Readonly<Record<string, readonly string[]>> = {
  openai: ['chat', 'completion', 'responses'],
  anthropic: ['messages', 'completion'],
  ollama: ['chat', 'completion'],
}

export interface ModelId {
  /** `provider:name` in our spelling. */
  readonly id: string
  readonly provider: string
  readonly name: string
}

/** Reads `openai:gpt-6-luna` and promptfoo's `openai:chat:gpt-6-luna`. Throws `InputError` where a part is missing. */
export function parseModelId(text: string): ModelId {
  const [provider = '', ...rest] = text.trim().split(':')
  const kinds = PROMPTFOO_KINDS[provider.toLowerCase()] ?? []
  if (rest.length > 1 && kinds.includes(rest[0] ?? '')) rest.shift()
  const name = rest.join(':')
  if (provider === '' || name === '' || /\s/.test(provider))
    throw new InputError(
      `"${text}" does not name a model.`,
      'Write provider:name, for example openai:gpt-6-luna or ollama:llama3.2.',
    )
  return { id: `${provider.toLowerCase()}:${name}`, provider: provider.toLowerCase(), name }
}
