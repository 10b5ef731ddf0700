// Finds the embedding model for an id, promptfoo's spelling (`openai:embedding:NAME`) or ours (`openai:NAME`).

import type { Embedder, EmbedderResolver } from '../../core/embedder.ts'
import { InputError } from '../../core/errors.ts'
import { parseModelId } from '../../core/modelId.ts'
import { type AccessSettings, accessTo } from '../access.ts'
import { knownProvider, SANDBOX_NOTICE } from '../providerTable.ts'
import { createEmbedder } from './openaiCompatible.ts'

/** Have chat models alone. */
const WITHOUT: readonly string[] = ['anthropic', 'vscode', 'echo']

export function createEmbedderResolver(settings: AccessSettings): EmbedderResolver {
  return async (text): Promise<Embedder> => {
    const { provider, name } = parseModelId(text.replace(/^([^:]+):embeddings?:/, '$1:'))
    if (WITHOUT.includes(provider))
      throw new InputError(
        `${knownProvider(provider)?.label ?? provider} has no embedding models.`,
        'Name one of another provider, e.g. openai:text-embedding-3-small or ollama:nomic-embed-text.',
      )
    const access = await accessTo(provider, settings)
    const notice = provider === 'sandbox' ? SANDBOX_NOTICE : undefined
    const embedder = createEmbedder(`${provider}:${name}`, name, access, { own: provider === 'openai', notice })
    const isOwn = provider === 'sandbox' || access.baseUrl === knownProvider(provider)?.baseUrl
    return isOwn ? embedder : { ...embedder, origin: access.baseUrl }
  }
}
