// Finds the answers a prompt offers: lists, definitions, tables, "one of …" sentences, a schema's enum, and the answers
// of its worked examples. Must take no instruction for a label.
import type { Example, Label, Line } from './prompt.ts'
import { bareName, nameKey, wordsOf } from './text.ts'

const ITEM = /^\s*(?:[-*•–+]|\d{1,3}[.)]|\(?[a-z][.)])\s+(.*\S)\s*$/u
const ROW = /^\s*\|\s*([^|]+?)\s*\|\s*([^|]*?)\s*\|/u
const DEFINED = /^([*_`"'“]*[^:=]{1,60}?[*_`"'”]*)\s*(?::|\s[-–—=]+>?\s|\s→\s)[*_]*\s*(\S.*)$/u
const BRACKETED = /^([*_`"']*[^()]{1,48}?[*_`"']*)\s*\((.+)\)\.?$/u
const CUE =
  /\b(labels?|categor\w+|queues?|types?|class(?:es|ify|ified)?|options?|topics?|intents?|teams?|departments?|choices?|choose|one of|either|tags?|answers?|values?|kinds?|sections?|buckets?|names?|words?|lists?|routes?|groups?)\b/iu
const EXACT = /\b(exact\w*|only|allowed|verbatim|as written|spell\w*|must|valid|copy|literal\w*|one of these)\b/iu
const VERBS =
  /^(answer|reply|respond|output|return|use|do|don['’]?t|never|always|be|if|when|give|write|make|read|think|keep|only|avoid|say|choose|pick|copy|note|prefer|check|look|treat|consider|ensure)\b/iu
const MOST_LABEL_WORDS = 5

export interface Entry {
  readonly name: string
  readonly text: string
  /** Index into the lines it was found in; -1 for one that has no line. */
  readonly line: number
  /** The prompt says here how the answer must be spelt. */
  readonly exact: boolean
}

/** Labels in the order of the prompt, and the entries they came from. */
export interface FoundLabels {
  readonly labels: readonly Label[]
  readonly entries: readonly Entry[]
}

export function findLabels(lines: readonly Line[], examples: readonly Example[], schema: unknown): FoundLabels {
  const texts = lines.map((line) => (line.use === 'instruction' ? line.text : ''))
  const answers = examples
    .map((example) => example.answer)
    .filter((answer) => wordsOf(answer).length <= MOST_LABEL_WORDS)
  const lists = [...blocksOf(texts), ...sentenceLists(texts), ...tablesOf(texts)]
  const known = new Set(answers.map(nameKey))
  const best = lists
    .map((list) => ({ list, worth: worthOf(list, known) }))
    .filter((entry) => entry.worth > 0)
    .sort((a, b) => b.worth - a.worth)[0]?.list
  const given = enumOf(schema).map((name) => ({ name, text: '', line: -1, exact: true }))
  const core = best?.entries ?? []
  const keys = new Set([...core, ...given].map((entry) => nameKey(entry.name)))
  const alike = lists.filter((list) => list !== best && shared(list, keys) >= Math.min(2, list.entries.length))
  const entries = [...core, ...alike.flatMap((list) => list.entries), ...given]
  if (entries.length === 0 || known.size > entries.length) {
    for (const name of answers) if (!keys.has(nameKey(name))) entries.push({ name, text: '', line: -1, exact: false })
  }
  return { labels: labelsOf(entries), entries: withLooseDefinitions(texts, entries) }
}

interface List {
  readonly entries: readonly Entry[]
  readonly cue: boolean
  readonly bullets: boolean
}

function worthOf(list: List, known: ReadonlySet<string>): number {
  const { entries } = list
  if (entries.length < 2) return 0
  const defined = entries.filter((entry) => entry.text !== '').length / entries.length
  const fits = entries.filter((entry) => known.has(nameKey(entry.name))).length / entries.length
  const sure = (list.cue ? 2 : 0) + (list.bullets ? 1 : 0) + defined + 3 * fits
  return sure >= 2 || (list.bullets && sure >= 1) ? sure + Math.min(1, entries.length / 20) : 0
}

function shared(list: List, keys: ReadonlySet<string>): number {
  return list.entries.filter((entry) => keys.has(nameKey(entry.name))).length
}

/** Runs of list items or of `name: text` lines; one stray line does not end a run. */
function blocksOf(texts: readonly string[]): List[] {
  const lists: List[] = []
  let entries: Entry[] = []
  let lead = ''
  let gap = 0
  const flush = (): void => {
    if (entries.length > 1) lists.push({ entries, cue: CUE.test(lead), bullets: true })
    entries = []
  }
  for (const [index, text] of texts.entries()) {
    const entry = entryOf(text, index)
    if (entry) {
      if (entries.length === 0) lead = texts.slice(0, index).findLast((line) => line.trim() !== '') ?? ''
      entries.push({ ...entry, exact: EXACT.test(lead) })
      gap = 0
    } else if (text.trim() !== '') {
      const isDetail = /^\s{2,}\S/u.test(text)
      if (!isDetail) gap++
      if (gap > 1 || /^\s*#/u.test(text) || /:\s*$/u.test(text)) flush()
    }
  }
  flush()
  return lists
}

function entryOf(text: string, line: number): Omit<Entry, 'exact'> | undefined {
  const item = ITEM.exec(text)?.[1]
  const content = item ?? text.trim()
  if (content === '' || VERBS.test(bareName(content))) return undefined
  const defined = DEFINED.exec(content) ?? (item ? BRACKETED.exec(content) : null)
  const name = bareName(defined?.[1] ?? content)
  const words = wordsOf(name).length
  if (words === 0 || words > MOST_LABEL_WORDS || (!item && !defined)) return undefined
  if (!defined && !item) return undefined
  return { name, text: defined?.[2] ?? '', line }
}

function tablesOf(texts: readonly string[]): List[] {
  const entries = texts.flatMap((text, line) => {
    const row = ROW.exec(text)
    if (!row?.[1] || /^[-: ]+$/u.test(row[1]) || /^[-: |]+$/u.test(texts[line + 1] ?? 'x')) return []
    return [{ name: bareName(row[1]), text: row[2] ?? '', line, exact: false }]
  })
  return entries.length > 1 ? [{ entries, cue: true, bullets: true }] : []
}

/** "Answer with one of: a, b or c." */
function sentenceLists(texts: readonly string[]): List[] {
  const lists: List[] = []
  for (const [index, text] of texts.entries()) {
    const cue =
      CUE.test(text) ||
      EXACT.test(text) ||
      /\b(as|answer|reply|respond|return|output|whether|decide|is (?:this|it|the))\b/iu.test(text)
    if (!cue || entryHasDefinition(text)) continue
    for (const sentence of text.split(/(?<=[.!?])\s+/u)) {
      const names = enumeration(sentence)
      if (names.length < 2) continue
      const exact = EXACT.test(text)
      lists.push({
        entries: names.map((name) => ({ name, text: '', line: index, exact })),
        cue: CUE.test(sentence) || (cue && (names.length > 2 || /\bor\b/iu.test(sentence))),
        bullets: false,
      })
    }
  }
  return lists
}

function entryHasDefinition(text: string): boolean {
  const item = ITEM.exec(text)?.[1]
  return item !== undefined && !VERBS.test(item) && (DEFINED.test(item) || BRACKETED.test(item))
}

const LEAD =
  /^.*(?:\b(?:as|of|are|is|into|either|with|to|be|among|from|includes?|including|say|answer|reply|return|output|labels|categories|queues|types|or|in|whether|following)\b|[:([{])\s*/iu
const TAIL =
  /\s*(?:[.;)\]}]|\b(?:based|depending|for|if|when|according|that|which|and nothing|in lower|without|exactly|on|by)\b).*$/iu

/** The short items of one enumeration, quoted ones by preference; empty where the sentence holds none. */
export function enumeration(sentence: string): string[] {
  const quoted = [...sentence.matchAll(/[`"“']([^`"”'\n]{1,40})[`"”']/gu)].map((match) => bareName(match[1] ?? ''))
  if (quoted.length > 1 && quoted.every(isShort)) return quoted
  const parts = sentence.split(/\s*(?:,\s*(?:and|or)\s+|[,;|]|\s\/\s|\s+or\s+|\s+and\s+)\s*/iu)
  let longest: string[] = []
  for (let from = 0; from + longest.length < parts.length; from++) {
    const run = runOf(parts.slice(from))
    if (run.length > Math.max(1, longest.length)) longest = run
  }
  return longest
}

/** Names from the end of the first part up to the start of the part that goes on as prose. */
function runOf(parts: readonly string[]): string[] {
  const run: string[] = []
  for (const [i, part] of parts.entries()) {
    const name = bareName(i === 0 ? part.replace(LEAD, '') : part)
    const cut = bareName((i === 0 ? name : part).replace(TAIL, ''))
    if (i > 0 && cut !== bareName(part)) return isShort(cut) ? [...run, cut] : run
    if (!isShort(name)) return run
    run.push(name)
  }
  return run
}

function isShort(name: string): boolean {
  const words = wordsOf(name).length
  return (
    words > 0 &&
    words <= 4 &&
    name.length <= 48 &&
    (words === 1 || !VERBS.test(name)) &&
    !/^(?:nothing|anything|no other)\b/iu.test(name)
  )
}

/** `name: text` anywhere adds to what is known of a label. */
function withLooseDefinitions(texts: readonly string[], entries: readonly Entry[]): Entry[] {
  const keys = new Set(entries.map((entry) => nameKey(entry.name)))
  const lines = new Set(entries.filter((entry) => entry.text !== '').map((entry) => entry.line))
  const loose = texts.flatMap((text, line) => {
    const content = ITEM.exec(text)?.[1] ?? text.trim()
    const defined = lines.has(line) ? null : DEFINED.exec(content)
    const name = bareName(defined?.[1] ?? '')
    return defined?.[2] && keys.has(nameKey(name)) ? [{ name, text: defined[2], line, exact: false }] : []
  })
  return [...entries, ...loose]
}

/** One label a name; the last exact spelling wins over the first. */
function labelsOf(entries: readonly Entry[]): Label[] {
  const labels = new Map<string, { name: string; exact: boolean }>()
  for (const { name, exact } of entries) {
    const key = nameKey(name)
    const known = labels.get(key)
    if (key !== '' && (known === undefined || exact)) labels.set(key, { name, exact: exact || (known?.exact ?? false) })
  }
  return [...labels].map(([key, { name }]) => ({ key, name }))
}

function enumOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const values = 'enum' in schema && Array.isArray(schema.enum) ? schema.enum : undefined
  if (values) return values.filter((value): value is string => typeof value === 'string')
  for (const child of Object.values(schema)) {
    const found = enumOf(child)
    if (found.length > 0) return found
  }
  return []
}
