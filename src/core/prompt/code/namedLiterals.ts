// Prompts that are one string: what it is assigned to is named like a prompt, or a comment says that it is one.
import type { EngineId } from '../templates/engine.ts'
import { engineOf } from '../templates/engines.ts'
import type { CodeView } from './codeView.ts'
import { addressesModel, type FoundPrompt, isPromptName, isProse } from './foundPrompt.ts'
import { type CodeLanguage, type Literal, literalOf } from './literals.ts'

/** Functions around a string that leave it a prompt. */
const WRAPPERS = new Set([
  'dedent',
  'outdent',
  'stripIndent',
  'stripIndents',
  'cleandoc',
  'fromTemplate',
  'from_template',
])
const TAG = /^\W*tunesmith:\s*prompt\b[ \t]*([\p{L}\p{N}_.-]*)|^\/\*\*?\s*(?:@?prompt)\s*\*\/$/u
/** Names on which `.format(` is called somewhere. */
const FORMATTED = /(?<![\p{L}\p{N}_])([\p{L}\p{N}_]{1,80})\.format\(/gu
/** Tokens between a comment and the string it is about. */
const NEAR = 12

export function namedLiterals(view: CodeView, language: CodeLanguage, taken: ReadonlySet<number>): FoundPrompt[] {
  const tags = tagsOf(view)
  const formatted = new Set([...view.source.matchAll(FORMATTED)].map(([, name = '']) => name))
  return view.tokens.flatMap(({ string }, i): FoundPrompt[] => {
    if (string === undefined || taken.has(i)) return []
    const tag = tags.get(i)
    const place = placeOf(view, i)
    const name = tag || place?.name
    if (tag === undefined && (name === undefined || !isPromptName(name) || !place?.isWhole)) return []
    const literal = literalOf(view.source, language, string, place?.isDedented)
    if (literal === undefined || (tag === undefined && !isProse(literal.text))) return []
    const confidence = tag !== undefined ? 1 : addressesModel(literal.text) || literal.hasHoles ? 0.8 : 0.6
    return [
      {
        name: name ?? view.nearestName(i) ?? 'prompt',
        messages: [{ role: roleOf(name ?? ''), start: literal.start, end: literal.end, codec: literal.codec }],
        engine: engineFor(view, i, literal, language, place?.isTemplate === true || formatted.has(name ?? '')),
        confidence,
        reason: tag !== undefined ? 'a comment says prompt' : `a text named ${name}`,
        at: i,
      },
    ]
  })
}

/** Index of the string that each tagging comment is about, with the name it gives or ''. */
function tagsOf(view: CodeView): Map<number, string> {
  const tags = new Map<number, string>()
  for (const { text, before } of view.comments) {
    const match = TAG.exec(text)
    if (match === null) continue
    const most = match[1] === undefined ? 1 : NEAR
    for (let i = before; i < before + most && !';}'.includes(view.text(i) || '.'); i++)
      if (view.tokens[i]?.kind === 'string') {
        tags.set(i, match[1] ?? '')
        break
      }
  }
  return tags
}

interface Place {
  readonly name: string
  /** The string is the whole value. */
  readonly isWhole: boolean
  /** A function takes its indentation away. */
  readonly isDedented: boolean
  /** A template library reads it. */
  readonly isTemplate: boolean
}

/** What a string is assigned to. */
function placeOf(view: CodeView, i: number): Place | undefined {
  let start = i - 1
  let after = i + 1
  let isTemplate = false
  let isDedented = false
  const token = view.tokens[i]
  const tagged = view.tokens[start]
  if (token?.string?.quote === '`' && tagged?.kind === 'word' && tagged.end === token.start) {
    if (!WRAPPERS.has(view.text(start))) return undefined
    isDedented = true
    start--
  } else if (view.text(start) === '(') {
    const callee = view.text(start - 1)
    const isCall = view.isWord(start - 1)
    if ((isCall && !WRAPPERS.has(callee)) || view.text(after) !== ')') return undefined
    isTemplate = /template$/i.test(callee)
    isDedented = isCall && !isTemplate
    start -= isCall ? 2 : 1
    after++
    while (isCall && view.text(start) === '.') start -= 2
  }
  const name = nameBefore(view, start)
  return name === undefined ? undefined : { name, isWhole: isEnd(view, after), isDedented, isTemplate }
}

function nameBefore(view: CodeView, sign: number): string | undefined {
  const key = view.key(sign - 1)
  if (view.text(sign) === ':')
    return key !== '' && ['{', ',', '('].includes(view.text(sign - 2)) && view.text(sign - 2) !== '' ? key : undefined
  if (view.text(sign) !== '=' || !view.isWord(sign - 1)) return undefined
  // After a type: NAME: string = "…".
  return view.text(sign - 2) === ':' && view.isWord(sign - 3) ? view.text(sign - 3) : view.text(sign - 1)
}

/** Nothing is put together with the string: only methods that leave its words alone follow. */
function isEnd(view: CodeView, after: number): boolean {
  if (view.tokens[after]?.kind === 'string') return false
  if (view.text(after) === '.')
    return /^(?:strip|trim|trimStart|trimEnd|lstrip|rstrip|format|as|freeze)$/.test(view.text(after + 1))
  return !['+', '%', '?', '*'].includes(view.text(after))
}

function engineFor(
  view: CodeView,
  i: number,
  { text, hasHoles }: Literal,
  language: CodeLanguage,
  isTemplate: boolean,
): EngineId {
  const string = view.tokens[i]?.string
  if (hasHoles || string?.quote === '`' || string?.prefix.includes('f'))
    return !hasHoles && /\{\{\s*[\p{L}_]/u.test(text) ? 'braces' : 'host'
  const formats = language === 'python' && view.text(i + 1) === '.' && view.text(i + 2) === 'format'
  if (isTemplate || formats) return 'f-string'
  if (/\{\{\s*[\p{L}_]|\{%/u.test(text)) return 'braces'
  const format = engineOf('f-string')
  return language === 'python' && format.problem(text) === undefined && format.variables(text).length > 0
    ? 'f-string'
    : 'none'
}

function roleOf(name: string): 'system' | 'user' {
  return /system|instructions|persona/i.test(name) ? 'system' : 'user'
}
