// A prompt with its variables filled in. Messages are settled on the template before any value is put in, and values
// are put in once: no value can open a message or be expanded again.
import { InputError } from '../errors.ts'
import type { Vars } from '../evals/case.ts'
import type { ChatMessage } from '../ports.ts'
import type { PromptDocument } from './document.ts'
import { templateSpans } from './spans.ts'

/** The messages to send for one case. Throws `InputError` that names a variable without a value. */
export function renderMessages(document: PromptDocument, vars: Vars): ChatMessage[] {
  return renderTexts(
    document,
    document.messages.map((message) => message.text),
    vars,
  )
}

/** The same with other texts in the document's messages: `texts[i]` stands in for `messages[i]`. */
export function renderTexts(document: PromptDocument, texts: readonly string[], vars: Vars): ChatMessage[] {
  return document.messages.map((message, i) => ({
    role: message.role,
    content: renderText(document.path, texts[i] ?? message.text, vars),
  }))
}

/** The value of `name`; a dotted name walks into objects where it is no name of its own. Undefined: not there. */
export function lookUp(vars: Vars, name: string): unknown {
  if (Object.hasOwn(vars, name)) return vars[name]
  let value: unknown = vars
  for (const part of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  return value
}

/** Text as it is, but for one line end at the end, as in promptfoo; everything else as JSON. */
export function printValue(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\r?\n$/, '') : JSON.stringify(value)
}

function renderText(path: string, text: string, vars: Vars): string {
  let result = ''
  let at = 0
  for (const span of templateSpans(text)) {
    if (span.name === undefined) continue
    const value = lookUp(vars, span.name)
    if (value === undefined)
      throw new InputError(`The variable "${span.name}" has no value.`, 'Give it one under vars.', { file: path })
    result += text.slice(at, span.start) + printValue(value)
    at = span.end
  }
  return result + text.slice(at)
}
