// World a: rules add up. An item needs one or two rules (Zipf) and is nearly always right once the prompt, or the
// model by itself, has them. The null world is the same with rules that do nothing.
import {
  drawsOf,
  hashDraw,
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

const RULES = 50
const ZIPF = 0.85
const COVERED = 0.92
const UNCOVERED = 0.2
const HARM = 0.06
/** A prompt beyond this many lines loses a little with each more. */
const FREE_LINES = 25
const BLOAT = 0.001
const DIAGNOSABLE = 0.6
/** How often a proposer that could tell the rule does, and how often one that could not hits on some rule. */
const RIGHT = 0.45
const LUCKY = 0.08
/** Share of items in the null world that the model gets right whatever the prompt. */
const EASY = 0.58
const LABELS = ['approve', 'reject', 'escalate', 'archive', 'forward', 'hold']
/** How often an item's label is that of its first rule; else it is any. */
const LABEL_OF_RULE = 0.7
/** True score of each seed prompt: section 6 of the reference. */
const TRUTH: Readonly<Record<SeedQuality, number>> = { empty: 0.379, mid: 0.62, strong: 0.7 }
const HARMFUL = [
  'When in doubt, answer with the first option that comes to mind.',
  'Ignore unusual wording, it never matters.',
  'Always prefer the shortest option.',
  'Answer before reading the whole request.',
  'Treat every request alike.',
  'You are a world-class expert, trust your instinct.',
]
const FILLERS =
  'please could you tell me about the order that came last week because I would like to know what happens next with my request and whether somebody can look into it soon since nothing has changed so far and the matter is open'.split(
    ' ',
  )

interface RuledItem extends Item {
  readonly needs: readonly number[]
  /** A proposer that sees it fail can tell which rule is missing. */
  readonly diagnosable: boolean
}

interface Rule {
  readonly name: string
  readonly words: readonly string[]
}

export class AdditiveWorld implements World {
  readonly id: string
  readonly seedPrompt: string
  readonly items: readonly RuledItem[]
  readonly #seed: string
  readonly #helpful: boolean
  readonly #rules: readonly Rule[]
  readonly #heldOut: readonly RuledItem[]
  readonly #byId: ReadonlyMap<string, RuledItem>
  /** Rules that the model has without being told. */
  readonly #innate: ReadonlySet<number>
  #last: { readonly lines: readonly string[]; readonly chance: (item: RuledItem) => number } | undefined

  constructor(seed: string, quality: SeedQuality, sizes: Sizes, helpful: boolean) {
    const random = drawsOf('additive', seed)
    this.id = helpful ? 'a' : 'null'
    this.#seed = seed
    this.#helpful = helpful
    this.#rules = Array.from({ length: RULES }, () => {
      const [name = '', ...words] = Array.from({ length: 7 }, () => pseudoWord(random))
      return { name, words }
    })
    this.items = Array.from({ length: sizes.rows }, (_, i) => this.#createItem(`R${i + 1}`, random))
    this.#heldOut = Array.from({ length: sizes.heldOut }, (_, i) => this.#createItem(`H${i + 1}`, random))
    this.#byId = new Map(this.items.map((item) => [item.id, item]))
    this.#innate = this.#cover(new Set(), TRUTH.empty, 0, random)
    this.seedPrompt = [...this.#seedLines(quality, random), '<case>{{input}}</case>'].join('\n')
  }

  answer(lines: readonly string[], item: Item, draw: number): string {
    const ruled = this.#byId.get(item.id)
    const chance = ruled === undefined ? 0 : this.#chances(lines)(ruled)
    if (draw < chance) return item.expected
    const wrong = LABELS.filter((label) => label !== item.expected)
    return wrong[Math.floor(((draw - chance) / (1 - chance)) * wrong.length)] ?? ''
  }

  truth(lines: readonly string[]): number {
    const chance = this.#chances(lines)
    return this.#heldOut.reduce((sum, item) => sum + chance(item), 0) / this.#heldOut.length
  }

  think(failures: readonly SeenFailure[], lines: readonly string[], random: () => number): Thought {
    const harmful = HARMFUL.filter((line) => lines.includes(line))
    if (harmful.length > 0 && random() < 0.08) return { remove: pick(harmful, random) }
    const seen = failures.length === 0 ? undefined : this.#byId.get(pick(failures, random).item.id)
    const held = this.#held(lines)
    const missing = seen?.diagnosable ? seen.needs.filter((rule) => !held.has(rule)) : []
    const draw = random()
    if (missing.length > 0 && draw < RIGHT) return { add: this.#ruleLine(pick(missing, random), random) }
    if (missing.length === 0 && draw < LUCKY) return { add: this.#ruleLine(Math.floor(random() * RULES), random) }
    const rest = random()
    if (rest < 0.35 && seen !== undefined) return { add: memorised(seen, random) }
    return { add: pick(rest < 0.7 ? NEUTRAL_LINES : HARMFUL, random) }
  }

  #held(lines: readonly string[]): ReadonlySet<number> {
    const told = lines.map((line) => /apply the (\w+) rule/.exec(line)?.[1])
    const numbers = this.#rules.flatMap(({ name }, number) => (told.includes(name) ? [number] : []))
    return new Set([...this.#innate, ...numbers])
  }

  #chances(lines: readonly string[]): (item: RuledItem) => number {
    if (this.#last?.lines === lines) return this.#last.chance
    const held = this.#held(lines)
    const harm = HARM * HARMFUL.filter((line) => lines.includes(line)).length
    const loss = harm + BLOAT * Math.max(0, lines.length - FREE_LINES)
    const cases = lines.flatMap((line) => MEMORISED.exec(line)?.slice(1, 3).join('') ?? [])
    const right = (item: RuledItem) =>
      this.#helpful
        ? item.needs.every((rule) => held.has(rule)) || cases.some((quote) => ` ${item.text} `.includes(` ${quote} `))
        : hashDraw(this.#seed, item.id, 'ease') < EASY
    const chance = (item: RuledItem) => Math.max(0.02, (right(item) ? COVERED : UNCOVERED) - loss)
    this.#last = { lines, chance }
    return chance
  }

  #createItem(id: string, random: () => number): RuledItem {
    const rule = () => zipf(random())
    const needs = [...new Set(random() < 0.4 ? [rule(), rule()] : [rule()])]
    const diagnosable = random() < DIAGNOSABLE
    const first = needs[0] ?? 0
    const expected = random() < LABEL_OF_RULE ? (LABELS[first % LABELS.length] ?? '') : pick(LABELS, random)
    const telling = needs.flatMap((need) => shuffled(this.#rules[need]?.words ?? [], random).slice(0, 2))
    const fillers = Array.from({ length: 8 }, () => pick(FILLERS, random))
    const words = shuffled([...fillers, ...(diagnosable ? telling : [])], random)
    return { id, text: `${id}: ${words.join(' ')}`, expected, needs, diagnosable }
  }

  /** Rules drawn by chance (by frequency to the power of `bias`), added to `base` until the held-out score is as near
   *  to `target` as it gets. */
  #cover(base: ReadonlySet<number>, target: number, bias: number, random: () => number): Set<number> {
    const have = new Set(base)
    const score = () => {
      const covered = this.#heldOut.filter(({ needs }) => needs.every((need) => have.has(need))).length
      return UNCOVERED + ((COVERED - UNCOVERED) * covered) / this.#heldOut.length
    }
    const order = [...this.#rules.keys()]
      .map((rule) => ({ rule, rank: -Math.log(1 - random()) / shareOf(rule) ** bias }))
      .sort((a, b) => a.rank - b.rank)
    for (const { rule } of order) {
      if (have.has(rule)) continue
      have.add(rule)
      if (score() > target + 0.005) have.delete(rule)
    }
    return have
  }

  #seedLines(quality: SeedQuality, random: () => number): string[] {
    const opening = ['You handle customer requests.', `Answer with one word: ${LABELS.join(', ')}.`]
    if (quality === 'empty') return opening
    const harmful = quality === 'mid' ? [pick(HARMFUL, random)] : []
    const neutral = shuffled(NEUTRAL_LINES, random).slice(0, 2)
    const covered = this.#cover(this.#innate, TRUTH[quality] + HARM * harmful.length, 1, random)
    const told = [...covered].filter((rule) => !this.#innate.has(rule)).map((rule) => this.#ruleLine(rule, random))
    return [...opening, ...shuffled([...told, ...harmful, ...neutral], random)]
  }

  #ruleLine(number: number, random: () => number): string {
    const rule = this.#rules[number]
    if (rule === undefined) throw new Error(`There is no rule ${number}.`)
    const [one, two] = shuffled(rule.words, random)
    return `When a request mentions ${one} or ${two}, apply the ${rule.name} rule.`
  }
}

/** A line that answers one case, by its name or by words of it. */
const MEMORISED = /^(?:Case (\w+:)|A request that says "(.+)") is answered with/

function memorised({ id, text, expected }: RuledItem, random: () => number): string {
  const words = text.split(' ')
  const at = 1 + Math.floor(random() * (words.length - 3))
  return random() < 0.5
    ? `Case ${id}: is answered with ${expected}.`
    : `A request that says "${words.slice(at, at + 3).join(' ')}" is answered with ${expected}.`
}

const CUMULATIVE = cumulative(Array.from({ length: RULES }, (_, i) => 1 / (i + 1) ** ZIPF))

function cumulative(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return weights.map((weight) => {
    sum += weight / total
    return sum
  })
}

function shareOf(rule: number): number {
  return (CUMULATIVE[rule] ?? 1) - (CUMULATIVE[rule - 1] ?? 0)
}

function zipf(draw: number): number {
  return Math.max(
    0,
    CUMULATIVE.findIndex((limit) => draw < limit),
  )
}

function pseudoWord(random: () => number): string {
  const syllable = () => pick([...'bdfgklmnprstvz'], random) + pick([...'aeiou'], random)
  return Array.from({ length: 3 }, syllable).join('')
}
