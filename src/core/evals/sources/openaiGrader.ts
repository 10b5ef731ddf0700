// One grader of OpenAI's as a check of ours, where there is one that grades the same; else said and left out.
import type { Located, ValuePath } from '../source.ts'
import { isRecord } from '../source.ts'
import type { Warnings } from '../warnings.ts'
import type { Check } from './translation.ts'

type Grader = Readonly<Record<string, unknown>>
type Read = (grader: Grader) => Check | string

/** `path` is where the grader stands. Empty where it cannot be run, which is said. */
export function checkOfGrader(
  { grader, path }: { readonly grader: Located; readonly path: ValuePath },
  warnings: Warnings,
): Check[] {
  const value = isRecord(grader.value) ? grader.value : {}
  const found = readerOf(value.type)?.(value) ?? `is of the type ${JSON.stringify(value.type)}, which nobody knows`
  if (typeof found !== 'string') {
    const metric = typeof value.name === 'string' ? { metric: value.name } : {}
    return [{ ...found, value: { ...found.value, ...metric }, at: path }]
  }
  warnings.add(`The grader ${JSON.stringify(value.name ?? value.type ?? '')} ${found}. It is not evaluated.`, grader)
  return []
}

/** `multi` reads graders itself. */
const READ: Readonly<Record<string, Read>> = {
  string_check: stringCheck,
  text_similarity: textSimilarity,
  label_model: labelModel,
  score_model: scoreModel,
  python,
  multi,
}

const NO_OUTPUT = 'compares with something else than the output'

function stringCheck({ input, reference, operation }: Grader): Check | string {
  const swapped = outputOf(input) === undefined && (operation === 'eq' || operation === 'ne')
  const [output, text] = swapped ? [outputOf(reference), input] : [outputOf(input), reference]
  if (output === undefined) return NO_OUTPUT
  if (typeof text !== 'string') return 'has no reference'
  const is = operation === 'eq' || operation === 'ne' ? 'equals' : 'contains'
  if (!['eq', 'ne', 'like', 'ilike'].includes(String(operation)))
    return `has the operation ${JSON.stringify(operation)}`
  const type = operation === 'ne' ? 'not-text-match' : 'text-match'
  const value = { is, text: filled(text), ...(operation === 'ilike' && { ignoreCase: true }) }
  return { own: true, at: [], value: { type, value, ...output } }
}

/** OpenAI's metric and ours of the same definition. */
const METRICS: Readonly<Record<string, string>> = { bleu: 'bleu', gleu: 'gleu', rouge_1: 'rouge-n', cosine: 'similar' }

function textSimilarity({
  input,
  reference,
  evaluation_metric: metric,
  pass_threshold: threshold,
}: Grader): Check | string {
  const output = outputOf(input)
  if (output === undefined) return NO_OUTPUT
  const type = Object.hasOwn(METRICS, String(metric)) ? METRICS[String(metric)] : undefined
  if (type === undefined) return `measures ${JSON.stringify(metric)}, which is not measured here`
  if (typeof reference !== 'string') return 'has no reference'
  return { own: false, at: [], value: { type, value: filled(reference), ...thresholdOf(threshold), ...output } }
}

function labelModel({ model, input, labels, passing_labels: passing }: Grader): Check | string {
  const rubricPrompt = messagesOf(input)
  if (rubricPrompt === undefined) return 'has no messages of text for its model'
  if (!Array.isArray(labels) || labels.length < 2 || !Array.isArray(passing)) return 'has no labels to choose from'
  const choices = Object.fromEntries(labels.map((label: unknown) => [String(label), Number(passing.includes(label))]))
  const value = { choices, passing: passing.map(String) }
  return { own: true, at: [], value: { type: 'choice', value, rubricPrompt, ...providerOf(model) } }
}

