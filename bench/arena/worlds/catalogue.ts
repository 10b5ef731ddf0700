// World c: a model that hardly ever changes its mind, judged by a grader that is often mistaken. Real titles of shop
// offers; definitions count only once the form of the answer is settled. Truth is what was right, not what was graded.
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
import { contentWords, learnVocabulary } from './vocabulary.ts'

const LABELS = [
  'cpus',
  'digital_cameras',
  'dishwashers',
  'freezers',
  'fridge_freezers',
  'fridges',
  'microwaves',
  'mobile_phones',
  'tvs',
  'washing_machines',
]
/** How often the model answers otherwise than it would. */
const FLIP = 0.015
/** Rows whose expected label is wrong. */
const MISLABELLED = 0.05
/** Gradings that are wrong for this output whatever the prompt, and those that are wrong under this prompt alone.
 *  With the mislabelled rows the grader's J (true positive + true negative rate − 1) is about .7. */
const STUBBORN = 0.05
const FICKLE = 0.07
/** Share of words whose meaning the model knows without being told, and how much such a word counts. */
const INNATE = 0.3
const INNATE_FORCE = 0.4
const TOLD = 2
const DISTINGUISHED = 1.6
/** Words of a rule beyond which it is read less well. */
const CRISP = 6
/** What each line further down loses of its force. */
const LATER = 0.01
/** Lines beyond which the prompt is overlooked, in a further share of cases for each. */
const SHORT = 16
const OVERLOOKED = 0.01
const DIAGNOSABLE = 0.65
const RIGHT = 0.6

const BARE = [
  'Answer with the name of the category and nothing else.',
  'Reply with one category name, exactly as it is listed.',
  'Output the bare category name, without any further text.',
]
const PROSE = [
  'Explain in a sentence why you chose the category.',
  'Begin with a short summary of the offer.',
  'Mention how certain you are.',
]

/** How well the form is kept, and what it leaves of the definitions' force. */
interface Form {
  readonly kept: number
  readonly force: number
}
const NO_FORM: Form = { kept: 0.35, force: 0.4 }
const ONE_FORM: Form = { kept: 0.97, force: 1 }
const TWO_FORMS: Form = { kept: 0.6, force: 0.6 }

interface Reading {
  readonly rules: readonly Rule[]
  readonly form: Form
  readonly overlooked: number
  /** What a grader that is moved by the prompt's wording is moved by. */
  readonly wording: string
}

interface Rule {
  readonly words: ReadonlySet<string>
  readonly favours: string
  readonly against: string | undefined
  readonly force: number
}

const FILE = new URL('../../../examples/product-category/cases.jsonl', import.meta.url)
const ROWS: readonly Item[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const { vars, metadata } = JSON.parse(line) as {
      readonly vars: { readonly title: string; readonly expected: string }
      readonly metadata: { readonly id: string }
    }
    return { id: metadata.id, text: vars.title, expected: vars.expected }
  })
const VOCABULARY = learnVocabulary(ROWS, LABELS)
const WORDS_OF = new Map(ROWS.map(({ id, text }) => [id, contentWords(text)]))

export class CatalogueWorld implements World {
  readonly id = 'c'
  readonly seedPrompt: string
  readonly items: readonly Item[]
  readonly #seed: string
  readonly #heldOut: readonly Item[]
  readonly #innate = new Map<string, ReadonlyMap<string, number>>()
  #last: { readonly lines: readonly string[]; readonly reading: Reading } | undefined

  constructor(seed: string, quality: SeedQuality, rows: number) {
    const random = drawsOf('catalogue', seed)
    const order = shuffled(ROWS, random)
    this.#seed = seed
    this.items = order.slice(0, rows).map((item) => {
      const wrong = LABELS.filter((label) => label !== item.expected)
      return random() < MISLABELLED ? { ...item, expected: pick(wrong, random) } : item
    })
    this.#heldOut = order.slice(rows)
    this.seedPrompt = [...seedLines(quality, random), '<case>{{input}}</case>'].join('\n')
  }

  answer(lines: readonly string[], item: Item, draw: number): string {
    const reading = this.#read(lines)
    const said = this.#say(reading, item)
    const output = draw < FLIP ? this.#anotherThan(said, item, draw / FLIP) : said
    // No system can ask a judge of its own here, so a mistaken grade shows as an answer that earns it.
    const mistaken =
      this.#by(item, 'stubborn', output) < STUBBORN || this.#by(item, 'fickle', output, reading.wording) < FICKLE
    if (!mistaken) return output
    return output === item.expected
      ? this.#anotherThan(item.expected, item, this.#by(item, 'graded', output))
      : item.expected
  }

  truth(lines: readonly string[]): number {
    const reading = this.#read(lines)
    const right = this.#heldOut.filter((item) => this.#say(reading, item) === item.expected).length
    const wrong = this.#heldOut.length - right
    return (right * (1 - FLIP) + (wrong * FLIP) / LABELS.length) / this.#heldOut.length
  }

