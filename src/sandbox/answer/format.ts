// How a reply looks: what the prompt asks of its form, and how a model that is not always obedient follows it.
// Must decide by the wording of the prompt alone; the label is chosen elsewhere.
import type { Ability } from './ability.ts'

/** Kinds of slip, each with its share of replies where the prompt does not speak of the form at all. */
const SLIPS = { sentence: 0.4, reason: 0.22, spelling: 0.4, markup: 0.16, second: 0.1, refusal: 0.02 } as const
type Slip = keyof typeof SLIPS

/** Wordings that speak against a slip. Each one that the prompt uses is one instruction to obey. */
const PINS: Readonly<Record<Slip, readonly RegExp[]>> = {
  sentence: [
    /\b(only|just|solely)\b[^.\n]{0,60}\b(the|a|one|this|its|that|name|label|queue|category|word|type|class|value|letter|number|of)\b/iu,
    /\b(nothing else|nothing more|no other (text|words?)|and that is all|no (sentence|preamble|introduction|prose|extra (text|words?)|additional (text|words?))|without (any )?(other|extra|additional) (text|words?))/iu,
    /\b(one|single) (word|line|label|name|token)\b|\bby itself\b|\bon its own\b|\bbare\b|\bno full sentence|\bnot (in )?a (full )?sentence/iu,
  ],
  reason: [
    /\b(nothing else|nothing more|no other (text|words?)|no (extra|additional) (text|words?))/iu,
    /\b(no|without|not|never|skip|omit|don['’]t)\b[^.\n]{0,30}\b(explanations?|explain|reasons?|reasoning|comments?|commentary|justif\w+|because)\b/iu,
    /\b(only|just)\b[^.\n]{0,60}\b(name|label|queue|category|word|type|class|value|one of)\b/iu,
  ],
  spelling: [
    /\b(exactly|verbatim|as (it is )?(written|spelled|spelt|shown|listed|given)|literal\w*|character for character|copy|copied)\b/iu,
    /\b(lower[- ]?case|capitali[sz]\w*|same (spelling|case|letters)|spell\w*|snake[_ ]case|underscores?|case[- ]sensitive)\b/iu,
    /\b(allowed|valid|permitted) (answers?|labels?|values?|replies|names?)\b|\b(must be|only) one of\b|\bone of these\b/iu,
  ],
  markup: [
    /\b(plain text|no (markdown|formatting|quotes?|quotation|bold|punctuation)|without (quotes?|markdown|punctuation|formatting))/iu,
    /\b(nothing else|exactly|verbatim|no (full stop|period))\b/iu,
    /\bonly\b/iu,
  ],
  second: [
    /\b(exactly one|only one|single|one label|one queue|one category|one type|one word|one of)\b/iu,
    /\b(never|not|no)\b[^.\n]{0,30}\b(two|several|multiple|more than one|second)\b/iu,
    /\b(best|most (likely|specific|fitting)|if (unsure|in doubt)|closest)\b/iu,
  ],
  refusal: [
    /\b(always (answer|choose|give|reply)|even if|if (unsure|in doubt)|best guess|never refuse|every (message|input|text))\b/iu,
  ],
}

/** Wordings that invite prose. */
const WORDY = /\bstep by step\b|\bexplain (?:why|how|your)\b|\b(?:give|state) (?:your |the )?reason/iu

/** Chance of each slip for a model that reads `instructions`; `shown` worked examples show the form as well. */
export function slipChances(instructions: string, shown: number, ability: Ability): Readonly<Record<Slip, number>> {
  const chance = (slip: Slip): number => {
    const told = PINS[slip].filter((pin) => pin.test(instructions)).length
    const weight = [0, 1, 1.6, 2][told] ?? 2
    const provoked = WORDY.test(instructions) && (slip === 'sentence' || slip === 'reason') ? 2 : 1
    const taught = slip === 'refusal' ? 0 : Math.min(1, shown / 4)
    return provoked * SLIPS[slip] * ability.looseness * (1 - ability.obedience) ** (weight + taught * 0.8)
  }
  return {
    sentence: chance('sentence'),
    reason: chance('reason'),
    spelling: chance('spelling'),
    markup: chance('markup'),
    second: chance('second'),
    refusal: chance('refusal'),
  }
}

/** The label as the prompt wants it spelt, where it asks for a change of letters. */
export function spelt(name: string, instructions: string): string {
  const lower = /\b(in|use|all|only) (?:all )?lower[- ]?case\b|\blower[- ]?case(?:d)? (letters|only|name|label)/iu.test(
    instructions,
  )
  const snake = /\bsnake[_ ]case\b|\bunderscores? (?:instead|for|in place|between)/iu.test(instructions)
  const cased = lower ? name.toLowerCase() : name
  return snake
    ? cased
        .toLowerCase()
        .trim()
        .replace(/[\s-]+/gu, '_')
    : cased
}

/** What a reply is about, for the wordy ones. */
export interface Wording {
  readonly name: string
  /** Next best label. */
  readonly second: string | undefined
  /** What the prompt calls its labels: "queue", "type", … */
  readonly noun: string
  /** A few words of the input that spoke for the label. */
  readonly because: string
}

/** `draw` gives a number in [0, 1) for a named choice; the same name gives the same number. */
export function renderReply(
  wording: Wording,
  chances: Readonly<Record<Slip, number>>,
  draw: (choice: string) => number,
): { text: string; refused: boolean } {
  const slips = (slip: Slip): boolean => draw(slip) < chances[slip]
  if (slips('refusal')) return { text: pick(REFUSALS, draw('refusal words'))(wording), refused: true }
  let name = slips('spelling') ? pick(SPELLINGS, draw('spelling kind'))(wording.name) : wording.name
  if (slips('markup')) name = pick(MARKUPS, draw('markup kind'))(name)
  const second = wording.second
  if (second !== undefined && slips('second')) name = pick(PAIRS, draw('pair'))(name, second)
  if (slips('sentence')) name = pick(SENTENCES, draw('sentence kind'))(name, wording)
  if (slips('reason')) name = pick(REASONS, draw('reason kind'))(name, wording)
  return { text: name, refused: false }
}

const NOUN = 'queue|category|categories|label|type|class|topic|intent|department|team|sentiment|route'

/** The noun the prompt uses for what is to be chosen: the one it asks for, else the one it uses most. */
export function nounOf(instructions: string): string {
  const text = instructions.toLowerCase()
  const asked = new RegExp(
    String.raw`\b(?:which|what|one|the name of the|following)\s+(?:\w+\s)?(${NOUN})s?\b`,
    'u',
  ).exec(text)?.[1]
  const counts = new Map<string, number>()
  for (const match of text.matchAll(new RegExp(String.raw`\b(${NOUN})(?:s|es)?\b`, 'gu'))) {
    counts.set(match[1] ?? '', (counts.get(match[1] ?? '') ?? 0) + 1)
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
  return (asked ?? most ?? 'answer').replace(/ies$/u, 'y')
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
const spaced = (text: string): string => text.replace(/[_-]+/gu, ' ')

const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => capital(spaced(name)),
  (name) => (spaced(name) === name ? capital(name) : spaced(name)),
  (name) => spaced(name).split(' ').map(capital).join(' '),
  (name) => (name === name.toUpperCase() ? capital(name.toLowerCase()) : name.toUpperCase()),
]
const MARKUPS: readonly ((name: string) => string)[] = [
  (name) => `**${name}**`,
  (name) => `"${name}"`,
  (name) => `\`${name}\``,
  (name) => `${name}.`,
]
const PAIRS: readonly ((name: string, second: string) => string)[] = [
  (name, second) => `${name}, ${second}`,
  (name, second) => `${name} / ${second}`,
  (name, second) => `${name} or ${second}`,
]
const SENTENCES: readonly ((name: string, wording: Wording) => string)[] = [
  (name, { noun }) => `The ${noun} is ${name}.`,
  (name, { noun }) => `${capital(noun)}: ${name}`,
  (name) => `This looks like ${name}.`,
  (name, { noun }) => `Based on the text, the best ${noun} is ${name}.`,
  (name) => `I would say ${name}.`,
]
const REASONS: readonly ((name: string, wording: Wording) => string)[] = [
  (name, { because }) => `${name} (because of "${because}")`,
  (name, { because }) => `${name}\n\nReason: it mentions ${because}.`,
  (name, { because }) => `${name} - the text is about ${because}.`,
]
const REFUSALS: readonly ((wording: Wording) => string)[] = [
  () => "I'm sorry, but I can't help with that.",
  ({ noun }) => `I don't have enough information to choose a ${noun}. Could you give me more context?`,
]

function pick<T>(options: readonly T[], at: number): T {
  return options[Math.floor(at * options.length)] ?? (options[0] as T)
}
