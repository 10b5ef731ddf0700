// OpenAI evals' ModelBasedClassify: a model chooses one of some words by a prompt of the registry
// (registry/modelgraded/NAME.yaml), whose `{name}` are Python's.
import { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import { isRecord, type Located, parseYaml } from '../source.ts'
import { type Check, textBeside } from './translation.ts'

/** Throws `InputError` where there is no such prompt, or its choices have no scores. */
export async function modelGraded(files: Files, args: Readonly<Record<string, unknown>>, at: Located): Promise<Check> {
  const name = String(args.modelgraded_spec)
  const line = at.lineOf(['args', 'modelgraded_spec'])
  const refuse = (problem: string, mend: string) => new InputError(problem, mend, { file: at.file, line })
  const found = await textBeside(files, at.file, [
    `../modelgraded/${name}.yaml`,
    `modelgraded/${name}.yaml`,
    `${name}.yaml`,
  ])
  if (found === undefined)
    throw refuse(`There is no prompt "${name}" for the judge.`, `Copy modelgraded/${name}.yaml beside the folder.`)
  const top = parseYaml(found.file, found.text).value
  const spec = isRecord(top) && isRecord(top[name]) ? top[name] : top
  const scores = isRecord(spec) ? scoresOf(spec) : undefined
  if (!isRecord(spec) || typeof spec.prompt !== 'string' || scores === undefined)
    throw refuse(
      `The choices of "${name}" have no scores, so nothing says which of them is right.`,
      'Add "choice_scores" to it.',
    )
  const given = isRecord(args.modelgraded_spec_args) ? args.modelgraded_spec_args : {}
  const outputs = isRecord(spec.input_outputs) ? Object.values(spec.input_outputs) : ['completion']
  const best = Math.max(...Object.values(scores))
  return {
    own: true,
    at: [],
    value: {
      type: 'choice',
      value: { choices: scores, passing: Object.keys(scores).filter((word) => scores[word] === best) },
      rubricPrompt: fromPython(spec.prompt, (placeholder) => {
        if (outputs.includes(placeholder)) return '{{output}}'
        if (typeof given[placeholder] === 'string') return given[placeholder]
        return placeholder === 'ideal' ? '{{expected}}' : `{{${placeholder}}}`
      }),
    },
  }
}

/** From 0 to 1; undefined where there are none. */
function scoresOf(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> | undefined {
  const words = typeof spec.choice_strings === 'string' ? [...spec.choice_strings] : spec.choice_strings
  const texts = Array.isArray(words) ? words.map(String) : []
  const given = spec.choice_scores
  const scores = texts.map((word) =>
    Number(given === 'from_strings' ? word : isRecord(given) ? given[word] : Number.NaN),
  )
  const [low, high] = [Math.min(0, ...scores), Math.max(1, ...scores)]
  if (texts.length < 2 || !scores.every(Number.isFinite)) return undefined
  return Object.fromEntries(texts.map((word, i) => [word, ((scores[i] ?? 0) - low) / (high - low)]))
}

/** `{name}` filled in; `{{` and `}}` are braces. */
function fromPython(prompt: string, of: (name: string) => string): string {
  return prompt.replace(/\{\{|\}\}|\{(\w+)\}/g, (tag, name: string | undefined) =>
    name === undefined ? (tag[0] ?? '') : of(name),
  )
}
