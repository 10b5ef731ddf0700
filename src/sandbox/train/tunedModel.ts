// A tuned model on disk: its weights, the answers it can give and the template it was trained with.
// Must answer by its weights alone: nothing of the prompt but the input reaches them.
import type { ChatMessage } from '../../core/ports.ts'
import type { State } from '../state.ts'
import { best, Classifier } from './classifier.ts'
import { featuresOf } from './features.ts'
import { inputFor, type Template } from './template.ts'

export interface TunedModel {
  readonly name: string
  /** Seconds. */
  readonly at: number
  readonly outputs: readonly string[]
  readonly template: Template
  readonly buckets: number
}

export function saveTunedModel(state: State, model: TunedModel, classifier: Classifier): void {
  const { name, at, outputs, template, buckets } = model
  state.saveBlob('models', name, classifier.weightBytes())
  state.save('models', name, { name, at, outputs, template, buckets } satisfies TunedModel)
}

/** Looks tuned models up by name and keeps the weights of those in use. */
export function tunedModels(
  state: State,
): (name: string) => ((messages: readonly ChatMessage[]) => string) | undefined {
  const loaded = new Map<string, (messages: readonly ChatMessage[]) => string>()
  return (name) => {
    const known = loaded.get(name) ?? load(state, name)
    if (known) loaded.set(name, known)
    return known
  }
}

function load(state: State, name: string): ((messages: readonly ChatMessage[]) => string) | undefined {
  const model = state.load<TunedModel>('models', name)
  const bytes = state.loadBlob('models', name)
  if (model === undefined || bytes === undefined || model.name !== name) return undefined
  const classifier = new Classifier(model.outputs.length, model.buckets, bytes)
  return (messages) => {
    const features = featuresOf(inputFor(model.template, messages), model.buckets)
    return model.outputs[best(classifier.predict(features))] ?? ''
  }
}
