// Looks at one case that a model wrote: a draft where it can be used, else the reason why not, in words that the user and
// the model are both told.
import { InputError } from '../errors.ts'
import { inputNames } from '../evals/caseText.ts'
import { isRecord } from '../evals/source.ts'
import { renderMessages } from '../prompt/render.ts'
import { printValue } from '../prompt/values.ts'
import { componentTypes } from './componentTypes.ts'
import { type MadeKind, madeCase } from './contract.ts'
import { type DraftCase, draftProblem } from './draft.ts'
import type { GenerationOrder } from './order.ts'

/** Of a text that the request shows, and of the reason for a case. */
const SHOWN = 200
const LONGEST_WHY = 300
/** Words from which on an input that stands in the prompt is a copy, and no chance. */
const COPY = 4

/** Names that a case gives values to. */
export function inputsOf({ prompt }: Pick<GenerationOrder, 'prompt'>): readonly string[] {
  const { variables, taskVariable } = prompt
  return taskVariable === undefined || variables.includes(taskVariable) ? variables : [...variables, taskVariable]
}

/** The draft, or why there is none. Neither duplicates nor quotas are looked at. */
export function examine(item: unknown, order: GenerationOrder): DraftCase | string {
  const parsed = madeCase.safeParse(item)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'it is no case' }
    return `it does not fit the contract: ${[path.join('.'), message].filter((part) => part !== '').join(' ')}`
  }
  const { input, expected, kind, why } = parsed.data
  const names = inputsOf(order)
  const missing = names.find((name) => input[name] === undefined)
  if (missing !== undefined) return `it has no "${missing}"`
  if (names.every((name) => input[name]?.trim() === '')) return 'its input is empty'
  const vars = nested(names.map((name) => [name, input[name] ?? '']))
  const problem = expectedProblem(expected, order) ?? draftProblem({ vars, expected, why }) ?? copyProblem(vars, order)
  return problem ?? renderProblem(vars, order) ?? draftOf(vars, expected.trim(), kind, why, order)
}

/** Beginning of an input, for people and for the next request. */
export function shownInput(vars: unknown): string {
  const record = typeof vars === 'object' && vars !== null ? (vars as Readonly<Record<string, unknown>>) : { vars }
  const text = inputNames(record, undefined)
    .map((name) => printValue(record[name] ?? ''))
    .join(' · ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text
}

/** A dotted name is a field of a record, as the template reads it. */
function nested(values: readonly (readonly [string, string])[]): DraftCase['vars'] {
  const vars: Record<string, unknown> = {}
  for (const [name, value] of values) {
    const path = name.split('.')
    let record = vars
    for (const part of path.slice(0, -1)) {
      const below: Record<string, unknown> = isRecord(record[part]) ? { ...record[part] } : {}
      record[part] = below
      record = below
    }
    record[path.at(-1) ?? name] = value
  }
  return vars
}

function draftOf(
  vars: DraftCase['vars'],
  expected: string,
  kind: MadeKind,
  why: string,
  { type, model, prompt }: GenerationOrder,
): DraftCase {
  const { demands } = componentTypes[type]
  const text = prompt.messages.map((message) => message.text).join('\n')
  const answer = demands === undefined ? { expected } : { assert: [...demands(expected, text)] }
  return { vars, ...answer, kind, why: why.trim().slice(0, LONGEST_WHY), source: 'synthetic', from: model }
}

function expectedProblem(given: string, { type, prompt, description, examples }: GenerationOrder): string | undefined {
  const expected = given.trim()
  if (expected === '') return 'it does not say what is right'
  if (type === 'extractor' && !isJson(expected)) return 'what it expects is no JSON object or list'
  if (!componentTypes[type].closed) return undefined
  const offered = [...prompt.messages.map(({ text }) => text), description]
  if (examples.some(({ output }) => output.trim() === expected)) return undefined
  if (offered.some((text) => holdsWord(text, expected))) return undefined
  return `“${expected.slice(0, 60)}” is no answer that the prompt offers`
}

function copyProblem(vars: DraftCase['vars'], { prompt }: GenerationOrder): string | undefined {
  const copied = Object.values(vars).some(
    (value) =>
      typeof value === 'string' &&
      value.trim().split(/\s+/).length >= COPY &&
      prompt.messages.some(({ text }) => text.includes(value.trim())),
  )
  return copied ? 'its input stands in the prompt itself' : undefined
}

function renderProblem(vars: DraftCase['vars'], { prompt }: GenerationOrder): string | undefined {
  try {
    renderMessages(prompt, vars)
    return undefined
  } catch (error) {
    if (InputError.is(error)) return `the prompt cannot be filled in with it: ${error.message}`
    throw error
  }
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** Whether `word` stands in `text`, and not as a part of another word. */
function holdsWord(text: string, word: string): boolean {
  const inside = /[\p{L}\p{N}_-]/u
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + word.length]]
    if (!inside.test(before) && !inside.test(after)) return true
  }
  return false
}
