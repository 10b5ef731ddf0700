// Finds the batch engine of a provider. Those that have none are asked live.
import type { BatchEngine, BatchResolver } from '../../core/batch/engine.ts'
import { type Access, type AccessSettings, accessTo } from '../access.ts'
import { createAnthropicBatches } from './anthropic.ts'
import { createOpenAiBatches } from './openai.ts'

type Identity = Pick<BatchEngine, 'id' | 'label' | 'pollMs'>
type Create = (identity: Identity, access: Access) => BatchEngine

const ENGINES: readonly (Identity & { readonly create: Create })[] = [
  { id: 'openai', label: 'OpenAI', pollMs: 60_000, create: createOpenAiBatches },
  { id: 'anthropic', label: 'Anthropic', pollMs: 60_000, create: createAnthropicBatches },
  { id: 'sandbox', label: 'Sandbox', pollMs: 500, create: createOpenAiBatches },
]

/** The same engine object answers for a provider as long as its key and address stay the same. */
export function createBatchResolver(settings: AccessSettings): BatchResolver {
  const engines = new Map<string, { readonly access: Access; readonly engine: BatchEngine }>()
  return async (id) => {
    const known = ENGINES.find((one) => one.id === id)
    if (known === undefined) return undefined
    const access = await accessTo(id, settings)
    const held = engines.get(id)
    if (held?.access.baseUrl === access.baseUrl && held.access.key === access.key) return held.engine
    const engine = known.create(known, access)
    engines.set(id, { access, engine })
    return engine
  }
}
