// Python's string.Template: `$name`, `${name}`, `$$` for a dollar. Any other dollar is text, as in safe_substitute.
import { lookUp } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { pythonText } from './python/print.ts'
import { type TagLanguage, tagEngine, tagsOf, valuePiece } from './tags.ts'

const TAG = /\$(?:(\$)|([a-z_][a-z0-9_]*)|\{([a-z_][a-z0-9_]*)\})/gi

const language: TagLanguage = {
  id: 'string-template',
  label: '$ substitution',
  tags: (text) =>
    tagsOf(text, TAG, ([, dollar, bare, braced]) => {
      if (dollar !== undefined) return { kind: 'escape', fill: () => ({ text: '$', literal: true }) }
      const name = bare ?? braced ?? ''
      return { kind: 'variable', name, fill: (vars) => valuePiece(lookUp(vars, name), pythonText) }
    }),
}

export const stringTemplateEngine: TemplateEngine = tagEngine(language)
