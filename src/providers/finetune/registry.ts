// Finds the fine-tuning backend for an id.
import { InputError } from '../../core/errors.ts'
import type { BackendResolver, FineTuneBackend } from '../../core/ports.ts'
import { nearest } from '../../core/suggest.ts'
import { type Access, type AccessSettings, accessTo } from '../access.ts'
import { SANDBOX_NOTICE } from '../providerTable.ts'
import { type BackendIdentity, createOpenAiBackend } from './openai.ts'

const BACKENDS: readonly BackendIdentity[] = [
  {
    id: 'openai',
    label: 'OpenAI',
    notice:
      'OpenAI accepts no new fine-tuning jobs after 2027-01-06 and shuts down the models that can be tuned on 2027-01-14, their tuned versions included',
  },
  { id: 'sandbox', label: 'Sandbox', notice: SANDBOX_NOTICE },
]

/** The same backend object answers for an id as long as its key and address stay the same. */
export function createBackendResolver(settings: AccessSettings): BackendResolver {
  const backends = new Map<string, { readonly access: Access; readonly backend: FineTuneBackend }>()
  return async (id) => {
    const identity = BACKENDS.find((known) => known.id === id)
    if (identity === undefined) throw unknownBackend(id)
    const access = await accessTo(id, settings)
    const held = backends.get(id)
    if (held?.access.baseUrl === access.baseUrl && held.access.key === access.key) return held.backend
    const backend = createOpenAiBackend(identity, access)
    backends.set(id, { access, backend })
    return backend
  }
}

function unknownBackend(id: string): InputError {
  const ids = BACKENDS.map((known) => known.id)
  const guess = nearest(id, ids)
  return new InputError(
    `There is no fine-tuning backend "${id}".`,
    `${guess === undefined ? '' : `Did you mean "${guess}"? `}Choose one of ${ids.join(', ')}.`,
  )
}
