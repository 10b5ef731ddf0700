// GitHub Models (*.prompt.yml): a list of messages. Test data and evaluators in the same file are cases, which
// evals/sources/githubModels.ts reads.
import { yamlTree } from '../codecs/yamlTree.ts'
import type { PromptFormat } from '../document.ts'
import { chatOf } from './chat.ts'

const KEYS = /^(?:model|modelParameters|testData|evaluators)[ \t]*:/m

export const githubModelsFormat: PromptFormat = {
  id: 'github-models',
  label: 'GitHub Models prompt',
  class: 'task',
  claims: (path) => (/\.ya?ml$/i.test(path) ? { confidence: 0.1, reason: 'YAML' } : undefined),
  sniff: (path, head) => {
    if (!/^messages[ \t]*:/m.test(head)) return undefined
    if (/\.prompt\.ya?ml$/i.test(path)) return { confidence: 0.98, reason: 'named *.prompt.yml, with messages' }
    return KEYS.test(head) && /^[ \t]*(?:-[ \t]+)?role[ \t]*:/m.test(head)
      ? { confidence: 0.8, reason: 'messages with a model or test data, as in GitHub Models' }
      : undefined
  },
  parse: (path, source) => [{ engine: 'braces', ...chatOf(path, source, yamlTree(path, source)) }],
}
