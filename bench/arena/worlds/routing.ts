// World b: rules interact. Real messages are routed to queues by the words that the prompt ties to each queue: a
// definition takes messages from its neighbours, a word claimed twice confuses, the middle and a long prompt count less.
import { readFileSync } from 'node:fs'
import {
  drawsOf,
  hashDraw,
  type Item,
  NEUTRAL_LINES,
  pick,
  type SeedQuality,
  type SeenFailure,
  shuffled,
  type Thought,
  type World,
} from '../world.ts'
import { contentWords, learnVocabulary, type Vocabulary } from './vocabulary.ts'

const LABELS = ['billing', 'technical', 'account', 'security', 'payment_status', 'card_services']
/** Share of words whose meaning for the queues the model knows without being told, and how well. */
const INNATE = 0.3
const INNATE_STRENGTH = 0.55
const DEFINITION = 3.6
const TIE_BREAK = 2.8
const DEFAULT = 0.7
/** What is left of a word's force where the prompt claims it for several queues. */
const CONFLICT = 0.35
/** Words of a line beyond which each counts less. */
const CRISP = 6
/** Lines beyond which each counts less. */
const SHORT = 16
const TEMPERATURE = 0.8
const DIAGNOSABLE = 0.6
const RIGHT = 0.6

/** What one line of a prompt does to a message that holds one of its words. */
interface Rule {
  readonly words: readonly string[]
  readonly favours: string
  readonly against: string | undefined
  readonly strength: number
}

interface Reading {
  /** Force on each label, by word. */
  readonly force: ReadonlyMap<string, readonly number[]>
  readonly prior: readonly number[]
}

interface Words {
  readonly words: readonly string[]
  readonly label: number
}

