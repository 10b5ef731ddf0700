// GitHub Models (*.prompt.yml): prompt, model, test data and evaluators in one file, graded as `gh models eval` does:
// the answer is trimmed, and all string evaluators but `equals` disregard case.
// Source: cmd/eval/eval.go of github/gh-models.
import * as z from 'zod'
import { InputError } from '../../errors.ts'
import { checkKeys } from '../keys.ts'
import { isRecord, type Located, parseYaml, partOf, translated } from '../source.ts'
import type { Warnings } from '../warnings.ts'
import { type EvalSource, ownPrompt, type Translation, withChecks } from './translation.ts'

export const githubModels: EvalSource = {
  label: 'GitHub Models prompt',
  claims: (path, text) =>
    /\.ya?ml$/i.test(path) && /^["']?testData["']?[ \t]*:/m.test(text) && /^["']?messages["']?[ \t]*:/m.test(text),
  translate: async (_files, path, text, warnings) => translate(parseYaml(path, text), warnings),
}

const llmSchema = z.object({
  prompt: z.string().min(1),
  systemPrompt: z.string().optional(),
  modelId: z.string().min(1).optional(),
  choices: z.array(z.object({ choice: z.coerce.string().min(1), score: z.number().min(0).max(1) })).min(2),
})

const STRINGS = [
  ['equals', 'equals'],
  ['contains', 'contains'],
  ['startsWith', 'starts-with'],
  ['endsWith', 'ends-with'],
] as const

function translate(file: Located, warnings: Warnings): Translation {
  const top = isRecord(file.value) ? file.value : {}
  const evaluators = listAt(file, 'evaluators', top.evaluators)
  const checks = evaluators.flatMap((one, i) =>
    checkOf(one, warnings).map((value) => ({ own: true, value, at: ['evaluators', i] })),
  )
  const rows = listAt(file, 'testData', top.testData).map(rowOf)
  if (rows.length === 0)
    throw new InputError('The prompt has no test data.', 'Write its cases under "testData".', {
      file: file.file,
      line: file.lineOf(['testData']),
    })
  if (checks.length === 0)
    throw new InputError(
      evaluators.length === 0
        ? 'Nothing says what a right answer to this test data looks like.'
        : 'None of the evaluators of this prompt can be run.',
      'Add one under "evaluators", for instance {name: right, string: {equals: "{{expected}}"}}.',
      { file: file.file, line: file.lineOf([evaluators.length === 0 ? 'testData' : 'evaluators']) },
    )
  const model = typeof top.model === 'string' ? [providerOf(top.model)] : []
  const isKnown = rows.every(({ value }) => isRecord(value) && 'expected' in value)
  const value = {
    ...(typeof top.description === 'string' && { description: top.description }),
    prompts: [ownPrompt(file.file)],
    providers: model,
    ...(isKnown && { metadata: { tunesmith: { expected: 'expected' } } }),
  }
  return withChecks(file, value, checks, rows)
}

/** `openai/gpt-4.1` of GitHub's catalogue; older files leave the publisher out. */
function providerOf(model: string): string {
  return `github:${model.includes('/') ? model : `openai/${model}`}`
}

function listAt(file: Located, key: string, value: unknown): Located[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((item: unknown, i) => partOf(file, [key, i], item))
  throw new InputError(`"${key}" is not a list.`, 'Write each item after a dash.', {
    file: file.file,
    line: file.lineOf([key]),
  })
}

function rowOf(item: Located): Located {
  if (!isRecord(item.value))
    throw new InputError('The case is not a record.', 'Write one "name: value" on each line.', {
      file: item.file,
      line: item.lineOf(),
    })
  const { expected, ...input } = item.value
  return translated(item, { input, ...(expected !== undefined && { expected }) }, [
    [['input'], []],
    [['expected'], ['expected']],
  ])
}

/** An evaluator as a check; none where it cannot be run, which is said. */
function checkOf(evaluator: Located, warnings: Warnings): readonly Readonly<Record<string, unknown>>[] {
  const { value } = evaluator
  if (!isRecord(value))
    throw new InputError('The evaluator is not a record.', 'Write {name: …, string: {contains: …}}.', {
      file: evaluator.file,
      line: evaluator.lineOf(),
    })
  checkKeys(evaluator, [], value, { known: ['name', 'string', 'llm', 'uses'], what: 'in an evaluator' }, warnings)
  const metric = typeof value.name === 'string' ? { metric: value.name } : {}
  const said = (why: string) => {
    warnings.add(`The evaluator ${JSON.stringify(value.name ?? '')} ${why}. It is not evaluated.`, evaluator)
    return []
  }
  if (isRecord(value.string)) {
    const known = STRINGS.map(([key]) => key)
    checkKeys(evaluator, ['string'], value.string, { known, what: 'in a string evaluator' }, warnings)
    for (const [key, is] of STRINGS) {
      const text = value.string[key]
      // As there, an empty text is none, and the first of the four counts.
      if (typeof text !== 'string' || text === '') continue
      return [{ type: 'text-match', value: { is, text, trim: true, ignoreCase: is !== 'equals' }, ...metric }]
    }
    return said('compares with no text')
  }
  if (isRecord(value.llm)) {
    const asked = choiceOf(value.llm)
    return asked === undefined ? said('has no choices from 0 to 1 for its model to make') : [{ ...asked, ...metric }]
  }
  if (typeof value.uses === 'string') return said(`uses ${value.uses}, whose question to the judge is GitHub's own`)
  return said('says nothing that can be checked')
}

/** An `llm` evaluator: a model answers the prompt with one of the choices, and passes with a score above 0. */
function choiceOf(llm: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const parsed = llmSchema.safeParse(llm)
  if (!parsed.success) return undefined
  const { prompt, systemPrompt, modelId, choices } = parsed.data
  const spread = choices.map(({ choice, score }) => [choice, score] as const)
  const asked = (content: string) => content.replaceAll(/\{\{\s*completion\s*\}\}/g, '{{output}}')
  return {
    type: 'choice',
    value: {
      choices: Object.fromEntries(spread),
      passing: spread.filter(([, score]) => score > 0).map(([choice]) => choice),
    },
    rubricPrompt: [
      ...(systemPrompt === undefined ? [] : [{ role: 'system', content: asked(systemPrompt) }]),
      { role: 'user', content: asked(prompt) },
    ],
    ...(modelId !== undefined && { provider: providerOf(modelId) }),
  }
}
