// The messages in a rendered dotprompt. The helpers `role`, `history`, `section` and `media` leave marks in the text;
// only marks that the template set count. Source: the dotprompt specification, helpers.
import type { Piece } from '../templates/engine.ts'

const TURN = /<<<dotprompt:(?:role:([a-z]+)|history)>>>/g
const PLACE = /<<<dotprompt:(media:url|section) ?([^<>]*)>>>/g

export interface DotpromptMessage {
  readonly role: string
  readonly parts: readonly DotpromptPart[]
  /** It came out of the conversation so far. */
  readonly past?: boolean
}

export type DotpromptPart =
  | { readonly text: string }
  | { readonly media: { readonly url: string; readonly contentType?: string } }
  | { readonly section: string }

/** Messages without anything in them are none. `history` goes where `{{history}}` stands; without that before the last
 *  message of the user, or to the end. */
export function dotpromptMessages(
  pieces: readonly Piece[],
  history: readonly DotpromptMessage[],
): readonly DotpromptMessage[] {
  const past = history.map((message) => ({ ...message, past: true }))
  const messages: DotpromptMessage[] = []
  let open: { role: string; pieces: Piece[] } = { role: 'user', pieces: [] }
  const close = () => {
    const parts = partsOf(open.pieces)
    if (parts.length > 0) messages.push({ role: open.role, parts })
  }
  let found = false
  for (const piece of pieces) {
    let at = 0
    for (const mark of piece.literal ? piece.text.matchAll(TURN) : []) {
      open.pieces.push({ text: piece.text.slice(at, mark.index), literal: true })
      at = mark.index + mark[0].length
      close()
      if (mark[1] === undefined) {
        found = true
        messages.push(...past)
      }
      open = { role: mark[1] ?? 'model', pieces: [] }
    }
    open.pieces.push({ text: piece.text.slice(at), literal: piece.literal })
  }
  close()
  if (found || past.length === 0) return messages
  const last = messages.at(-1)
  return last?.role === 'user' ? [...messages.slice(0, -1), ...past, last] : [...messages, ...past]
}

/** Text between marks is a part unless it is only space. */
function partsOf(pieces: readonly Piece[]): DotpromptPart[] {
  const parts: DotpromptPart[] = []
  let text = ''
  const put = () => {
    if (text.trim() !== '') parts.push({ text })
    text = ''
  }
  for (const piece of pieces) {
    let at = 0
    for (const mark of piece.literal ? piece.text.matchAll(PLACE) : []) {
      text += piece.text.slice(at, mark.index)
      at = mark.index + mark[0].length
      put()
      const [first = '', contentType] = (mark[2] ?? '').split(' ')
      if (mark[1] === 'section') parts.push({ section: first })
      else parts.push({ media: contentType === undefined ? { url: first } : { url: first, contentType } })
    }
    text += piece.text.slice(at)
  }
  put()
  return parts
}
