// Python's str.format, as LangChain's f-string templates use it: `{name}`, `{name.key[0]!r:>5}`, `{{` and `}}` for
// braces. A field that is no such path (`{join(documents)}`) is opaque and never evaluated.
import type { Vars } from '../../evals/case.ts'
import { lookUp } from '../values.ts'
import { type Piece, type TemplateEngine, TemplateError, type TemplateProblem } from './engine.ts'
import { formatSpec } from './python/formatSpec.ts'
import { pythonAscii, pythonRepr, pythonText } from './python/print.ts'
import { type Tag, type TagLanguage, tagEngine, tagsOf } from './tags.ts'

const TAG = /\{\{|\}\}|\{([^{}]*)\}/g
const LONE = /\{\{|\}\}|\{[^{}]*\}|([{}])/g
const FIELD =
  /^\s*([\p{L}_][\p{L}\p{N}_]*)((?:\.[\p{L}_][\p{L}\p{N}_]*|\[[^[\]{}]+\])*)\s*(?:!([rsa]))?(?::([^{}]*))?$/u
const CALL = /^\s*[\p{L}_][\p{L}\p{N}_.]*\(/u

const language: TagLanguage = {
  id: 'f-string',
  label: 'f-string',
  tags: (text) =>
    tagsOf(text, TAG, (match) => {
      const inner = match[1]
      if (inner === undefined)
        return { kind: 'escape', fill: () => ({ text: match[0].startsWith('{') ? '{' : '}', literal: true }) }
      const field = FIELD.exec(inner)
      return field === null ? { kind: 'tag' } : { kind: 'variable', ...fieldTag(field, match.index) }
    }),
  problem: (text) => {
    for (const match of text.matchAll(LONE)) {
      const found = oneProblem(match)
      if (found !== undefined) return found
    }
    return undefined
  },
}

export const fStringEngine: TemplateEngine = tagEngine(language)

function fieldTag(
  [, name = '', path = '', conversion, spec = '']: RegExpExecArray,
  offset: number,
): Required<Pick<Tag, 'name' | 'fill'>> {
  const fill = (vars: Vars): Piece | undefined => {
    const value = walk(vars, name, path)
    if (value === undefined) return undefined
    const converted = conversion === 'r' ? pythonRepr(value) : conversion === 'a' ? pythonAscii(value) : value
    const text = spec === '' || conversion === 's' ? pythonText(converted) : converted
    const formatted = spec === '' ? String(text) : formatSpec(text, spec)
    if (formatted === undefined)
      throw new TemplateError({ message: `"${spec}" is no format for the value of "${name}".`, offset })
    return { text: formatted, literal: false }
  }
  return { name, fill }
}

function walk(vars: Vars, name: string, path: string): unknown {
  let value = lookUp(vars, name)
  for (const [step] of path.matchAll(/\.[^.[\]]+|\[[^[\]]+\]/g)) {
    const key = step.startsWith('.') ? step.slice(1) : step.slice(1, -1)
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

function oneProblem(match: RegExpExecArray): TemplateProblem | undefined {
  const [all, lone] = match
  if (lone !== undefined)
    return { offset: match.index, message: `A lone "${lone}": write "${lone}${lone}" for a brace.` }
  const inner = all.slice(1, -1)
  if (all === '{{' || all === '}}' || FIELD.test(inner) || CALL.test(inner)) return undefined
  return { offset: match.index, message: `"${short(all)}" is no variable: write "{{" and "}}" for braces.` }
}

function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text
}
