// Finds the text to be answered in the last user message: what is tagged, fenced, named by a field, quoted, or simply
// what is left when lists and instructions are taken away. The tuned models use the same finder.
import type { Line } from './prompt.ts'
import { nameKey, wordsOf } from './text.ts'

const INPUT_NAMES =
  'message|clause|title|text|input|query|question|ticket|e-?mail|review|document|content|customer|user|product|request|sentence|utterance|comment|post|offer|description|passage|article|conversation|transcript|case|item|snippet|excerpt|paragraph|statement|feedback|report|tweet|headline|q|listing|name'
const INPUT_NAME = new RegExp(`^(?:${INPUT_NAMES})s?$`, 'iu')
const NOT_INPUT_NAME =
  /^(?:answer|label|output|category|class|queue|type|note|hint|remember|reminder|important|tip|rules?|format)/iu
const FIELD = /^\s*(?:#+\s*)?[*_]*(\p{L}[\p{L}\p{N} _'’()-]{0,48}?)[*_]*\s*[:：][*_]*\s*(.*)$/u
const INLINE_FIELD = new RegExp(String.raw`[.?!]\s+(?:The |Your )?(?:${INPUT_NAMES})s?\s*:\s*(\S.*)$`, 'iu')
const HEADING = /^\s*#+\s+(.+?)\s*:?\s*$/u
const OPEN_TAG = /<([\p{L}_][\p{L}\p{N}_-]*)(?:\s[^<>]*)?>/gu
const NOT_INPUT_TAG =
  /^(examples?|instructions?|rules?|labels?|categor\w+|definitions?|format|output|context|notes?|thinking)$/iu
const LIST_ITEM = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/u
const NOTE = /^\s*[*_]*(?:note|hint|remember|reminder|important|tip)\b[^:]{0,20}:/iu
const CUE = /^\s*[*_]*\p{L}[\p{L} ]{0,30}[*_]*\s*[:：]\s*$/u
const COMMAND =
  /^\s*(?:[-*•]\s+)?[*_]*(?:answer|reply|respond|output|return|give|write|do not|don['’]t|never|always|only|use|remember|note|important|if|when|choose|pick|select|classify|label|your|now|make sure|be|think|keep|say|what|which|no|the answer|this|in|one|copy|exactly|please)\b/iu

interface Part {
  readonly text: string
  /** Lines, by index in the message, that the text came from; they are no instruction any more. */
  readonly lines: readonly number[]
}

export interface FoundInput {
  readonly input: string
  readonly lines: readonly Line[]
}

/** `lines` are those of all messages; the input is looked for in the last user message. */
export function findInput(lines: readonly Line[]): FoundInput {
  const last = lines.findLast((line) => line.role === 'user')?.message
  const own = lines.filter((line) => line.message === last && line.role === 'user')
  const rest = own.map((line) => (line.use === 'instruction' ? line.text : ''))
  const alone = lines.some((line) => line.message !== last && line.role === 'system' && line.text.trim() !== '')
  const part =
    tagged(rest) ??
    fenced(rest) ??
    fielded(rest, true) ??
    (alone ? whole(rest) : undefined) ??
    fielded(rest, false) ??
    left(rest)
  const taken = new Set(part.lines.map((index) => own[index]))
  return {
    input: part.text.trim(),
    lines: lines.map((line) => (taken.has(line) ? { ...line, use: 'input' as const } : line)),
  }
}

/** The input of a message that stands alone. */
export function inputOf(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => ({ message: 0, role: 'user' as const, text: line, use: 'instruction' as const }))
  return findInput(lines).input
}

function tagged(lines: readonly string[]): Part | undefined {
  const text = lines.join('\n')
  const opens = [...text.matchAll(OPEN_TAG)].filter((match) => !NOT_INPUT_TAG.test(match[1] ?? ''))
  for (const open of opens.reverse()) {
    const start = open.index + open[0].length
    const end = text.indexOf(`</${open[1]}>`, start)
    if (end > start && text.slice(start, end).trim() !== '') return span(text, start, end)
  }
  return undefined
}

function fenced(lines: readonly string[]): Part | undefined {
  const text = lines.join('\n')
  const blocks = [...text.matchAll(/("""|'''|```)[\w-]*\n?([\s\S]*?)\1/gu)]
  const block = blocks.findLast((match) => (match[2] ?? '').trim() !== '')
  if (block?.[2] === undefined) return undefined
  const start = block.index + block[0].indexOf(block[2], 3)
  return span(text, start, start + block[2].length)
}

/** The last field that can be an input, with the lines below it up to the instructions that close the message. */
function fielded(lines: readonly string[], known: boolean): Part | undefined {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] ?? ''
    if (LIST_ITEM.test(line)) continue
    const heading = HEADING.exec(line)
    const field = heading ? undefined : FIELD.exec(line)
    const name = heading?.[1] ?? field?.[1]
    if (name === undefined || !namesInput(name, known)) continue
    const first = field?.[2] ?? ''
    const end = closing(lines, i + 1, first !== '')
    const body = [first, ...lines.slice(i + 1, end)].join('\n')
    if (body.trim() === '' || (!known && inDefinitions(lines, i))) continue
    return { text: unquote(body), lines: range(i, end) }
  }
  return undefined
}

function namesInput(name: string, known: boolean): boolean {
  if (known) return isInputName(name)
  return /^\p{Lu}/u.test(name) && wordsOf(name).length <= 3 && !NOT_INPUT_NAME.test(name)
}

/** "Message", "Customer's question", "Clause to classify". */
export function isInputName(name: string): boolean {
  const words = wordsOf(name)
  return words.length <= 6 && words.slice(-3).some((word) => INPUT_NAME.test(word))
}

/** A field between other fields is an entry of a list of definitions. */
function inDefinitions(lines: readonly string[], index: number): boolean {
  const near = [lines[index - 1], lines[index + 1]].filter((line) => line !== undefined && line.trim() !== '')
  return near.some((line) => FIELD.test(line ?? '') && !CUE.test(line ?? ''))
}

/** Index of the first line of the closing instructions of `lines`. */
function closing(lines: readonly string[], from: number, started: boolean): number {
  let end = lines.length
  while (end > from && isClosing(lines[end - 1] ?? '', lines[end - 2])) end--
  if (!started && lines.slice(from, end).join('').trim() === '') return lines.length
  return end
}

function isClosing(line: string, before: string | undefined): boolean {
  if (line.trim() === '' || CUE.test(line)) return true
  if (LIST_ITEM.test(line)) return true
  const apart =
    before === undefined || before.trim() === '' || COMMAND.test(before) || LIST_ITEM.test(before) || FIELD.test(before)
  return apart && COMMAND.test(line) && isAboutAnswer(line)
}

/** Whether an instruction speaks of how to answer, as no input would. */
function isAboutAnswer(line: string): boolean {
  return /\b(answer|reply|respond|response|output|label|categor\w+|queue|class|type|name|only|exactly|word|lower ?case|json|format|explanation|explain|step|punctuation|spelling|list|choose|instructions?|classif\w+|expert|careful\w*)\b/iu.test(
    line,
  )
}

/** All lines but headings, notes and lists at the start and instructions at the end. */
function whole(lines: readonly string[]): Part | undefined {
  const end = closing(lines, 0, false)
  const found = lines.findIndex(
    (line) => line.trim() !== '' && !CUE.test(line) && !NOTE.test(line) && !HEADING.test(line),
  )
  const start = Math.max(0, found)
  const used = range(start, end).filter((index) => (lines[index] ?? '').trim() !== '')
  const listed = used.filter((index) => LIST_ITEM.test(lines[index] ?? ''))
  if (used.length === 0 || listed.length > used.length / 2) return undefined
  return {
    text: unquote(
      range(start, end)
        .map((index) => lines[index])
        .join('\n'),
    ),
    lines: range(start, end),
  }
}

/** The last paragraph that is neither list nor instruction; else what the last line quotes; else the last line. */
function left(lines: readonly string[]): Part {
  const blocks: number[][] = []
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') blocks.push([])
    else (blocks.at(-1) ?? blocks[blocks.push([]) - 1])?.push(index)
  }
  const paragraphs = blocks.filter((block) => block.length > 0)
  const textOf = (block: readonly number[]): string => block.map((index) => lines[index]).join('\n')
  const quoted = quote(paragraphs.map(textOf).join('\n'))
  if (quoted !== undefined)
    return { text: quoted, lines: lines.flatMap((line, i) => (line.includes(quoted) ? [i] : [])) }
  const inline = INLINE_FIELD.exec(lines.findLast((line) => line.trim() !== '') ?? '')?.[1]
  if (inline !== undefined) return { text: inline, lines: [] }
  const prose = paragraphs.findLast((block) => block.every((index) => !isInstruction(lines[index] ?? '')))
  const block = prose ?? paragraphs.at(-1) ?? []
  return { text: textOf(block), lines: paragraphs.length > 1 ? block : [] }
}

function isInstruction(line: string): boolean {
  return LIST_ITEM.test(line) || COMMAND.test(line) || CUE.test(line)
}

/** The longest quotation of four words or more. */
function quote(text: string): string | undefined {
  const quotes = [...text.matchAll(/["“]([^"“”\n]{3,})["”]/gu)].map((match) => match[1] ?? '')
  const long = quotes.filter((item) => nameKey(item).split(' ').length >= 4)
  return long.sort((a, b) => b.length - a.length)[0]
}

function span(text: string, start: number, end: number): Part {
  const line = (offset: number): number => text.slice(0, offset).split('\n').length - 1
  return { text: text.slice(start, end), lines: range(line(start), line(end) + 1) }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
}

function unquote(text: string): string {
  const trimmed = text.trim()
  return /^(["“])[^"“”]*["”]$/u.test(trimmed) ? trimmed.slice(1, -1) : trimmed
}
