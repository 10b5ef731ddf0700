// What a candidate must keep of its seed, checked before it costs a call. Refuses with a reason, never repairs.
import { InputError } from '../errors.ts'
import { wordsOf } from '../evals/caseText.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from './document.ts'
import { writePrompt } from './registry.ts'
import type { Span } from './span.ts'
import { protectedSpans, templateSpans } from './spans.ts'
import type { EngineId } from './templates/engine.ts'

export type ProblemCode =
  | 'roles'
  | 'format'
  | 'empty'
  | 'characters'
  | 'variable-lost'
  | 'variable-new'
  | 'variable-renamed'
  | 'span-lost'
  | 'span-new'
  | 'reference-new'
  | 'shell-new'
  | 'structure'
  | 'delimiter'
  | 'keep-lost'
  | 'policy-lost'
  | 'length'
  | 'leak'
  | 'meta'

export interface Problem {
  readonly code: ProblemCode
  /** One sentence. */
  readonly message: string
}

export interface CandidateContext {
  /** Texts that must survive verbatim, e.g. tool names and output keys. */
  readonly keep: readonly string[]
  /** Inputs and answers of cases: a prompt that quotes them has memorised, not learned. */
  readonly leakSources: readonly string[]
  /** Edits of kind `example` quote train cases on purpose. */
  readonly mayQuote?: boolean
}

