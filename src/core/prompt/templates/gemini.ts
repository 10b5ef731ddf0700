// Gemini's command files: `{{args}}`. `!{shell}` and `@{file}` reach to their matching brace, are shown, and are never
// run or read here.
import { lookUp, printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { closings, place, type Tag, type TagLanguage, tagEngine, valuePiece } from './tags.ts'

const OPENING = /\{\{args\}\}|[!@]\{/g

const language: TagLanguage = {
  id: 'gemini',
  label: 'Gemini command arguments',
  tags: (text) => {
    const ends = closings(text, '{', '}')
    const tags: Tag[] = []
    for (const { 0: opening, index } of text.matchAll(OPENING)) {
      if (index < (tags.at(-1)?.end ?? 0)) continue
      if (opening === '{{args}}') tags.push(argsTag(text, index))
      else {
        const end = ends.get(index + 1)
        if (end === undefined) continue
        const kind = opening === '@{' ? 'reference' : 'tag'
        tags.push({ kind, ...place(text, index, end) })
      }
    }
    return tags
  },
  problem: (text) => {
    const ends = closings(text, '{', '}')
    for (const { 0: opening, index } of text.matchAll(OPENING))
      if (opening !== '{{args}}' && !ends.has(index + 1))
        return { offset: index, message: `"${opening}" is never closed.` }
    return undefined
  },
}

export const geminiEngine: TemplateEngine = tagEngine(language)

function argsTag(text: string, start: number): Tag {
  const fill: Tag['fill'] = (vars) => valuePiece(lookUp(vars, 'args'), printValue)
  return { kind: 'variable', name: 'args', ...place(text, start, start + '{{args}}'.length), fill }
}
