// Claude's commands and skills: `$ARGUMENTS`, `$ARGUMENTS[n]`, `$n`, and `$name` for the arguments that the header
// lists. A shell command (!`…`) is shown and never run; `@file` is a reference, never read here.
import type { Vars } from '../../evals/case.ts'
import { printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { type TagLanguage, tagEngine, tagsOf, valuePiece } from './tags.ts'

// "$5" is an argument, "$50" and "$5.99" are prices.
const TAG =
  /!`[^`\r\n]*`|\$ARGUMENTS(?:\[\d{1,4}\])?|\$\d(?!\d|[.,]\d)|\$\{CLAUDE_[A-Z_]+\}|\$([A-Za-z_]\w*)|(?<![\w`])@[\w~.][\w~./-]*/g

export const claudeEngine: TemplateEngine = claudeEngineWith([])

/** With the names under `arguments:` of the header. */
export function claudeEngineWith(names: readonly string[]): TemplateEngine {
  const language: TagLanguage = {
    id: 'claude',
    label: 'Claude command arguments',
    tags: (text) =>
      tagsOf(text, TAG, ([tag, named]) => {
        if (tag.startsWith('@')) return { kind: 'reference', fill: () => ({ text: tag, literal: true }) }
        if (tag.startsWith('!')) return { kind: 'tag' }
        if (tag.startsWith('${')) return { kind: 'placeholder' }
        if (named !== undefined && !names.includes(named)) return undefined
        const name = tag.slice(1)
        return { kind: 'variable', name, fill: (vars) => valuePiece(argument(vars, name), printValue) }
      }),
  }
  return tagEngine(language)
}

/** `ARGUMENTS[n]` may also come out of a list given as `ARGUMENTS`; a list stands for all of them with spaces between. */
function argument(vars: Vars, name: string): unknown {
  const all = Object.hasOwn(vars, 'ARGUMENTS') ? vars.ARGUMENTS : undefined
  const value = Object.hasOwn(vars, name) ? vars[name] : undefined
  if (Array.isArray(value)) return value.map(printValue).join(' ')
  const index = /^ARGUMENTS\[(\d+)\]$/.exec(name)?.[1]
  return value === undefined && index !== undefined && Array.isArray(all) ? all[Number(index)] : value
}
