// World d: rules carry one part of the task, worked examples another, more or less by seed. An item is right more often
// the more it is like an example in the prompt; further examples add less, and every token costs a little.
import {
  drawsOf,
  type Item,
  NEUTRAL_LINES,
  pick,
  type SeedQuality,
  type SeenFailure,
  type Sizes,
  shuffled,
  type Thought,
  type World,
} from '../world.ts'

const FAMILIES = 18
const ZIPF = 0.7
const BASE = 0.3
const RULE = 0.42
/** Most that likeness to examples adds, and most that having any examples adds to the cases that hang on form. */
const LIKENESS = 0.4
const FORM = 0.3
/** Share of seeds, for each of the two, in which it adds nothing: there examples cost more than they bring. */
const NOTHING = 0.45
const HANGS_ON_FORM = 0.35
/** Summed likeness at which two thirds of its worth are reached, and examples after which form is settled. */
const SATURATES = 0.9
const FORM_EXAMPLES = 2
/** An example whose answer is not what its kind usually gets misleads. */
const MISLEADS = -0.5
const FREE_TOKENS = 150
const TOKEN_COST = 0.0003
const HARM = 0.05
/** An item is right nearly always where help exceeds its difficulty, and nearly never below. */
const BLUR = 0.08
const CHANCE = 0.03
const DIAGNOSABLE = 0.65
const RIGHT = 0.5
const QUOTES = 0.2
/** How often an item's label is that of its family. */
const LABEL_OF_FAMILY = 0.9
const LABELS = ['north', 'south', 'east', 'west', 'upper', 'lower']
const HARMFUL = [
  'Guess quickly, the first idea is the best.',
  'Treat all parcels alike.',
  'Ignore words that you do not know.',
  'Prefer the label that comes first in the list.',
]
const FILLERS =
  'a parcel came in from the depot this morning with marks on it and somebody at the desk said that it should go out again today before noon because the van leaves then and there is no room left'.split(
    ' ',
  )

interface Parcel extends Item {
  readonly family: number
  readonly words: ReadonlySet<string>
  /** Uniform in [0, 1). */
  readonly difficulty: number
  readonly typical: boolean
  readonly diagnosable: boolean
  readonly hangsOnForm: boolean
}

interface Reading {
  readonly rules: ReadonlySet<number>
  readonly examples: readonly { readonly parcel: Parcel; readonly worth: number }[]
  readonly loss: number
}

export class DemonstratedWorld implements World {
  readonly id = 'd'
  readonly seedPrompt: string
  readonly items: readonly Parcel[]
  readonly #families: readonly { readonly name: string; readonly words: readonly string[] }[]
  readonly #heldOut: readonly Parcel[]
  readonly #byId: ReadonlyMap<string, Parcel>
  readonly #innate: ReadonlySet<number>
  readonly #likeness: number
  readonly #form: number
  #last: { readonly lines: readonly string[]; readonly reading: Reading } | undefined

