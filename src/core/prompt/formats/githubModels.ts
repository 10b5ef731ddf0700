// GitHub Models (*.prompt.yml): a list of messages, with test data and evaluators in the same file, which become cases.
import { isRecord } from '../../evals/source.ts'
import { lineOfOffset } from '../../readText.ts'
import { yamlTree } from '../codecs/yamlTree.ts'
import type { EmbeddedAssert, EmbeddedCase, PromptFormat } from '../document.ts'
import { nodeAt, type TreeNode } from '../tree.ts'
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
  parse: (path, source) => {
    const root = yamlTree(path, source)
    return [{ engine: 'braces', ...chatOf(path, source, root), cases: casesIn(source, root) }]
  },
}

function casesIn(source: string, root: TreeNode): EmbeddedCase[] {
  const evaluators = nodeAt(root, 'evaluators')?.value
  const asserts = (Array.isArray(evaluators) ? evaluators : []).flatMap((one: unknown) => assertOf(one) ?? [])
  return (nodeAt(root, 'testData')?.items ?? []).flatMap(({ value, start }): EmbeddedCase[] => {
    if (!isRecord(value)) return []
    const { expected, ...vars } = value
    return [
      {
        vars,
        ...(typeof expected === 'string' ? { expected } : {}),
        asserts: asserts.map((one) => ({
          ...one,
          value: one.value.replaceAll(/\{\{\s*expected\s*\}\}/g, () => String(expected ?? '')),
        })),
        line: lineOfOffset(source, start),
      },
    ]
  })
}

const STRINGS = { equals: 'equals', contains: 'contains', startsWith: 'starts-with', endsWith: 'regex' } as const

/** An evaluator in promptfoo's words; undefined where it names a program of GitHub's own. */
function assertOf(evaluator: unknown): EmbeddedAssert | undefined {
  if (!isRecord(evaluator)) return undefined
  const { string, llm } = evaluator
  if (isRecord(llm) && typeof llm.prompt === 'string') return { type: 'llm-rubric', value: llm.prompt }
  if (!isRecord(string)) return undefined
  for (const [key, type] of Object.entries(STRINGS)) {
    const value = string[key]
    if (typeof value === 'string')
      return { type, value: key === 'endsWith' ? `${value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$` : value }
  }
  return undefined
}
