// What a prompt is to the engine: a file's text, the messages in it, and how to put new messages back.
// Must never re-serialise a file: everything outside the changed lines stays byte for byte.
import type { Role } from '../ports.ts'

export type FormatId = 'text' | 'markdown' | 'copilot-prompt' | 'prompty' | 'chat-json'

/** One message as the author wrote it: a template, decoded from the file's own escapes, with LF line ends. */
export interface PromptMessage {
  readonly role: Role
  readonly text: string
}

export interface PromptDocument {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  readonly format: FormatId
  /** The file as it was read, byte order mark and line ends included. */
  readonly source: string
  readonly messages: readonly PromptMessage[]
  /** Names of the variables in all messages, in order of first use, without repeats. */
  readonly variables: readonly string[]
}

/** One file format. `parse` throws `InputError` with file and line where the file is broken. */
export interface PromptFormat {
  readonly id: FormatId
  /** In words, for people: "Copilot prompt". */
  readonly label: string
  /** Whether a file of this name is read in this format. That it is a prompt at all, its folder or an eval file says. */
  matches(path: string): boolean
  parse(path: string, source: string): Pick<PromptDocument, 'messages'>
  /** The file with the messages' texts replaced; `texts[i]` belongs to `messages[i]`. Throws `InputError` where a text
   *  cannot stand in this format. `write(d, d.messages.map((m) => m.text)) === d.source` holds for every document. */
  write(document: PromptDocument, texts: readonly string[]): string
}