  constructor(seed: string, quality: SeedQuality, sizes: Sizes) {
    const random = drawsOf('demonstrated', seed)
    this.#likeness = LIKENESS * strength(random())
    this.#form = FORM * strength(random())
    this.#families = Array.from({ length: FAMILIES }, () => {
      const [name = '', ...words] = Array.from({ length: 7 }, () => pseudoWord(random))
      return { name, words }
    })
    this.items = Array.from({ length: sizes.rows }, (_, i) => this.#createItem(`P${i + 1}`, random))
    this.#heldOut = Array.from({ length: sizes.heldOut }, (_, i) => this.#createItem(`H${i + 1}`, random))
    this.#byId = new Map(this.items.map((item) => [item.id, item]))
    const order = shuffled([...this.#families.keys()], random)
    this.#innate = new Set(order.slice(0, 3))
    const told = order.slice(3, 3 + { empty: 0, mid: 5, strong: 10 }[quality])
    this.seedPrompt = [...this.#seedLines(quality, told, random), '<case>{{input}}</case>'].join('\n')
  }

  answer(lines: readonly string[], item: Item, draw: number): string {
    const parcel = this.#byId.get(item.id)
    const chance = parcel === undefined ? 0 : this.#chance(this.#read(lines), parcel)
    if (draw < chance) return item.expected
    const wrong = LABELS.filter((label) => label !== item.expected)
    return wrong[Math.floor(((draw - chance) / (1 - chance)) * wrong.length)] ?? ''
  }

  truth(lines: readonly string[]): number {
    const reading = this.#read(lines)
    return this.#heldOut.reduce((sum, parcel) => sum + this.#chance(reading, parcel), 0) / this.#heldOut.length
  }

  think(failures: readonly SeenFailure[], lines: readonly string[], random: () => number): Thought {
    const harmful = HARMFUL.filter((line) => lines.includes(line))
    if (harmful.length > 0 && random() < 0.08) return { remove: pick(harmful, random) }
    const seen = failures.length === 0 ? undefined : this.#byId.get(pick(failures, random).item.id)
    if (seen?.diagnosable && !this.#read(lines).rules.has(seen.family) && random() < RIGHT)
      return { add: this.#ruleLine(seen.family, random) }
    const draw = random()
    if (draw < QUOTES && seen !== undefined) return { add: `Example: "${seen.text}" goes to ${seen.expected}.` }
    if (draw < 0.3) return { add: this.#ruleLine(Math.floor(random() * FAMILIES), random) }
    return { add: pick(draw < 0.7 ? NEUTRAL_LINES : HARMFUL, random) }
  }

  #read(lines: readonly string[]): Reading {
    if (this.#last?.lines === lines) return this.#last.reading
    const text = lines.join('\n')
    const told = new Set(lines.map((line) => /: (\w+) family, /.exec(line)?.[1]))
    const named = this.#families.flatMap(({ name }, family) => (told.has(name) ? [family] : []))
    const harm = HARM * HARMFUL.filter((line) => lines.includes(line)).length
    const reading: Reading = {
      rules: new Set([...this.#innate, ...named]),
      examples: this.items.flatMap((parcel) => exampleOf(parcel, text)),
      loss: harm + TOKEN_COST * Math.max(0, text.length / 4 - FREE_TOKENS),
    }
    this.#last = { lines, reading }
    return reading
  }

  #chance({ rules, examples, loss }: Reading, parcel: Parcel): number {
    const like = examples.reduce((sum, one) => sum + one.worth * likeness(one.parcel, parcel), 0)
    const shown = this.#likeness * (like < 0 ? like : 1 - Math.exp(-like / SATURATES))
    const form = parcel.hangsOnForm ? this.#form * Math.min(1, examples.length / FORM_EXAMPLES) : 0
    const help = BASE + (rules.has(parcel.family) ? RULE : 0) + shown + form - loss
    return CHANCE + (1 - 2 * CHANCE) / (1 + Math.exp((parcel.difficulty - help) / BLUR))
  }

  #createItem(id: string, random: () => number): Parcel {
    const family = zipf(random())
    const marks = shuffled(this.#families[family]?.words ?? [], random).slice(0, 3)
    const fillers = Array.from({ length: 5 }, () => pick(FILLERS, random))
    const typical = random() < LABEL_OF_FAMILY
    const usual = LABELS[family % LABELS.length] ?? ''
    return {
      id,
      text: `${id}: ${shuffled([...marks, ...fillers], random).join(' ')}`,
      expected: typical
        ? usual
        : pick(
            LABELS.filter((label) => label !== usual),
            random,
          ),
      family,
      words: new Set(marks),
      difficulty: random(),
      typical,
      diagnosable: random() < DIAGNOSABLE,
      hangsOnForm: random() < HANGS_ON_FORM,
    }
  }

  #seedLines(quality: SeedQuality, told: readonly number[], random: () => number): string[] {
    const opening = ['You send parcels on their way.', `Answer with one word: ${LABELS.join(', ')}.`]
    if (quality === 'empty') return opening
    const harmful = quality === 'mid' ? [pick(HARMFUL, random)] : []
    const neutral = shuffled(NEUTRAL_LINES, random).slice(0, 2)
    const rules = told.map((family) => this.#ruleLine(family, random))
    return [...opening, ...shuffled([...rules, ...harmful, ...neutral], random)]
  }

  #ruleLine(number: number, random: () => number): string {
    const family = this.#families[number]
    if (family === undefined) throw new Error(`There is no family ${number}.`)
    const [one, two] = shuffled(family.words, random)
    return `Marked ${one} or ${two}: ${family.name} family, ${LABELS[number % LABELS.length]}.`
  }
}

/** The parcel as a worked example: its text, and the first label after it. */
function exampleOf(parcel: Parcel, text: string): { parcel: Parcel; worth: number }[] {
  const at = text.indexOf(parcel.text)
  if (at < 0) return []
  const after = text.slice(at + parcel.text.length, at + parcel.text.length + 60)
  const answer = new RegExp(`\\b(?:${LABELS.join('|')})\\b`).exec(after)?.[0]
  if (answer === undefined) return []
  return [{ parcel, worth: parcel.typical && answer === parcel.expected ? 1 : MISLEADS }]
}

/** Share of the item's marks that the example has as well; those of one family are always a little alike. */
function likeness(example: Parcel, parcel: Parcel): number {
  if (example.family !== parcel.family) return 0
  return (1 + [...parcel.words].filter((word) => example.words.has(word)).length) / (1 + parcel.words.size)
}

function strength(draw: number): number {
  return Math.max(0, draw - NOTHING) / (1 - NOTHING)
}

const WEIGHTS = Array.from({ length: FAMILIES }, (_, i) => 1 / (i + 1) ** ZIPF)

function zipf(draw: number): number {
  let left = draw * WEIGHTS.reduce((sum, weight) => sum + weight, 0)
  for (const [family, weight] of WEIGHTS.entries()) {
    left -= weight
    if (left < 0) return family
  }
  return FAMILIES - 1
}

function pseudoWord(random: () => number): string {
  const syllable = () => pick([...'bdfgklmnprstvz'], random) + pick([...'aeiou'], random)
  return Array.from({ length: 3 }, syllable).join('')
}
