// Texts as promptfoo takes them: a text that is no template written so that nunjucks leaves it alone, and a prompt's own
// template language in nunjucks. What cannot be said there is undefined, never something near it.
import { templateSpans } from '../prompt/spans.ts'
import type { EngineId } from '../prompt/templates/engine.ts'

const TAG = /\{\{|\{%|\{#/

/** Rendered, the text is itself; also where it looks like the name of a file. */
export function asLiteral(text: string): string | undefined {
  if (!TAG.test(text) && !/^(?:file|package):/.test(text)) return text
  return /\{%-?\s*endraw/.test(text) ? undefined : `{% raw %}${text}{% endraw %}`
}

/** `value` with every text in it as {@link asLiteral}; undefined where one cannot be. */
export function literalValue(value: unknown): { readonly value: unknown } | undefined {
  if (typeof value === 'string') {
    const text = asLiteral(value)
    return text === undefined ? undefined : { value: text }
  }
  if (!Array.isArray(value)) return { value } // promptfoo renders no records
  const items = value.map((item) => (typeof item === 'string' ? asLiteral(item) : item))
  return items.includes(undefined) ? undefined : { value: items }
}

/** Whether promptfoo takes the variable's value for itself: it fills in the names of other variables, renders what is
 *  left unless that names what is not there, and reads files. */
export function staysItself(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value !== 'string') return true
  if (/^(?:file|package):/.test(value)) return false
  const named = [...value.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map(([, name = '']) => name)
  if (named.some((name) => names.has(name))) return false
  return !TAG.test(value) || (named.length > 0 && !/\{%|\{#/.test(value))
}

/** The prompt's text in nunjucks; undefined where it does more than fill in variables. */
export function asNunjucks(text: string, engine: EngineId): string | undefined {
  if (engine === 'nunjucks' || engine === 'jinja') return text
  const parts: (string | undefined)[] = []
  let at = 0
  for (const span of templateSpans(text, engine)) {
    // With braces alone, what is no variable is sent as it stands.
    if (span.kind !== 'variable' && engine === 'braces') continue
    const name = span.kind === 'variable' && /^\w+(?:\.\w+)*$/.test(span.name ?? '') ? span.name : undefined
    parts.push(asLiteral(text.slice(at, span.start)), name === undefined ? undefined : `{{${name}}}`)
    at = span.end
  }
  parts.push(asLiteral(text.slice(at)))
  return parts.includes(undefined) ? undefined : parts.join('')
}
