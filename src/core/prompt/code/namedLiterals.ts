// Prompts that are one string: what it is assigned to is named like a prompt, or a comment says that it is one.
import type { EngineId } from '../templates/engine.ts'
import { engineOf } from '../templates/engines.ts'
import type { CodeView } from './codeView.ts'
import { addressesModel, type FoundPrompt, isPromptName, isProse } from './foundPrompt.ts'
import { type LiteralPlace, literalPlace } from './literalPlace.ts'
import { type CodeLanguage, type Literal, literalOf } from './literals.ts'

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
    const place = literalPlace(view, i)
    const name = tag || place?.name
    const isNamed = name !== undefined && place?.isWhole === true && (place.isTemplate || isPromptName(name))
    if (tag === undefined && !isNamed) return []
    const literal = literalOf(view.source, language, string, place?.isDedented)
    if (literal === undefined || (tag === undefined && !isPrompt(literal, place))) return []
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

/** Lists of suggestions to a user have members named prompt too: those are short, and have no inputs. */
function isPrompt({ text, hasHoles }: Literal, place: LiteralPlace | undefined): boolean {
  if (!isProse(text)) return false
  const isLong = text.includes('\n') || text.length > 160
  return place?.name !== 'prompt' || !place.isMember || isLong || hasHoles || /\{/.test(text)
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
  if (/\{\{\s*\$\w/.test(text)) return 'semantic-kernel'
  if (/\{\{\s*[\p{L}_]|\{%/u.test(text)) return 'braces'
  const format = engineOf('f-string')
  return language === 'python' && format.problem(text) === undefined && format.variables(text).length > 0
    ? 'f-string'
    : 'none'
}

function roleOf(name: string): 'system' | 'user' {
  return /system|instructions|persona/i.test(name) ? 'system' : 'user'
}
