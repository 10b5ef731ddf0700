// `{{name}}` in assertions and settings, and whatever else nunjucks knows, which is interpreted and never run as code.
// Values go in once.
import type { Span } from '../prompt/span.ts'
import { templateSpans } from '../prompt/spans.ts'
import { engineOf } from '../prompt/templates/engines.ts'
import { lookUp, printValue } from '../prompt/values.ts'
import type { Vars } from './case.ts'
import { isRecord } from './source.ts'

/** Names of the variables in all texts of `value`, without repeats. */
export function templateVariables(value: unknown): string[] {
  const names = new Set<string>()
  eachText(value, (text) => {
    for (const { name } of braceSpans(text)) if (name !== undefined) names.add(name)
  })
  return [...names]
}

/** Whether any text of `value` changes with the variables. */
export function fillsIn(value: unknown): boolean {
  let found = false
  eachText(value, (text) => {
    found ||= braceSpans(text).length > 0
  })
  return found
}

/** What is broken in the first text that is no template, e.g. a filter that nobody knows; a sentence. */
export function templateProblem(value: unknown): string | undefined {
  let problem: string | undefined
  eachText(value, (text) => {
    if (problem === undefined && needsEngine(braceSpans(text))) problem = engineOf('nunjucks').problem(text)?.message
  })
  return problem
}

/** `value` with its variables filled in. A text that is one variable alone becomes that variable's value; what holds
 *  no variable is the same object as before. Variables without a value stay as they stand. Throws `TemplateError` where
 *  rendering fails. */
export function fillTemplate(value: unknown, vars: Vars): unknown {
  if (typeof value === 'string') return fillText(value, vars)
  if (Array.isArray(value)) {
    const filled = value.map((item) => fillTemplate(item, vars))
    return filled.some((item, i) => item !== value[i]) ? filled : value
  }
  if (!isRecord(value)) return value
  const filled = Object.entries(value).map(([key, item]) => [key, fillTemplate(item, vars)] as const)
  return filled.some(([key, item]) => item !== value[key]) ? Object.fromEntries(filled) : value
}

function fillText(text: string, vars: Vars): unknown {
  const spans = braceSpans(text)
  if (spans.length === 0) return text
  const [only] = spans
  if (needsEngine(spans))
    return engineOf('nunjucks')
      .render(text, vars)
      .map((piece) => piece.text)
      .join('')
  if (only?.name !== undefined && only.text === text.trim()) return lookUp(vars, only.name) ?? text
  let result = ''
  let at = 0
  for (const span of spans) {
    const value = span.name === undefined ? undefined : lookUp(vars, span.name)
    if (value === undefined) continue
    result += text.slice(at, span.start) + printValue(value)
    at = span.end
  }
  return result + text.slice(at)
}

/** Whether there is more than names to fill in. */
function needsEngine(spans: readonly Span[]): boolean {
  return spans.some((span) => span.name === undefined)
}

function braceSpans(text: string): Span[] {
  if (!text.includes('{{') && !text.includes('{%')) return []
  return templateSpans(text).filter((span) => span.text.startsWith('{{') || span.text.startsWith('{%'))
}

function eachText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value)
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) eachText(item, visit)
}
