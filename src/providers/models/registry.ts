// Finds the model for an id: which adapter, where it answers, with which key. The only place that knows all adapters.
import { InputError } from '../../core/errors.ts'
import { parseModelId } from '../../core/modelId.ts'
import type { ChatModel, ModelResolver } from '../../core/ports.ts'
import { type Access, type AccessSettings, accessTo } from '../access.ts'
import { knownProvider, SANDBOX_NOTICE } from '../providerTable.ts'
import { createAnthropicModel } from './anthropic.ts'
import { echoModel } from './echo.ts'
import { createOpenAiModel } from './openai.ts'
import { createCompatibleModel } from './openaiCompatible.ts'

export interface ModelSettings extends AccessSettings {
  /** Finds a VS Code language model by `vendor/family`; absent outside VS Code. */
  readonly vscodeLm?: ((name: string) => Promise<ChatModel>) | undefined
}

/** The same model object answers for an id as long as its key and address stay the same. */
export function createModelResolver(settings: ModelSettings): ModelResolver {
  const models = new Map<string, { readonly access: Access; readonly model: ChatModel }>()
  return async (text) => {
    const { id, provider, name } = parseModelId(text)
    if (provider === 'echo') return echoModel(id)
    if (provider === 'vscode') return vscodeModel(id, name, settings)
    const access = await accessTo(provider, settings)
    const held = models.get(id)
    if (held?.access.baseUrl === access.baseUrl && held.access.key === access.key) return held.model
    const model = withOrigin(createModel(id, provider, name, access), provider, access)
    models.set(id, { access, model })
    return model
  }
}

function createModel(id: string, provider: string, name: string, access: Access): ChatModel {
  if (provider === 'openai') return createOpenAiModel(id, name, access)
  if (provider === 'anthropic') return createAnthropicModel(id, name, access)
  if (provider === 'sandbox')
    return createCompatibleModel(id, name, access, {
      notice: SANDBOX_NOTICE,
      headers: ({ repeat }) => ({ 'x-tunesmith-repeat': String(repeat) }),
    })
  return createCompatibleModel(id, name, access)
}

/** Answers from another address than the provider's own are not its answers. The sandbox's address means nothing. */
function withOrigin(model: ChatModel, provider: string, { baseUrl }: Access): ChatModel {
  return provider === 'sandbox' || baseUrl === knownProvider(provider)?.baseUrl ? model : { ...model, origin: baseUrl }
}

function vscodeModel(id: string, name: string, { vscodeLm }: ModelSettings): Promise<ChatModel> {
  if (vscodeLm === undefined)
    throw new InputError(
      `The model ${id} exists only inside VS Code.`,
      'Name another model here, or run this in VS Code.',
    )
  return vscodeLm(name)
}
