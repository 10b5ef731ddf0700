// A prompt with its variables filled in. Messages are settled on the template before any value is put in, and values
// are put in once: no value can open a message or be expanded again.
import { InputError } from '../errors.ts'
import type { Vars } from '../evals/case.ts'
import type { ChatMessage } from '../ports.ts'
import { lineOfOffset } from '../readText.ts'
import type { PromptDocument } from './document.ts'
import { type EngineId, TemplateError } from './templates/engine.ts'
import { engineOf } from './templates/engines.ts'

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
  const sent: ChatMessage[] = []
  for (const [i, message] of document.messages.entries()) {
    const content = renderText(document.path, texts[i] ?? message.text, vars, document.engine)
    const before = sent.at(-1)
    if (document.sources[i]?.continues && before !== undefined)
      sent[sent.length - 1] = { ...before, content: `${before.content}\n${content}` }
    else sent.push({ role: message.role, content })
  }
  return sent
}

function renderText(path: string, text: string, vars: Vars, engine: EngineId): string {
  try {
    return engineOf(engine)
      .render(text, vars)
      .map((piece) => piece.text)
      .join('')
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const line = lineOfOffset(text, error.offset)
    const place = line === 1 ? '' : ` (line ${line} of the message)`
    throw new InputError(`${error.message.replace(/\.$/, '')}${place}.`, 'Give it one under vars.', { file: path })
  }
}
