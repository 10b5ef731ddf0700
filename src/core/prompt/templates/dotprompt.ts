// dotprompt's messages out of rendered pieces. A marker counts only where it stood in the template: text of a value that
// looks like one stays text.
import type { Piece } from './engine.ts'

export type DotpromptPart =
  | { readonly text: string }
  | { readonly media: { readonly url: string; readonly contentType?: string } }
  | { readonly section: string }

export interface DotpromptMessage<History = never> {
  /** As written: "user", "model", "system". */
  readonly role: string
  readonly parts: readonly DotpromptPart[]
  /** A past message, put in as it is. */
  readonly history?: History
}

const MARKER = /<<<dotprompt:(?:role:([a-z]+)|(history)|(section [^<>]*|section)|media:url ([^<>]*))>>>/g

/** Messages in order; text before the first role is the user's, messages of white space alone vanish. Past messages
 *  stand where `{{history}}` does, else before the last user message, else at the end. */
export function dotpromptMessages<H>(pieces: readonly Piece[], history: readonly H[] = []): DotpromptMessage<H>[] {
  const builder = new Builder<H>()
  for (const { text, literal } of pieces) {
    let at = 0
    if (literal)
      for (const match of text.matchAll(MARKER)) {
        builder.text(text.slice(at, match.index))
        at = match.index + match[0].length
        const [, role, past, section, media] = match
        if (role !== undefined) builder.role(role)
        else if (past !== undefined) builder.history(history)
        else if (section !== undefined) builder.part({ section: section.slice('section '.length) })
        else builder.part(mediaPart(media ?? ''))
      }
    builder.text(text.slice(at))
  }
  return withHistory(builder.messages(), history)
}

function mediaPart(inner: string): DotpromptPart {
  const [url = '', contentType] = inner.split(' ')
  return { media: contentType === undefined ? { url } : { url, contentType } }
}

function withHistory<H>(messages: DotpromptMessage<H>[], history: readonly H[]): DotpromptMessage<H>[] {
  if (messages.some((message) => message.history !== undefined)) return messages
  const past = history.map((one) => ({ role: '', parts: [], history: one }))
  const last = messages.at(-1)
  return last?.role === 'user' ? [...messages.slice(0, -1), ...past, last] : [...messages, ...past]
}

class Builder<H> {
  readonly #done: DotpromptMessage<H>[] = []
  #role = 'user'
  #parts: DotpromptPart[] = []
  #text = ''

  text(text: string): void {
    this.#text += text
  }

  part(part: DotpromptPart): void {
    this.#endText()
    this.#parts.push(part)
  }

  role(role: string): void {
    this.#endMessage()
    this.#role = role
  }

  history(history: readonly H[]): void {
    this.#endMessage()
    this.#done.push(...history.map((one) => ({ role: '', parts: [], history: one })))
    this.#role = 'model'
  }

  messages(): DotpromptMessage<H>[] {
    this.#endMessage()
    return this.#done
  }

  #endText(): void {
    if (this.#text.trim() !== '') this.#parts.push({ text: this.#text })
    this.#text = ''
  }

  #endMessage(): void {
    this.#endText()
    if (this.#parts.length > 0) this.#done.push({ role: this.#role, parts: this.#parts })
    this.#parts = []
  }
}
