// A prompt as one text, as promptfoo hands it to code.
import type { ChatMessage } from './ports.ts'

/** The text, or the messages as JSON where there are several. */
export function promptText(messages: readonly ChatMessage[]): string {
  const [only, ...rest] = messages
  return only !== undefined && rest.length === 0 ? only.content : JSON.stringify(messages)
}
