// Interpolations of the programming language a prompt is written in, as `${expression}` whatever the language; `\${` is
// no interpolation. An expression is never evaluated: a plain name or path is an input, anything else is opaque.
import { lookUp, printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { formatSpec } from './python/formatSpec.ts'
import { place, type Tag, type TagLanguage, tagEngine } from './tags.ts'

export interface Hole {
  readonly start: number
  /** After the closing brace. */
  readonly end: number
}

/** The interpolations of a text, in order, in one pass; braces and quotes within them are matched. */
export function holesIn(text: string): Hole[] {
  const holes: Hole[] = []
  const openings = /\\?\$\{/g
  for (let match = openings.exec(text); match !== null; match = openings.exec(text)) {
    if (match[0].startsWith('\\')) continue
    const end = holeEnd(text, match.index + 2)
    if (end === undefined) break
    holes.push({ start: match.index, end })
    openings.lastIndex = end
  }
  return holes
}

function holeEnd(text: string, from: number): number | undefined {
  let depth = 1
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === '\\') at++
      else if (sign === quote || (sign === '\n' && quote !== '`')) quote = ''
    } else if (sign === '"' || sign === "'" || sign === '`') quote = sign
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) return at + 1
  }
  return undefined
}

/** A path, in Python with a conversion or a format. */
const NAME = /^\s*([\p{L}_$][\p{L}\p{N}_$]*(?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)*)\s*(?:![sra])?(?::([^{}]*))?$/u

const language: TagLanguage = {
  id: 'host',
  label: 'interpolations of the code',
  tags: (text) => {
    const holes = holesIn(text).map(({ start, end }) => holeTag(text, start, end))
    const isInside = (at: number) => holes.some(({ start, end }) => start < at && at < end)
    const escapes = [...text.matchAll(/\\\$\{/g)].flatMap(({ index }): Tag[] =>
      isInside(index)
        ? []
        : [{ kind: 'escape', ...place(text, index, index + 3), fill: () => ({ text: '${', literal: true }) }],
    )
    return escapes.length === 0 ? holes : [...holes, ...escapes].toSorted((a, b) => a.start - b.start)
  },
}

export const hostEngine: TemplateEngine = tagEngine(language)

function holeTag(text: string, start: number, end: number): Tag {
  const match = NAME.exec(text.slice(start + 2, end - 1))
  const name = match?.[1]?.replaceAll('?.', '.')
  const spec = match?.[2] ?? ''
  if (name === undefined) return { kind: 'tag', ...place(text, start, end) }
  const fill: Tag['fill'] = (vars) => {
    const value = lookUp(vars, name)
    if (value === undefined) return undefined
    const formatted = spec === '' ? undefined : formatSpec(value, spec)
    return { text: formatted ?? printValue(value), literal: false }
  }
  return { kind: 'variable', name, ...place(text, start, end), fill }
}
