// Semantic Kernel's own language: `{{$name}}` is a variable, `{{ "text" }}` a literal (the way to write braces), and
// `{{plugin.function …}}` a call, which is shown and never made. Missing variables are empty, as there.
import { lookUp, printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { place, type Tag, type TagLanguage, tagEngine, valuePiece } from './tags.ts'

const VARIABLE = /^\$([A-Za-z0-9_]+)$/
const LITERAL = /^(["'])([\s\S]*)\1$/

const language: TagLanguage = {
  id: 'semantic-kernel',
  label: 'Semantic Kernel',
  tags: (text) => {
    const tags: Tag[] = []
    for (const { start, end } of blocks(text)) {
      const inner = text.slice(start + 2, end - 2).trim()
      if (inner !== '') tags.push({ ...place(text, start, end), ...read(inner) })
    }
    return tags
  },
}

export const semanticKernelEngine: TemplateEngine = tagEngine(language)

function read(inner: string): Omit<Tag, 'start' | 'end' | 'text'> {
  const name = VARIABLE.exec(inner)?.[1]
  if (name !== undefined) {
    const fill: Tag['fill'] = (vars) => valuePiece(lookUp(vars, name) ?? '', printValue)
    return { kind: 'variable', name, fill }
  }
  const literal = LITERAL.exec(inner)?.[2]
  if (literal === undefined) return { kind: 'tag' }
  return { kind: 'escape', fill: () => ({ text: literal.replace(/\\(["'\\])/g, '$1'), literal: true }) }
}

/** One pass: the innermost `{{` before a `}}` opens the block; quotes within a block hide braces, a backslash hides a
 *  quote. */
function blocks(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let start = -1
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? ''
    if (quote !== '') {
      if (sign === '\\') i++
      else if (sign === quote) quote = ''
    } else if (text.startsWith('{{', i)) start = i++
    else if (start >= 0 && text.startsWith('}}', i)) {
      found.push({ start, end: i + 2 })
      start = -1
      i++
    } else if (start >= 0 && (sign === '"' || sign === "'")) quote = sign
  }
  return found
}