  think(failures: readonly SeenFailure[], lines: readonly string[], random: () => number): Thought {
    const prose = PROSE.filter((line) => lines.includes(line))
    if (prose.length > 0 && random() < 0.12) return { remove: pick(prose, random) }
    if (failures.length === 0) return { add: pick(NEUTRAL_LINES, random) }
    const { item, output } = pick(failures, random)
    const named = LABELS.find((label) => label === output)
    if (named === undefined && random() < RIGHT) return { add: pick(BARE, random) }
    const rival = named === item.expected ? undefined : named
    const telling = contentWords(item.text).filter(
      (word) =>
        VOCABULARY.weight(word, item.expected) - (rival === undefined ? 0 : VOCABULARY.weight(word, rival)) > 0.5,
    )
    const sees = telling.length > 0 && this.#by(item, 'diagnosable') < DIAGNOSABLE
    if (!sees || random() >= RIGHT) return { add: mistaken(item, random) }
    const general = shuffled(VOCABULARY.typical(item.expected).slice(0, 12), random).slice(0, 3)
    const words = [...new Set([...shuffled(telling, random).slice(0, 2), ...general])]
    return { add: ruleLine(words, item.expected, random() < 0.5 ? rival : undefined) }
  }

  #read(lines: readonly string[]): Reading {
    if (this.#last?.lines !== lines) this.#last = { lines, reading: readPrompt(lines) }
    return this.#last.reading
  }

  /** The answer when the model does not flip: the label with most votes, in the form that the prompt brings about. */
  #say(reading: Reading, item: Item): string {
    const overlooks = this.#by(item, 'overlooked') < reading.overlooked
    const { form, rules } = overlooks ? { form: NO_FORM, rules: [] } : reading
    const words = WORDS_OF.get(item.id) ?? []
    const votes = new Map(this.#innateVotes(item))
    const vote = (label: string, force: number) => votes.set(label, (votes.get(label) ?? 0) + force)
    for (const { words: told, favours, against, force } of rules) {
      const met = words.filter((word) => told.has(word)).length
      if (met === 0) continue
      vote(favours, form.force * force * Math.sqrt(met))
      if (against !== undefined) vote(against, -form.force * force * Math.sqrt(met))
    }
    const [label = ''] = [...votes].reduce((best, one) => (one[1] > best[1] ? one : best))
    return this.#by(item, 'form') < form.kept ? label : `I would file this offer under ${label}.`
  }

  /** What the model makes of the title by itself: the words that it knows, and a hunch. */
  #innateVotes(item: Item): ReadonlyMap<string, number> {
    const known = this.#innate.get(item.id)
    if (known !== undefined) return known
    const words = (WORDS_OF.get(item.id) ?? []).filter((word) => hashDraw(this.#seed, word, 'innate') < INNATE)
    const votes = new Map(
      LABELS.map((label): [string, number] => {
        const weight = words.reduce((sum, word) => sum + VOCABULARY.weight(word, label), 0)
        return [label, this.#by(item, 'hunch', label) / 10 + INNATE_FORCE * weight]
      }),
    )
    this.#innate.set(item.id, votes)
    return votes
  }

  #anotherThan(output: string, item: Item, draw: number): string {
    const others = LABELS.filter((label) => label !== output && label !== item.expected)
    return others[Math.floor(draw * others.length)] ?? ''
  }

  #by(item: Item, ...parts: readonly string[]): number {
    return hashDraw(this.#seed, item.id, ...parts)
  }
}

function readPrompt(lines: readonly string[]): Reading {
  const bare = lines.some((line) => BARE.includes(line))
  const prose = lines.some((line) => PROSE.includes(line))
  const rules = lines.flatMap((line, at) => ruleOf(line, 1 - LATER * at) ?? [])
  return {
    rules,
    form: !bare ? NO_FORM : prose ? TWO_FORMS : ONE_FORM,
    overlooked: OVERLOOKED * Math.max(0, lines.length - SHORT),
    wording: lines.join('\n'),
  }
}

function ruleOf(line: string, place: number): Rule | undefined {
  const match = /^Titles with (.+) are "(\w+)"(?:, not "(\w+)")?\.$/.exec(line)
  if (match === null) return undefined
  const [, told = '', favours = '', against] = match
  const words = new Set(contentWords(told))
  const force = (against === undefined ? TOLD : DISTINGUISHED) * place * Math.min(1, Math.sqrt(CRISP / words.size))
  return { words, favours, against, force }
}

function ruleLine(words: readonly string[], label: string, rival?: string): string {
  const not = rival === undefined ? '' : `, not "${rival}"`
  return `Titles with ${words.map(VOCABULARY.surface).join(' or ')} are "${label}"${not}.`
}

/** What a proposer writes that has not understood: a quoted case, a platitude, a rival form, words that say nothing. */
function mistaken(item: Item, random: () => number): string {
  const draw = random()
  if (draw < 0.25) return `The offer ${item.text} is "${item.expected}".`
  if (draw < 0.5) return pick(NEUTRAL_LINES, random)
  if (draw < 0.65) return pick(PROSE, random)
  return ruleLine(shuffled(contentWords(item.text), random).slice(0, 3), item.expected)
}

function seedLines(quality: SeedQuality, random: () => number): string[] {
  const opening = ['You file the offers of many shops.', `The categories: ${LABELS.join(', ')}.`]
  if (quality === 'empty') return opening
  const [labels, count] = quality === 'mid' ? [5, 3] : [8, 5]
  const words = (label: string) => shuffled(VOCABULARY.typical(label).slice(0, 12), random).slice(0, count)
  const defined = shuffled(LABELS, random).slice(0, labels)
  const harmful = quality === 'mid' ? [pick(PROSE, random)] : []
  const lines = [...defined.map((label) => ruleLine(words(label), label)), pick(NEUTRAL_LINES, random), ...harmful]
  return [...opening, pick(BARE, random), ...shuffled(lines, random)]
}
