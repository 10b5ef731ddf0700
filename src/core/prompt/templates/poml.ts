// POML: `{{ … }}` holds JavaScript, which is never evaluated here. A plain name or path is a variable; anything else
// stays as it stands.
import { lookUp, printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { type TagLanguage, tagEngine, tagsOf, valuePiece } from './tags.ts'

const TAG = /\{\{([^{}]*)\}\}/g
const PATH = /^([\p{L}_$][\p{L}\p{N}_$]*)(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u
const WORDS_OF_JAVASCRIPT = new Set(['true', 'false', 'null', 'undefined', 'this', 'loop'])

const language: TagLanguage = {
  id: 'poml',
  label: 'POML expressions',
  tags: (text) =>
    tagsOf(text, TAG, ([, inner = '']) => {
      const path = inner.trim()
      const name = PATH.exec(path)?.[1]
      if (name === undefined || WORDS_OF_JAVASCRIPT.has(name)) return { kind: 'tag' }
      return { kind: 'variable', name, fill: (vars) => valuePiece(lookUp(vars, path), printValue) }
    }),
}

export const pomlEngine: TemplateEngine = tagEngine(language)
