// A prompt with its variables filled in. Messages are settled on the template before any value is put in, and values
// are put in once: no value can open a message or be expanded again.
import { InputError } from '../errors.ts'
import type { Vars } from '../evals/case.ts'
import type { ChatMessage } from '../ports.ts'
import { lineOfOffset } from '../readText.ts'
import type { PromptDocument } from './document.ts'
import { withLf } from './lines.ts'
import { formatById } from './registry.ts'
import { type Piece, TemplateError } from './templates/engine.ts'
import { engineOf } from './templates/engines.ts'
import { lookUp, printValue } from './values.ts'
import { spliceTexts } from './write.ts'

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
  const { taskVariable } = document
  const task = taskVariable === undefined ? undefined : lookUp(vars, taskVariable)
  const messages = ownMessages(document, texts, vars)
  return task === undefined || task === null ? messages : [...messages, { role: 'user', content: printValue(task) }]
}

function ownMessages(document: PromptDocument, texts: readonly string[], vars: Vars): ChatMessage[] {
  const values = { ...fallbacksOf(document), ...vars }
  const whole = formatById(document.format)?.whole
  if (whole !== undefined && document.messages.length > 0)
    return whole.split(piecesOf(document, withLf(whole.template(spliceTexts(document, texts))), values), values)
  const sent: ChatMessage[] = []
  for (const [i, message] of document.messages.entries()) {
    const pieces = piecesOf(document, texts[i] ?? message.text, values)
    const content = pieces.map((piece) => piece.text).join('')
    const before = sent.at(-1)
    if (document.sources[i]?.continues && before !== undefined)
      sent[sent.length - 1] = { ...before, content: `${before.content}\n${content}` }
    else sent.push({ role: message.role, content })
  }
  return sent
}

function fallbacksOf({ inputs }: PromptDocument): Vars {
  return Object.fromEntries(
    inputs.flatMap(({ name, fallback }) => (fallback === undefined ? [] : [[name, fallback] as const])),
  )
}

function piecesOf({ path, engine, partials }: PromptDocument, text: string, vars: Vars): Piece[] {
  try {
    return engineOf(engine).render(text, vars, { partials, context: contextIn(vars) })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const line = lineOfOffset(text, error.offset)
    const place = line === 1 ? '' : ` (line ${line} of the text)`
    throw new InputError(`${error.message.replace(/\.$/, '')}${place}.`, 'Give it one under vars.', { file: path })
  }
}

/** `@name` in a template is a case's variable of that name. */
function contextIn(vars: Vars): Vars {
  return Object.fromEntries(
    Object.entries(vars).flatMap(([name, value]) => (name.startsWith('@') ? [[name.slice(1), value] as const] : [])),
  )
}
