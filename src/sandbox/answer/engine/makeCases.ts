// Plays the writer of cases: inputs made of what the prompt, the description and the examples say of each answer, put
// into everyday frames. Better sizes are wrong less often. Must copy nothing but single phrases of the request.
import type { GenerationRequest } from '../../../core/generate/contract.ts'
import type { Size } from '../ability.ts'
import { synonymsOf } from '../lexicon.ts'
import { readPrompt } from '../readPrompt.ts'
import { isFunctionWord, nameKey, wordsOf } from '../text.ts'
import type { Draw } from './edits.ts'
import { answerableCase, demandCase, fieldCase } from './freeCases.ts'
import { inputOf, type MadeCase } from './madeCase.ts'
import { ask, askMisleadingly, askOddly, pick } from './phrasing.ts'

/** What a size gets wrong: it takes an answer that is near. */
const SLIPS: Readonly<Record<Size, number>> = { small: 0.1, medium: 0.04, large: 0 }

interface Topic {
  readonly answer: string
  readonly phrases: readonly string[]
}

export function makeCases(request: GenerationRequest, size: Size, draw: Draw): { cases: MadeCase[] } {
  const topics = topicsOf(request)
  const slots = request.wanted.flatMap(({ kind, count }) => Array.from({ length: Math.min(count, 20) }, () => kind))
  return {
    cases: slots.map((kind, i) => {
      const purpose = `case ${i}`
      const slip = draw(`${purpose} slip`) < SLIPS[size]
      if (topics.length > 1) return closedCase(request, topics, { kind, slip, turn: i }, draw, purpose)
      if (request.component.type === 'extractor') return fieldCase(request, kind, draw, purpose)
      if (request.component.type === 'answerer') return answerableCase(request, kind, draw, purpose)
      return demandCase(request, kind, draw, purpose)
    }),
  }
}

interface Slot {
  readonly kind: MadeCase['kind']
  readonly slip: boolean
  readonly turn: number
}

function closedCase(
  { rare, full, variables }: GenerationRequest,
  topics: readonly Topic[],
  { kind, slip, turn }: Slot,
  draw: Draw,
  purpose: string,
): MadeCase {
  const open = topics.filter(({ answer }) => !full.includes(answer))
  const wanted = open.filter(({ answer }) => rare.includes(answer))
  const pool = wanted.length > 0 && draw(`${purpose} rare`) < 0.6 ? wanted : open.length > 0 ? open : topics
  const topic = pool[(turn + Math.floor(pool.length * draw('start'))) % pool.length] ?? pick(topics, draw, purpose)
  const others = topics.filter((other) => other !== topic)
  const other = pick(others, draw, `${purpose} other`)
  const phrase = varied(pick(topic.phrases, draw, `${purpose} phrase`), draw, purpose)
  const decoy = pick(other.phrases, draw, `${purpose} decoy`)
  const text =
    kind === 'typical'
      ? ask(phrase, draw, purpose)
      : kind === 'edge'
        ? askOddly(phrase, draw, purpose)
        : askMisleadingly(phrase, decoy, draw, purpose)
  const expected = slip ? other.answer : topic.answer
  const why =
    kind === 'typical'
      ? `An everyday message about ${phrase}.`
      : kind === 'edge'
        ? `Says ${phrase} in an odd form.`
        : `Names ${decoy}, which is ${other.answer}, and is about ${phrase}.`
  return { input: inputOf(variables, text), expected, kind, why }
}

/** What the request says of each answer: definitions first, else its name and the examples with it. */
function topicsOf({ prompt, component, examples }: GenerationRequest): Topic[] {
  if (component.type !== 'classifier' && component.type !== 'router') return []
  const { labels, notes } = readPrompt(prompt.map(({ role, text }) => ({ role, content: text })))
  const named = labels.map(({ key, name }) => ({
    answer: name,
    phrases: notes.filter((note) => note.key === key).flatMap(({ text }) => phrasesOf(text)),
  }))
  const shown = [...new Set(examples.map(({ output }) => output.trim()))]
    .filter((output) => !named.some(({ answer }) => nameKey(answer) === nameKey(output)))
    .map((answer) => ({ answer, phrases: [] }))
  return [...named, ...shown].map(({ answer, phrases }) => ({
    answer,
    phrases: [
      ...phrases,
      ...examples
        .filter(({ output }) => output.trim() === answer)
        .flatMap(({ input }) => Object.values(input).flatMap(gist)),
      ...(phrases.length === 0
        ? [wordsOf(answer).join(' '), ...wordsOf(answer).flatMap((word) => synonymsOf(word).slice(0, 4))]
        : []),
    ],
  }))
}

/** The parts of a definition. */
function phrasesOf(text: string): string[] {
  return text
    .split(/[,;.]|\bor\b|\band\b/u)
    .map((part) => part.trim())
    .filter((part) => wordsOf(part).some((word) => !isFunctionWord(word)))
}

/** A few telling words of an example, never a run of it. */
function gist(text: string): string[] {
  const words = wordsOf(text).filter((word) => !isFunctionWord(word) && word.length > 3)
  return words.length === 0 ? [] : [words.slice(0, 2).join(' ')]
}

/** Now and then another everyday word for one of the phrase's. */
function varied(phrase: string, draw: Draw, purpose: string): string {
  if (draw(`${purpose} vary`) < 0.5) return phrase
  const words = phrase.split(' ')
  const at = words.findIndex((word) => synonymsOf(word).length > 0)
  if (at === -1) return phrase
  const other = pick(synonymsOf(words[at] ?? ''), draw, `${purpose} synonym`)
  return words.map((word, i) => (i === at ? other : word)).join(' ')
}