const ROWS: readonly Item[] = readFileSync(new URL('../data/supportRouting.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Item)
const VOCABULARY: Vocabulary = learnVocabulary(ROWS, LABELS)
const WORDS_OF = new Map(
  ROWS.map(({ id, text, expected }): [string, Words] => [
    id,
    { words: contentWords(text), label: LABELS.indexOf(expected) },
  ]),
)

export class RoutingWorld implements World {
  readonly id = 'b'
  readonly seedPrompt: string
  readonly items: readonly Item[]
  readonly #seed: string
  readonly #heldOut: readonly Item[]
  #last: { readonly lines: readonly string[]; readonly reading: Reading } | undefined

  constructor(seed: string, quality: SeedQuality, rows: number) {
    const random = drawsOf('routing', seed)
    const order = shuffled(ROWS, random)
    this.#seed = seed
    this.items = order.slice(0, rows)
    this.#heldOut = order.slice(rows)
    this.seedPrompt = [...seedLines(quality, random), '<case>{{input}}</case>'].join('\n')
  }

  answer(lines: readonly string[], item: Item, draw: number): string {
    let left = draw
    for (const [i, chance] of this.#chances(lines, item).entries()) {
      left -= chance
      if (left < 0) return LABELS[i] ?? ''
    }
    return LABELS.at(-1) ?? ''
  }

  truth(lines: readonly string[]): number {
    const chance = (item: Item) => this.#chances(lines, item)[LABELS.indexOf(item.expected)] ?? 0
    return this.#heldOut.reduce((sum, item) => sum + chance(item), 0) / this.#heldOut.length
  }

  think(failures: readonly SeenFailure[], lines: readonly string[], random: () => number): Thought {
    const defaults = lines.filter((line) => line.startsWith('When unsure'))
    if (defaults.length > 0 && random() < 0.08) return { remove: pick(defaults, random) }
    if (failures.length === 0) return { add: pick(NEUTRAL_LINES, random) }
    const { item, output } = pick(failures, random)
    const rival = LABELS.includes(output) && output !== item.expected ? output : undefined
    const telling = contentWords(item.text).filter(
      (word) =>
        VOCABULARY.weight(word, item.expected) - (rival === undefined ? 0 : VOCABULARY.weight(word, rival)) > 0.4,
    )
    const sees = telling.length > 0 && hashDraw(this.#seed, item.id, 'diagnosable') < DIAGNOSABLE
    if (sees && random() < RIGHT) {
      const akin = failures.filter((one) => one.item.expected === item.expected && one.item !== item)
      const more = akin.flatMap((one) =>
        contentWords(one.item.text).filter((w) => VOCABULARY.weight(w, item.expected) > 1),
      )
      const general = shuffled(VOCABULARY.typical(item.expected), random).slice(0, 2)
      const words = [...new Set([...telling.slice(0, 3), ...more.slice(0, 2), ...general])]
      return { add: random() < 0.5 ? definition(item.expected, words) : tieBreak(words, item.expected, rival) }
    }
    return { add: mistaken(item, random) }
  }

  #chances(lines: readonly string[], item: Item): number[] {
    if (this.#last?.lines !== lines) this.#last = { lines, reading: readPrompt(lines) }
    const { force, prior } = this.#last.reading
    const scores = [...prior]
    const words = WORDS_OF.get(item.id)?.words ?? []
    for (const word of words) {
      const told = force.get(word)
      for (const [i, label] of LABELS.entries()) {
        const innate = this.#knows(word) ? INNATE_STRENGTH * VOCABULARY.weight(word, label) : 0
        scores[i] = (scores[i] ?? 0) + innate + (told?.[i] ?? 0)
      }
    }
    const top = Math.max(...scores)
    const powers = scores.map((score) => Math.exp((score - top) / TEMPERATURE))
    const total = powers.reduce((sum, power) => sum + power, 0)
    return powers.map((power) => power / total)
  }

  readonly #known = new Map<string, boolean>()
  #knows(word: string): boolean {
    const known = this.#known.get(word) ?? hashDraw(this.#seed, word, 'innate') < INNATE
    this.#known.set(word, known)
    return known
  }
}

/** The rules of a prompt put together: place, crispness, length and conflicts decide how much each counts. */
function readPrompt(lines: readonly string[]): Reading {
  const prior = LABELS.map(() => 0)
  const force = new Map<string, number[]>()
  const claims = new Map<string, Set<string>>()
  const attention = 1 / (1 + Math.max(0, lines.length - SHORT) / SHORT)
  for (const [at, line] of lines.entries()) {
    const fallback = /^When unsure, answer "(\w+)"/.exec(line)?.[1]
    if (fallback !== undefined) prior[LABELS.indexOf(fallback)] = DEFAULT
    const rule = fallback === undefined ? ruleOf(line) : undefined
    if (rule === undefined) continue
    // Lost in the middle: the ends of a prompt are read best.
    const place = 0.75 + 0.25 * Math.abs((2 * at) / Math.max(1, lines.length - 1) - 1)
    const each = rule.strength * attention * place * Math.min(1, Math.sqrt(CRISP / rule.words.length))
    for (const word of rule.words) {
      const row = force.get(word) ?? LABELS.map(() => 0)
      const add = (label: string, value: number) => {
        const i = LABELS.indexOf(label)
        // Saying it twice adds little.
        row[i] = Math.abs(row[i] ?? 0) > Math.abs(value) ? (row[i] ?? 0) + value / 4 : value + (row[i] ?? 0) / 4
      }
      add(rule.favours, each)
      if (rule.against !== undefined) add(rule.against, -each / 2)
      force.set(word, row)
      claims.set(word, (claims.get(word) ?? new Set()).add(rule.favours))
    }
  }
  for (const [word, labels] of claims)
    if (labels.size > 1)
      force.set(
        word,
        (force.get(word) ?? []).map((value) => value * CONFLICT),
      )
  return { force, prior }
}

function ruleOf(line: string): Rule | undefined {
  const named = [...line.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '').filter((name) => LABELS.includes(name))
  const [favours, against] = named
  if (favours === undefined || named.length > 2) return undefined
  const plain = line.replace(
    /^(?:When a message speaks of|The message)|\b(?:is for messages about|choose|over|belongs to)\b|"\w+"/g,
    ' ',
  )
  const words = contentWords(plain)
  return { words, favours, against, strength: against === undefined ? DEFINITION : TIE_BREAK }
}

function definition(label: string, words: readonly string[]): string {
  return `"${label}" is for messages about ${words.map(VOCABULARY.surface).join(', ')}.`
}

function tieBreak(words: readonly string[], label: string, rival: string | undefined): string {
  if (rival === undefined) return definition(label, words)
  return `When a message speaks of ${words.slice(0, 4).map(VOCABULARY.surface).join(' or ')}, choose "${label}" over "${rival}".`
}

/** What a proposer writes that has not understood: a quoted case, a platitude, a default, words that say nothing. */
function mistaken(item: Item, random: () => number): string {
  const draw = random()
  if (draw < 0.3) return `The message ${item.text.replace(/["\n]/g, '')} belongs to "${item.expected}".`
  if (draw < 0.6) return pick(NEUTRAL_LINES, random)
  if (draw < 0.8) return `When unsure, answer "${item.expected}".`
  return definition(item.expected, shuffled(contentWords(item.text), random).slice(0, 3))
}

function seedLines(quality: SeedQuality, random: () => number): string[] {
  const opening = ['You route messages of bank customers.', `Answer with one word: ${LABELS.join(', ')}.`]
  if (quality === 'empty') return opening
  const words = (label: string) =>
    shuffled(VOCABULARY.typical(label).slice(0, 14), random).slice(0, quality === 'mid' ? 5 : 8)
  const defined = quality === 'mid' ? shuffled(LABELS, random).slice(0, 5) : LABELS
  const harmful = quality === 'mid' ? [`When unsure, answer "${pick(LABELS, random)}".`] : []
  const neutral = shuffled(NEUTRAL_LINES, random).slice(0, 2)
  return [
    ...opening,
    ...shuffled([...defined.map((label) => definition(label, words(label))), ...neutral, ...harmful], random),
  ]
}
