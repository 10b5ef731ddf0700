// What a candidate must keep of its seed, checked before it costs a call. Refuses with a reason, never repairs.
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from './document.ts'
import { protectedSpans, templateSpans } from './spans.ts'

export type ProblemCode =
  | 'roles'
  | 'empty'
  | 'variable-lost'
  | 'variable-new'
  | 'span-lost'
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

const LEAK_WORDS = 8
const LEAK_WORDS_WITH_DIGITS = 5
const POLICY = /\b(?:must not|never|confidential|do not disclose)\b/i
const META =
  /<\/?(?:think|thinking|reasoning)>|\b(?:previous|original|given|current|improved|revised) prompt\b|^here is the (?:new|improved|revised)\b/im

/** Most tokens a candidate may have: a quarter more than the seed, or 200 more where that is more. */
export function tokenLimit(seed: Pick<PromptDocument, 'messages'>): number {
  const tokens = estimateTokens(seed.messages.map((message) => message.text).join('\n'))
  return Math.max(Math.ceil(1.25 * tokens), tokens + 200)
}

/** Problems of `texts` as new messages of `seed`, worst first; empty where the candidate may be measured. */
export function checkCandidate(
  seed: Pick<PromptDocument, 'messages'>,
  texts: readonly string[],
  context: CandidateContext,
): Problem[] {
  const before = seed.messages.map((message) => message.text)
  if (texts.length !== before.length)
    return [{ code: 'roles', message: `It has ${texts.length} messages instead of ${before.length}.` }]
  const problems: Problem[] = []
  const say = (code: ProblemCode, message: string) => void problems.push({ code, message })
  for (const [i, text] of texts.entries())
    if (text.trim() === '' && before[i]?.trim() !== '') say('empty', `Message ${i + 1} is empty.`)
  checkVariables(before, texts, say)
  checkSpans(before, texts, say)
  const whole = texts.join('\n')
  const seedWhole = before.join('\n')
  for (const text of context.keep)
    if (seedWhole.includes(text) && !whole.includes(text)) say('keep-lost', `"${shorten(text)}" is lost.`)
  for (const line of seedWhole.split('\n'))
    if (POLICY.test(line) && !whole.includes(line.trim()))
      say('policy-lost', `The rule "${shorten(line.trim())}" is lost.`)
  const limit = tokenLimit(seed)
  const tokens = estimateTokens(whole)
  if (tokens > limit) say('length', `It has about ${tokens} tokens; ${limit} are allowed.`)
  const meta = META.exec(whole)
  if (meta !== null && !META.test(seedWhole)) say('meta', `It talks about itself: "${shorten(meta[0])}".`)
  if (!context.mayQuote) {
    const leak = findLeak(whole, seedWhole, context.leakSources)
    if (leak !== undefined) say('leak', `It quotes a case: "${shorten(leak)}".`)
  }
  return problems
}

type Say = (code: ProblemCode, message: string) => void

/** Each message keeps its own variables, as often as before: a multiset, so that none moves to another role. */
function checkVariables(before: readonly string[], texts: readonly string[], say: Say): void {
  for (const [i, text] of texts.entries()) {
    const old = counts(templateSpans(before[i] ?? '').map((span) => span.text))
    const now = counts(templateSpans(text).map((span) => span.text))
    for (const [tag, count] of old) if ((now.get(tag) ?? 0) < count) say('variable-lost', `${tag} is lost.`)
    for (const [tag, count] of now)
      if (count > (old.get(tag) ?? 0)) say('variable-new', `${tag} is new, or stands more often than before.`)
    const outside = (of: string) =>
      templateSpans(of).reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), of)
    const loose = /\{\{|\}\}|\{%|%\}|\$\{/
    if (loose.test(outside(text)) && !loose.test(outside(before[i] ?? '')))
      say('delimiter', 'A template delimiter is opened or closed on its own.')
  }
}

function checkSpans(before: readonly string[], texts: readonly string[], say: Say): void {
  for (const [i, text] of texts.entries()) {
    const now = counts(protectedSpans(text).map((span) => span.text))
    const template = new Set(templateSpans(before[i] ?? '').map((span) => span.text))
    for (const [span, count] of counts(protectedSpans(before[i] ?? '').map((one) => one.text)))
      if (!template.has(span) && (now.get(span) ?? 0) < count) say('span-lost', `"${shorten(span)}" is lost.`)
  }
}

/** Eight words in a row of a case, or five where one holds a digit, that the seed does not have. */
function findLeak(text: string, seed: string, sources: readonly string[]): string | undefined {
  const words = wordsOf(text)
  const own = new Map([LEAK_WORDS, LEAK_WORDS_WITH_DIGITS].map((n) => [n, new Set(grams(words, n))]))
  const known = ` ${wordsOf(seed).join(' ')} `
  for (const source of sources) {
    const theirs = wordsOf(source)
    for (const n of [LEAK_WORDS_WITH_DIGITS, LEAK_WORDS])
      for (const gram of grams(theirs, n))
        if ((n === LEAK_WORDS || /\d/.test(gram)) && own.get(n)?.has(gram) && !known.includes(` ${gram} `)) return gram
  }
  return undefined
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function grams(words: readonly string[], n: number): string[] {
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, i) => words.slice(i, i + n).join(' '))
}

function counts(items: readonly string[]): Map<string, number> {
  const map = new Map<string, number>()
  for (const item of items) map.set(item, (map.get(item) ?? 0) + 1)
  return map
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
