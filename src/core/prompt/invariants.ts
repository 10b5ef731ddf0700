// What a candidate must keep of its seed, checked before it costs a call. Refuses with a reason, never repairs.
import { InputError } from '../errors.ts'
import { QuoteIndex } from '../evals/quoteIndex.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from './document.ts'
import { namesIn, policiesIn, says } from './names.ts'
import { looseBraces, nested, placeholdersIn } from './placeholders.ts'
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
  | 'variable-moved'
  | 'placeholder-lost'
  | 'placeholder-new'
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
  /** Whether `text` quotes a case that nobody may look at, in words that `known` has not. */
  readonly quotesHeldBack?: (text: string, known: string) => boolean
  /** Worked examples, which quote train cases on purpose: nothing else may, and they may quote no other case. */
  readonly mayQuote?: readonly Quotation[]
}

export interface Quotation {
  /** Verbatim, as it stands in the candidate. */
  readonly text: string
  /** Inputs of the cases that it may quote. */
  readonly sources: readonly string[]
}

const TEMPLATE_KINDS: ReadonlySet<string> = new Set(['variable', 'tag', 'placeholder', 'comment', 'escape'])
/** A line that is only a role, as chat templates write it. */
const ROLE_LINE =
  /^[ \t]*(?:#{1,6}[ \t]*|\*\*|\[)?(?:system|user|assistant|developer|human|ai|model)(?:\*\*|\])?[ \t]*:(?:\*\*)?[ \t]*$/gim
const META = new RegExp(
  [
    /<\/?(?:think|thinking|reasoning|reflection|scratchpad|analysis)>|<\|[^|<>]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>/,
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
    checkPlaceholders(old, text, say)
    checkSpans(old, text, seed.engine, say)
    checkPolicies(old, text, say)
    for (const line of surplus(old.match(ROLE_LINE), text.match(ROLE_LINE)))
      say('meta', `"${line.trim()}" would open another message.`)
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
  const leak = leakOf(whole, seedWhole, context)
  if (leak !== undefined) say('leak', `It quotes a case: "${shorten(leak)}".`)
  if (context.quotesHeldBack?.(whole, seedWhole)) say('leak', 'It quotes a case that is held back.')
  return problems
}

type Say = (code: ProblemCode, message: string) => void

function checkCharacters(before: string, text: string, say: Say): void {
  const [hidden] = surplus(before.match(HIDDEN), text.match(HIDDEN)).filter((sign) => sign !== '\n' && sign !== '\t')
  const [mixed] = surplus(before.match(MIXED), text.match(MIXED))
  if (mixed !== undefined) say('characters', `"${shorten(mixed)}" mixes alphabets.`)
  if (hidden === undefined) return
  const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  say('characters', `It holds a sign that cannot be seen (U+${code}).`)
}

/** Letters of two alphabets in one word look like another name, e.g. a Cyrillic "a" in {{name}}. */
const MIXED =
  /[\p{L}\p{N}_]*(?:\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin})[\p{L}\p{N}_]*/gu

/** Each message keeps its own variables, as often as before: a multiset, so that none moves to another role. */
function checkVariables(before: string, text: string, engine: EngineId, say: Say): void {
  const [spansBefore, spansNow] = [templateSpans(before, engine), templateSpans(text, engine)]
  const old = spansBefore.map((span) => span.text)
  const now = spansNow.map((span) => span.text)
  for (const tag of new Set(surplus(now, old))) say('variable-lost', `${tag} is lost.`)
  for (const tag of new Set(surplus(old, now))) say('variable-new', `${tag} is new, or stands more often than before.`)
  if (
    surplus(old, now).length + surplus(now, old).length === 0 &&
    surplus(nested(spansBefore), nested(spansNow)).length > 0
  )
    say('variable-moved', 'A template tag stands in another block than before.')
  const loose = /\{\{|\}\}|\{%|%\}|\$\{|<!--|-->/g
  if (surplus(outsideTags(before, engine).match(loose), outsideTags(text, engine).match(loose)).length > 0)
    say('delimiter', 'A template delimiter is opened or closed on its own.')
}

/** What other code may fill in, whatever the file says of its language. */
function checkPlaceholders(before: string, text: string, say: Say): void {
  const [old, now] = [placeholdersIn(before), placeholdersIn(text)]
  for (const place of new Set(surplus(now, old))) say('placeholder-lost', `${shorten(place)} is lost.`)
  for (const place of new Set(surplus(old, now))) say('placeholder-new', `${shorten(place)} is new.`)
  const isFormatString = old.some((place) => place.startsWith('{')) && !before.includes('{{')
  if (isFormatString && surplus(looseBraces(before), looseBraces(text)).length > 0)
    say('delimiter', 'A brace stands alone beside places such as {x}.')
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
  const open = (one: readonly Span[] | undefined) =>
    (one ?? []).some(({ kind, text: code }) => kind === 'code' && !/\n {0,3}(?:`{3,}|~{3,})[ \t]*$/.test(code))
  if (open(now) && !open(old)) say('delimiter', 'A code fence is opened and never closed.')
  // New fenced code may be an example of the output; a new link, reference or lock was never the author's.
  const foreign = (now ?? []).filter((span) => span.kind !== 'code')
  for (const span of new Set(surplus(texts(old), texts(foreign)))) say('span-new', `"${shorten(span)}" is new.`)
}

/** Sentences that forbid something stay word for word. */
function checkPolicies(before: string, text: string, say: Say): void {
  for (const sentence of policiesIn(before))
    if (!says(text, sentence)) say('policy-lost', `The rule "${shorten(sentence)}" is lost.`)
}

function checkFormat(seed: PromptDocument, texts: readonly string[], say: Say): void {
  try {
    writePrompt(seed, texts)
  } catch (error) {
    if (!InputError.is(error)) throw error
    say('format', error.message)
  }
}

/** Texts of the seed that every candidate must hold: names, and sentences that forbid something. */
export function keepersOf(seed: PromptDocument): string[] {
  const texts = seed.messages.map((message) => message.text)
  return [...new Set(texts.flatMap((text) => [...placeholdersIn(text), ...namesIn(text), ...policiesIn(text)]))]
}

/** Whether `token` stands in `text`; an identifier only as a whole. */
export function holds(text: string, token: string): boolean {
  const isPart = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_-]/u.test(sign)
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1)) {
    const end = at + token.length
    const cutsBefore = isPart(text[at - 1]) && isPart(token[0])
    const cutsAfter = isPart(text[end]) && isPart(token.at(-1))
    if (!cutsBefore && !cutsAfter) return true
  }
  return false
}

function leakOf(whole: string, seed: string, { leakSources, mayQuote = [] }: CandidateContext): string | undefined {
  const index = indexOf(leakSources)
  const quoted = mayQuote.filter(({ text }) => whole.includes(text))
  const rest = quoted.reduce((left, { text }) => left.replace(text, () => '\n'), whole)
  const leaks = quoted.map(({ text, sources }) => index.quoted(text, [seed, ...sources].join('\n')))
  return [index.quoted(rest, seed), ...leaks].find((leak) => leak !== undefined)
}

const indexes = new WeakMap<readonly string[], QuoteIndex>()

/** A sweep checks hundreds of candidates against the same cases: their words are found once. */
function indexOf(sources: readonly string[]): QuoteIndex {
  const known = indexes.get(sources) ?? new QuoteIndex(sources)
  indexes.set(sources, known)
  return known
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
