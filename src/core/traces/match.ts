// The values that a prompt was rendered with, read back from the text that was sent. Takes linear time, and never
// guesses: a text that could have come of two sets of values is ambiguous, and the caller counts it.
import type { LoggedMessage } from './record.ts'
import type { Skeleton, SkeletonMessage } from './skeleton.ts'

export type Match =
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' }

const NONE: Match = { kind: 'none' }
const AMBIGUOUS: Match = { kind: 'ambiguous' }

/** The one set of values with which the skeleton gives these messages, whose texts are in normal form. */
export function matchMessages({ messages }: Skeleton, logged: readonly LoggedMessage[]): Match {
  if (messages.length !== logged.length || !rolesFit(messages, logged)) return NONE
  const values = new Map<string, string>()
  let open = messages.map((message, i) => ({ message, text: logged[i]?.text ?? '' }))
  for (;;) {
    const unclear: typeof open = []
    for (const one of open) {
      const match = matchText(filled(one.message, values), one.text)
      if (match.kind === 'none') return NONE
      if (match.kind === 'ambiguous') unclear.push(one)
      else for (const [name, value] of Object.entries(match.values)) values.set(name, value)
    }
    if (unclear.length === 0) return { kind: 'values', values: Object.fromEntries(values) }
    // What one message says may settle another.
    if (unclear.length === open.length) return AMBIGUOUS
    open = unclear
  }
}

/** One message; `literals` without white space at the very start and end. */
export function matchText({ literals, holes }: Omit<SkeletonMessage, 'role'>, text: string): Match {
  const [head = '', ...rest] = literals
  if (holes.length === 0) return head === text ? { kind: 'values', values: {} } : NONE
  const tail = rest.pop() ?? ''
  const end = text.length - tail.length
  if (!text.startsWith(head) || !text.endsWith(tail) || end < head.length) return NONE
  const inner = text.slice(head.length, end)
  const first = places(rest, inner)
  if (first === undefined) return NONE
  if (rest.length > 0 && lastPlaces(rest, inner).some((place, i) => place !== first[i])) return AMBIGUOUS
  const values: Record<string, string> = {}
  let from = 0
  for (const [i, name] of holes.entries()) {
    const to = first[i] ?? inner.length
    const value = inner.slice(from, to)
    if (Object.hasOwn(values, name) && values[name] !== value) return NONE
    values[name] = value
    from = to + (rest[i]?.length ?? 0)
  }
  return { kind: 'values', values }
}

/** Systems call their messages differently; a prompt that is one message may be sent in any role. */
function rolesFit(messages: readonly SkeletonMessage[], logged: readonly LoggedMessage[]): boolean {
  if (messages.length === 1) return !isReply(logged[0]?.role)
  return messages.every(({ role }, i) => isReply(role) === isReply(logged[i]?.role))
}

function isReply(role: string | undefined): boolean {
  return role !== undefined && /^(?:assistant|ai|model|tool|function)$/.test(role)
}

/** The skeleton with the holes closed whose values are known. */
function filled({ literals, holes }: SkeletonMessage, values: ReadonlyMap<string, string>) {
  const fixed: string[] = [literals[0] ?? '']
  const still: string[] = []
  for (const [i, name] of holes.entries()) {
    const value = values.get(name)
    const next = literals[i + 1] ?? ''
    if (value === undefined) {
      still.push(name)
      fixed.push(next)
    } else fixed[fixed.length - 1] += value + next
  }
  return { literals: fixed, holes: still }
}

/** Where each literal stands for the first time behind the one before it. An empty one stands at once. */
function places(literals: readonly string[], text: string): number[] | undefined {
  const found: number[] = []
  let from = 0
  for (const literal of literals) {
    const place = indexOf(text, literal, from)
    if (place === -1) return undefined
    found.push(place)
    from = place + literal.length
  }
  return found
}

/** Where each literal stands for the last time before the one behind it; they are known to be there. */
function lastPlaces(literals: readonly string[], text: string): number[] {
  const back = literals.map(reversed).reverse()
  const found = places(back, reversed(text)) ?? []
  return found.map((place, i) => text.length - place - (back[i]?.length ?? 0)).reverse()
}

/** `text.indexOf(literal, from)` in linear time, whatever the texts (Knuth, Morris and Pratt 1977). */
function indexOf(text: string, literal: string, from: number): number {
  if (literal === '') return from
  const fallback = [0]
  for (let i = 1, held = 0; i < literal.length; i++) {
    while (held > 0 && literal[i] !== literal[held]) held = fallback[held - 1] ?? 0
    if (literal[i] === literal[held]) held++
    fallback.push(held)
  }
  for (let i = from, held = 0; i < text.length; i++) {
    while (held > 0 && text[i] !== literal[held]) held = fallback[held - 1] ?? 0
    if (text[i] === literal[held]) held++
    if (held === literal.length) return i - held + 1
  }
  return -1
}

/** By UTF-16 unit, so that offsets stay. */
function reversed(text: string): string {
  const units = new Array<string>(text.length)
  for (let i = 0; i < text.length; i++) units[text.length - 1 - i] = text[i] ?? ''
  return units.join('')
}