const TEMPLATE_KINDS: ReadonlySet<string> = new Set(['variable', 'tag', 'placeholder', 'comment', 'escape'])
const LEAK_WORDS = 8
const LEAK_WORDS_WITH_DIGITS = 5
const POLICY = /\b(?:must not|never|confidential|do not disclose)\b/i
const META = new RegExp(
  [
    /<\/?(?:think|thinking|reasoning|reflection|scratchpad|analysis)>|<\|[^|<>]{1,40}\|>/,
    /\b(?:previous|prior|original|given|current|earlier|improved|revised|rewritten|updated|new) (?:system )?(?:prompt|version of (?:the|this) prompt)\b/,
    /^\W*here(?: is|'s) (?:the|an?|my) (?:new|improved|revised|updated|rewritten)\b/,
    /\b(?:the seed prompt|candidate prompt|prompt engineer(?:ing)?)\b/,
  ]
    .map((part) => part.source)
    .join('|'),
  'gim',
)
/** Signs that no reader of a diff would see, and halves of signs that no file can hold. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu

/** Most tokens a candidate may have: a quarter more than the seed, or 200 more where that is more. */
export function tokenLimit(seed: Pick<PromptDocument, 'messages'>): number {
  const tokens = estimateTokens(seed.messages.map((message) => message.text).join('\n'))
  return Math.max(Math.ceil(1.25 * tokens), tokens + 200)
}

/** Problems of `texts` as new messages of `seed`, worst first; empty where the candidate may be measured. */
export function checkCandidate(seed: PromptDocument, texts: readonly string[], context: CandidateContext): Problem[] {
  const before = seed.messages.map((message) => message.text)
  if (texts.length !== before.length)
    return [{ code: 'roles', message: `It has ${texts.length} messages instead of ${before.length}.` }]
  const problems: Problem[] = []
  const say = (code: ProblemCode, message: string) => void problems.push({ code, message })
  for (const [i, text] of texts.entries()) {
    const old = before[i] ?? ''
    if (text.trim() === '' && old.trim() !== '') say('empty', `Message ${i + 1} is empty.`)
    checkCharacters(old, text, say)
    checkVariables(old, text, seed.engine, say)
    checkSpans(old, text, seed.engine, say)
    checkPolicies(old, text, say)
  }
  checkFormat(seed, texts, say)
  const whole = texts.join('\n')
  const seedWhole = before.join('\n')
  for (const text of context.keep)
    if (holds(seedWhole, text) && !holds(whole, text)) say('keep-lost', `"${shorten(text)}" is lost.`)
  const limit = tokenLimit(seed)
  const tokens = estimateTokens(whole)
  if (tokens > limit) say('length', `It has about ${tokens} tokens; ${limit} are allowed.`)
  for (const meta of surplus(seedWhole.match(META), whole.match(META)))
    say('meta', `It talks about itself: "${shorten(meta)}".`)
  const leak = context.mayQuote ? undefined : findLeak(whole, seedWhole, context.leakSources)
  if (leak !== undefined) say('leak', `It quotes a case: "${shorten(leak)}".`)
  return problems
}

type Say = (code: ProblemCode, message: string) => void

function checkCharacters(before: string, text: string, say: Say): void {
  const [hidden] = surplus(before.match(HIDDEN), text.match(HIDDEN)).filter((sign) => sign !== '\n' && sign !== '\t')
  if (hidden === undefined) return
  const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  say('characters', `It holds a sign that cannot be seen (U+${code}).`)
}

/** Each message keeps its own variables, as often as before: a multiset, so that none moves to another role. */
function checkVariables(before: string, text: string, engine: EngineId, say: Say): void {
  const old = templateSpans(before, engine).map((span) => span.text)
  const now = templateSpans(text, engine).map((span) => span.text)
  for (const tag of new Set(surplus(now, old))) say('variable-lost', `${tag} is lost.`)
  for (const tag of new Set(surplus(old, now))) say('variable-new', `${tag} is new, or stands more often than before.`)
  const loose = /\{\{|\}\}|\{%|%\}|\$\{/g
  if (surplus(outsideTags(before, engine).match(loose), outsideTags(text, engine).match(loose)).length > 0)
    say('delimiter', 'A template delimiter is opened or closed on its own.')
}

function outsideTags(text: string, engine: EngineId): string {
  return templateSpans(text, engine).reduceRight(
    (rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`,
    text,
  )
}

function checkSpans(before: string, text: string, engine: EngineId, say: Say): void {
  const [old, now] = [before, text].map((one) =>
    protectedSpans(one, engine).filter((span) => !TEMPLATE_KINDS.has(span.kind)),
  )
  const texts = (spans: readonly Span[] | undefined) => (spans ?? []).map((span) => span.text)
  for (const span of new Set(surplus(texts(now), texts(old)))) say('span-lost', `"${shorten(span)}" is lost.`)
  // New fenced code may be an example of the output; a new link, reference or lock was never the author's.
  const foreign = (now ?? []).filter((span) => span.kind !== 'code')
  for (const span of new Set(surplus(texts(old), texts(foreign)))) say('span-new', `"${shorten(span)}" is new.`)
}

/** Sentences that forbid something stay word for word. */
function checkPolicies(before: string, text: string, say: Say): void {
  const flat = (one: string) => one.replace(/\s+/g, ' ').trim()
  const whole = flat(text)
  for (const line of before.split('\n'))
    for (const sentence of line.split(/(?<=[.!?])\s+/).map(flat))
      if (POLICY.test(sentence) && !whole.includes(sentence))
        say('policy-lost', `The rule "${shorten(sentence)}" is lost.`)
}

function checkFormat(seed: PromptDocument, texts: readonly string[], say: Say): void {
  try {
    writePrompt(seed, texts)
  } catch (error) {
    if (!InputError.is(error)) throw error
    say('format', error.message)
  }
}

/** Whether `token` stands in `text`; an identifier only as a whole. */
function holds(text: string, token: string): boolean {
  const isPart = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_-]/u.test(sign)
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1)) {
    const end = at + token.length
    const cutsBefore = isPart(text[at - 1]) && isPart(token[0])
    const cutsAfter = isPart(text[end]) && isPart(token.at(-1))
    if (!cutsBefore && !cutsAfter) return true
  }
  return false
}

/** Eight words in a row of a case, or five where one holds a digit, that the seed does not have. */
function findLeak(text: string, seed: string, sources: readonly string[]): string | undefined {
  const known = ` ${wordsOf(seed).join(' ')} `
  const words = wordsOf(text)
  const own = new Set(
    [...grams(words, LEAK_WORDS_WITH_DIGITS).filter((gram) => /\d/.test(gram)), ...grams(words, LEAK_WORDS)].filter(
      (gram) => !known.includes(` ${gram} `),
    ),
  )
  if (own.size === 0) return undefined
  const firsts = new Set([...own].map((gram) => gram.slice(0, gram.indexOf(' '))))
  for (const theirs of wordsOfAll(sources)) {
    for (const [i, word] of theirs.entries()) {
      if (!firsts.has(word)) continue
      for (const n of [LEAK_WORDS_WITH_DIGITS, LEAK_WORDS]) {
        const gram = theirs.slice(i, i + n).join(' ')
        if (i + n <= theirs.length && own.has(gram)) return gram
      }
    }
  }
  return undefined
}

const wordLists = new WeakMap<readonly string[], readonly (readonly string[])[]>()

/** A sweep checks hundreds of candidates against the same cases: their words are found once. */
function wordsOfAll(sources: readonly string[]): readonly (readonly string[])[] {
  const known = wordLists.get(sources) ?? sources.map(wordsOf)
  wordLists.set(sources, known)
  return known
}

function grams(words: readonly string[], n: number): string[] {
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, i) => words.slice(i, i + n).join(' '))
}

/** What `now` holds more often than `before`. */
function surplus(before: readonly string[] | null, now: readonly string[] | null): string[] {
  const left = new Map<string, number>()
  for (const item of before ?? []) left.set(item, (left.get(item) ?? 0) + 1)
  return (now ?? []).filter((item) => {
    const count = left.get(item) ?? 0
    left.set(item, count - 1)
    return count <= 0
  })
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
