// The formats, and the only way to read and write a prompt. Writing checks itself: a text that would change the file's
// structure is refused, never repaired.
import { InputError } from '../errors.ts'
import type { PromptDocument, PromptFormat } from './document.ts'
import { chatJsonFormat } from './formats/chatJson.ts'
import { copilotPromptFormat } from './formats/copilotPrompt.ts'
import { markdownFormat } from './formats/markdown.ts'
import { promptyFormat } from './formats/prompty.ts'
import { textFormat } from './formats/text.ts'
import { withLf, withoutOuterLineEnds } from './lines.ts'
import { variablesOf } from './spans.ts'

const FORMATS: readonly PromptFormat[] = [
  copilotPromptFormat,
  promptyFormat,
  chatJsonFormat,
  textFormat,
  markdownFormat,
]

/** The format a file of this name is read as; undefined where it cannot be a prompt. */
export function formatOf(path: string): PromptFormat | undefined {
  return FORMATS.find((format) => format.matches(path))
}

/** Throws `InputError` where the path has no known format or the file is broken. */
export function parsePrompt(path: string, source: string): PromptDocument {
  const format = requireFormat(path)
  const { messages } = format.parse(path, source)
  const variables = variablesOf(messages.map((message) => message.text))
  return { path, format: format.id, source, messages, variables }
}

/** The file with the messages' texts replaced; everything outside the changed lines is equal to the byte. Empty lines
 *  around a text belong to the file. Throws `InputError` where a text cannot stand in this format. */
export function writePrompt(document: PromptDocument, texts: readonly string[]): string {
  if (texts.length !== document.messages.length)
    throw new InputError(
      `The prompt has ${document.messages.length} messages, and ${texts.length} texts came for them.`,
      'Give one text for each message.',
      { file: document.path },
    )
  const written = requireFormat(document.path).write(document, texts)
  if (written === document.source) return written
  const { messages } = parsePrompt(document.path, written)
  const kept =
    messages.length === texts.length &&
    messages.every(
      (message, i) =>
        message.role === document.messages[i]?.role && trimmed(message.text) === trimmed(withLf(texts[i] ?? '')),
    )
  if (!kept)
    throw new InputError(
      'The new text would change the messages of the file.',
      'Leave out lines that open a message.',
      {
        file: document.path,
      },
    )
  return written
}

function requireFormat(path: string): PromptFormat {
  const format = formatOf(path)
  if (format === undefined)
    throw new InputError(
      'The file is no prompt of a known format.',
      'Use .txt, .md, .prompt.md, .prompty, or .json with a list of messages.',
      { file: path },
    )
  return format
}

function trimmed(text: string): string {
  const { start, end } = withoutOuterLineEnds(text, 0, text.length)
  return text.slice(start, end)
}