function scoreModel({ model, input, range, pass_threshold: threshold }: Grader): Check | string {
  const rubricPrompt = messagesOf(input)
  if (rubricPrompt === undefined) return 'has no messages of text for its model'
  const [low, high] = Array.isArray(range) ? range.map(Number) : [0, 1]
  if (low === undefined || high === undefined || !(low < high)) return 'has a range without an extent'
  // Without a threshold the score alone counts there; here half of the range passes.
  const passFrom = typeof threshold === 'number' ? threshold : (low + high) / 2
  const value = { range: [low, high], passFrom }
  return { own: true, at: [], value: { type: 'rating', value, rubricPrompt, ...providerOf(model) } }
}

function python({ source, pass_threshold: threshold }: Grader): Check | string {
  if (typeof source !== 'string' || !/^def grade\s*\(/m.test(source)) return 'has no function "grade" in its source'
  const call = 'return float(grade({"output_text": output}, context["vars"]))'
  // As a template it must stay what it is: braces in code are common.
  const text = `${source.trimEnd()}\n${call}`
  if (/\{\{|\{%|\{#/.test(text)) return 'has code that looks like a template'
  return { own: false, at: [], value: { type: 'python', value: text, ...thresholdOf(threshold) } }
}

/** A weighted sum whose weights add up to 1 is a set's score. */
function multi({ graders, calculate_output: formula, pass_threshold: threshold }: Grader): Check | string {
  const named = isRecord(graders) ? graders : {}
  const terms = String(formula)
    .split('+')
    .map((term) => /^\s*(?:(\d*\.?\d+)\s*\*\s*)?([A-Za-z_]\w*)(?:\s*\*\s*(\d*\.?\d+))?\s*$/.exec(term))
  const weights = terms.map((term) => ({ name: term?.[2] ?? '', weight: Number(term?.[1] ?? term?.[3] ?? 1) }))
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  if (terms.some((term) => term === null) || Math.abs(sum - 1) > 1e-6)
    return `calculates ${JSON.stringify(formula)}, and only weighted sums whose weights add up to 1 are`
  const assert: Grader[] = []
  for (const { name, weight } of weights) {
    const inner = named[name]
    const found = isRecord(inner) ? readerOf(inner.type)?.(inner) : undefined
    if (found === undefined) return `names "${name}", which is none of its graders`
    if (typeof found === 'string') return `holds "${name}", which ${found}`
    assert.push({ ...found.value, weight, metric: name })
  }
  return { own: true, at: [], value: { type: 'assert-set', assert, threshold: threshold ?? 0.5 } }
}

/** The output, or a part of it as JSON, which takes code; undefined where the template names something else. */
function outputOf(template: unknown): { readonly transform?: string } | undefined {
  if (typeof template !== 'string') return undefined
  if (/^\s*\{\{\s*sample\.output_text\s*\}\}\s*$/.test(template)) return {}
  const path = /^\s*\{\{\s*sample\.output_json((?:\.[A-Za-z_]\w*)+)\s*\}\}\s*$/.exec(template)?.[1]
  return path === undefined ? undefined : { transform: `JSON.parse(output)${path}` }
}

/** `{{ item.x }}` is the variable x. */
function filled(template: string): string {
  return template
    .replaceAll(/\{\{\s*sample\.output_text\s*\}\}/g, '{{output}}')
    .replaceAll(/\{\{\s*item\.([\w.]+)\s*\}\}/g, '{{$1}}')
}

function messagesOf(input: unknown): { role: string; content: string }[] | undefined {
  const list: readonly unknown[] = Array.isArray(input) ? input : [{ role: 'user', content: input }]
  const messages = list.map((message) => {
    const { role, content } = isRecord(message) ? message : {}
    const text = isRecord(content) ? content.text : content
    if (typeof text !== 'string') return undefined
    return { role: role === 'developer' ? 'system' : String(role ?? 'user'), content: filled(text) }
  })
  const whole = messages.filter((message) => message !== undefined)
  return whole.length === messages.length && whole.length > 0 ? whole : undefined
}

function providerOf(model: unknown): { readonly provider?: string } {
  return typeof model === 'string' ? { provider: `openai:${model}` } : {}
}

function thresholdOf(threshold: unknown): { readonly threshold?: number } {
  return typeof threshold === 'number' ? { threshold } : {}
}

function readerOf(type: unknown) {
  return Object.hasOwn(READ, String(type)) ? READ[String(type)] : undefined
}
