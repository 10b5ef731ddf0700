// Cases for components whose answers are free: facts to take out of a text, questions to a text, and things to do.
// Must make up names and numbers of its own: nothing here belongs to any one task.
import type { GenerationRequest } from '../../../core/generate/contract.ts'
import { jsonShape } from '../jsonShape.ts'
import { isFunctionWord, sentencesOf, wordsOf } from '../text.ts'
import type { Draw } from './edits.ts'
import { inputOf, type MadeCase } from './madeCase.ts'
import { ask, askMisleadingly, askOddly, pick } from './phrasing.ts'

const NAMES = ['Ada Holm', 'Ben Okafor', 'Chi Tran', 'Dora Weiss', 'Emil Sandor', 'Fatou Diallo', 'Goran Petrov']
const PLACES = ['Lund', 'Porto', 'Graz', 'Leeds', 'Turin', 'Ghent', 'Malmo']
const RULE = /\b(?:must|never|always|only|do not|don't|keep|no more than|at most|be )\b/iu

/** Sentences that state each key's value; `edge` leaves one out, `hardNegative` corrects one. */
export function fieldCase(request: GenerationRequest, kind: MadeCase['kind'], draw: Draw, purpose: string): MadeCase {
  const keys = keysOf(request)
  const values = keys.map((key) => valueFor(key, draw, `${purpose} ${key}`))
  const odd = Math.floor(keys.length * draw(`${purpose} odd`))
  const stated = keys.flatMap((key, i) => {
    const name = key.replaceAll('_', ' ')
    if (kind === 'edge' && i === odd) return []
    if (kind === 'hardNegative' && i === odd)
      return [`At first I wrote ${valueFor(key, draw, `${purpose} ${key} old`)}, but the ${name} is ${values[i]}.`]
    return [`The ${name} is ${values[i]}.`]
  })
  const record = Object.fromEntries(
    keys.map((key, i) => [key, kind === 'edge' && i === odd ? null : (values[i] ?? null)]),
  )
  const field = keys[odd] ?? 'field'
  const why =
    kind === 'typical'
      ? 'Every field is stated once.'
      : kind === 'edge'
        ? `The ${field} is not stated, and must not be made up.`
        : `The ${field} is corrected later in the text.`
  return {
    input: inputOf(request.variables, [ask('an entry', draw, purpose), ...stated].join(' ')),
    expected: JSON.stringify(record),
    kind,
    why,
  }
}

/** A short text with a question that it answers, or, at the edge, does not. */
export function answerableCase(
  request: GenerationRequest,
  kind: MadeCase['kind'],
  draw: Draw,
  purpose: string,
): MadeCase {
  const topic = topicOf(request, draw, purpose)
  const [place, other] = [pick(PLACES, draw, `${purpose} place`), pick(PLACES, draw, `${purpose} other`)]
  const hour = 7 + Math.floor(5 * draw(`${purpose} hour`))
  const facts = [
    `The desk for ${topic} in ${place} opens at ${hour}.`,
    `In ${other} nobody is there before noon.`,
    `${pick(NAMES, draw, `${purpose} name`)} is in charge of it.`,
  ]
  const unknown = kind === 'edge'
  const question = unknown
    ? `How much does ${topic} cost in ${place}?`
    : kind === 'hardNegative'
      ? `Is it true that the desk for ${topic} in ${place} opens at ${hour + 1}?`
      : `When does the desk for ${topic} in ${place} open?`
  const expected = unknown
    ? 'The text does not say what it costs.'
    : kind === 'hardNegative'
      ? `No, it opens at ${hour}.`
      : `It opens at ${hour}.`
  const why = unknown
    ? 'The text does not hold the answer.'
    : kind === 'hardNegative'
      ? 'The question takes something wrong for granted.'
      : 'The answer stands in one sentence.'
  return { input: contextInput(request.variables, facts.join(' '), question), expected, kind, why }
}

/** Something to do, and what the prompt demands of how it is done. */
export function demandCase(request: GenerationRequest, kind: MadeCase['kind'], draw: Draw, purpose: string): MadeCase {
  const [topic, other] = [topicOf(request, draw, purpose), topicOf(request, draw, `${purpose} other`)]
  const text =
    kind === 'typical'
      ? ask(topic, draw, purpose)
      : kind === 'edge'
        ? askOddly(topic, draw, purpose)
        : askMisleadingly(topic, other, draw, purpose)
  const rules = request.prompt
    .flatMap(({ text: lines }) => lines.split('\n').flatMap(sentencesOf))
    .filter((sentence) => RULE.test(sentence) && !/\{\{|\$\{/u.test(sentence))
  const rule = rules.length === 0 ? 'Says nothing that the input does not hold.' : pick(rules, draw, `${purpose} rule`)
  const why =
    kind === 'typical'
      ? `An everyday wish about ${topic}.`
      : kind === 'edge'
        ? 'An odd form of a usual wish.'
        : `Speaks of ${other} and wants ${topic}.`
  return { input: inputOf(request.variables, text), expected: `Speaks about ${topic}. ${rule}`, kind, why }
}

/** Two neighbouring telling words of the description, else of the prompt. */
function topicOf({ description, prompt }: GenerationRequest, draw: Draw, purpose: string): string {
  const said =
    description.trim() === '' ? prompt.map(({ text }) => text.replace(/\{[^}]*\}+/gu, ' ')).join('\n') : description
  const words = wordsOf(said).filter((word) => !isFunctionWord(word) && word.length > 3)
  const at = Math.floor(words.length * draw(`${purpose} topic`))
  return words.slice(at, at + 2).join(' ') || 'the matter'
}

function keysOf({ prompt, examples }: GenerationRequest): readonly string[] {
  const shown = examples.flatMap(({ output }) => keysIn(output))
  if (shown.length > 0) return [...new Set(shown)]
  return jsonShape(prompt.map(({ text }) => text).join('\n'), undefined)?.keys ?? ['answer']
}

function keysIn(output: string): string[] {
  try {
    const value: unknown = JSON.parse(output)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  } catch {
    return []
  }
}

function valueFor(key: string, draw: Draw, purpose: string): string {
  const number = 1 + Math.floor(400 * draw(`${purpose} number`))
  const name = pick(NAMES, draw, `${purpose} name`)
  if (/mail/iu.test(key)) return `${name.split(' ')[0]?.toLowerCase()}${number}@example.org`
  if (/date|day|when|birth/iu.test(key)) return `2026-0${1 + (number % 9)}-${10 + (number % 18)}`
  if (/phone|tel/iu.test(key)) return `+46 8 ${100_000 + number * 7}`
  if (/price|amount|total|cost|count|quantity|number|id/iu.test(key)) return String(number)
  if (/city|place|address|country|location/iu.test(key)) return pick(PLACES, draw, `${purpose} place`)
  return name
}

/** The text goes where the prompt has its context, the question into the last other variable. */
function contextInput(variables: readonly string[], context: string, question: string): Record<string, string> {
  const place = variables.find((name) => /context|passage|document|source|article|text/iu.test(name))
  const rest = variables.filter((name) => name !== place)
  if (place === undefined || rest.length === 0) return inputOf(variables, `${context}\n\n${question}`)
  return { ...inputOf(rest, question), [place]: context }
}
