// One reply of a sandbox model. A function of the request, the model's size and the repeat index, and of nothing else.
// Must read no file, no clock and no state: what it knows is the prompt it is sent and everyday English.
import { sha256, stableJson } from '../../core/hash.ts'
import type { ChatMessage } from '../../core/ports.ts'
import { Random } from '../../core/random.ts'
import { ABILITIES, type Ability, type Size } from './ability.ts'
import { nounOf, renderReply, slipChances, spelt } from './format.ts'
import { answerFreely } from './freeform.ts'
import { type JsonShape, jsonShape, renderJson } from './jsonShape.ts'
import type { Answer, ReadPrompt } from './prompt.ts'
import { readPrompt } from './readPrompt.ts'
import { scoreLabels } from './score.ts'
import { isFunctionWord, wordsOf } from './text.ts'

export interface AnswerRequest {
  readonly size: Size
  readonly messages: readonly ChatMessage[]
  readonly schema?: unknown
  readonly repeat: number
}

/** Parts of a model's noise: what it makes of this input whatever it is asked, what the wording does, and chance. */
const NOISE = { habit: 0.85, wording: 0.4, chance: 0.35 }
/** Share of draws in which a slip happens anew instead of by habit. */
const FRESH = 0.2

export function answer(request: AnswerRequest): Answer {
  const ability = ABILITIES[request.size]
  const prompt = readPrompt(request.messages, request.schema)
  const draw = drawsOf(request, prompt)
  const shape = jsonShape(prompt.instructions, request.schema)
  if (prompt.labels.length === 0) return answerFreely(prompt, shape)
  const ranked = rank(prompt, ability, draw)
  const first = ranked[0]?.name ?? ''
  if (shape) return { text: jsonReply(shape, first, request.schema, ability, draw), refused: false }
  const wording = {
    name: spelt(first, prompt.instructions),
    second: ranked[1] && spelt(ranked[1].name, prompt.instructions),
    noun: nounOf(prompt.instructions),
    because: gist(prompt.input),
  }
  return renderReply(wording, slipChances(prompt.instructions, prompt.examples.length, ability), draw.slip)
}

interface Draws {
  /** Standard normal noise for a label. */
  readonly noise: (label: string) => number
  /** Uniform in [0, 1) for a named choice about the form. */
  readonly slip: (choice: string) => number
}

/** All chance in a reply, from hashes of the request, so that the same request and repeat give the same reply. */
function drawsOf(request: AnswerRequest, prompt: ReadPrompt): Draws {
  const habit = sha256(`${request.size}\n${prompt.input}`)
  const wording = sha256(`${habit}\n${stableJson(request.messages)}`)
  const chance = `${wording}\n${request.repeat}`
  const uniform = (seed: string, purpose: string): number => new Random(seed, purpose).next()
  return {
    noise: (label) =>
      NOISE.habit * normal(habit, label) +
      NOISE.wording * normal(wording, label) +
      NOISE.chance * normal(chance, label),
    slip: (choice) => (uniform(chance, `fresh ${choice}`) < FRESH ? uniform(chance, choice) : uniform(habit, choice)),
  }
}

function normal(seed: string, purpose: string): number {
  const random = new Random(seed, purpose)
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

/** Labels from best to worst, as far as this model can tell. */
function rank(prompt: ReadPrompt, ability: Ability, draw: Draws): { name: string; score: number }[] {
  const scores = scoreLabels(prompt, ability)
  return prompt.labels
    .map((label, i) => ({ name: label.name, score: (scores[i] ?? 0) + ability.noise * draw.noise(label.key) }))
    .sort((a, b) => b.score - a.score)
}

function jsonReply(shape: JsonShape, label: string, schema: unknown, ability: Ability, draw: Draws): string {
  const json = renderJson(shape, label)
  if (schema !== undefined) return json
  const slip = draw.slip('json')
  const loose = ability.looseness * (1 - ability.obedience)
  if (slip < loose) return `\`\`\`json\n${json}\n\`\`\``
  return slip < loose * 1.5 ? `Here is the JSON you asked for:\n${json}` : json
}

/** A few words of the input that carry meaning. */
function gist(input: string): string {
  const words = wordsOf(input).filter((word) => !isFunctionWord(word))
  return words.slice(0, 3).join(' ') || 'it'
}
