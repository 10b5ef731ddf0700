// Prompts that are passed to a known client: lists of messages with role and content, and the system text and prompt of
// a call. What is no string there and has a plain name is an input.

import type { Role } from '../../ports.ts'
import { fixedCodec } from '../codecs/yamlTree.ts'
import type { MessageSource } from '../document.ts'
import type { EngineId } from '../templates/engine.ts'
import type { CodeView } from './codeView.ts'
import { type FoundPrompt, isProse } from './foundPrompt.ts'
import { type CodeLanguage, type Literal, literalOf } from './literals.ts'

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
}
/** Calls whose `system`, `instructions`, `prompt` and `input` are messages. */
const CALLS = new Set(
  'generateText streamText generateObject streamObject Agent ToolLoopAgent LlmAgent create_react_agent createReactAgent create_agent createAgent'.split(
    ' ',
  ),
)
const CREATORS = new Set(['create', 'stream', 'parse'])
const RESOURCES = new Set(['messages', 'completions', 'responses'])
const LIST_CALLS = new Set(['fromMessages', 'from_messages'])

interface Item {
  readonly role: Role
  /** Index of the value's first token. */
  readonly at: number
  readonly literal: Literal | undefined
  readonly message: MessageSource | undefined
}

export interface ChatLiterals {
  readonly prompts: readonly FoundPrompt[]
  /** Indexes of the strings in them. */
  readonly taken: ReadonlySet<number>
}

export function chatLiterals(view: CodeView, language: CodeLanguage): ChatLiterals {
  const finder = new Finder(view, language)
  for (const i of view.tokens.keys()) finder.lookAt(i)
  return { prompts: finder.prompts(), taken: finder.taken }
}

class Finder {
  readonly taken = new Set<number>()
  /** Brackets that were looked at. */
  readonly #seen = new Set<number>()
  readonly #view: CodeView
  readonly #language: CodeLanguage
  /** By the bracket around the whole. */
  readonly #groups = new Map<number, { items: Item[]; engine: EngineId | undefined }>()

  constructor(view: CodeView, language: CodeLanguage) {
    this.#view = view
    this.#language = language
  }

  lookAt(i: number): void {
    const view = this.#view
    const sign = view.text(i)
    if (sign === '(' || sign === '{') this.#lookAtCall(i)
    if (LIST_CALLS.has(sign) && view.text(i + 1) === '(') this.#lookAtPairs(i + 1)
    if (view.key(i) === 'role') this.#lookAtRole(i)
  }

  prompts(): FoundPrompt[] {
    const view = this.#view
    return [...this.#groups].flatMap(([group, { items, engine }]): FoundPrompt[] => {
      const messages = items.flatMap(({ message }) => message ?? [])
      const literals = items.flatMap(({ literal }) => literal ?? [])
      const first = items[0]?.at ?? 0
      if (!literals.some(({ text }) => isProse(text))) return []
      for (const { at, literal } of items) if (literal !== undefined) this.taken.add(at)
      const hasHoles = literals.some((literal) => literal.hasHoles) || messages.length > literals.length
      return [
        {
          name: this.#ownName(group) ?? view.nearestName(first) ?? 'messages',
          messages,
          engine: engine ?? (hasHoles ? 'host' : literals.some(({ text }) => /\{\{/.test(text)) ? 'braces' : 'host'),
          confidence: 0.9,
          reason: 'passed to a model',
          at: first,
        },
      ]
    })
  }

  /** `messages` of `messages = [`, unless every list is called so. */
  #ownName(group: number): string | undefined {
    const name = this.#view.text(group - 1) === '=' ? this.#view.text(group - 2) : ''
    return /^[\p{L}_$]/u.test(name) && !/^(?:messages|prompt|input|contents?)$/.test(name) ? name : undefined
  }

  /** `role: "system", content: …` in an object, a dict or a call. */
  #lookAtRole(i: number): void {
    const view = this.#view
    const role = [':', '='].includes(view.text(i + 1)) ? ROLES[view.key(i + 2)] : undefined
    const around = view.around(i)
    if (role === undefined || around < 0 || view.tokens[i + 2]?.kind !== 'string' || this.#seen.has(around)) return
    this.#seen.add(around)
    for (const k of view.within(around))
      if (view.key(k) === 'content') {
        const at = [':', '='].includes(view.text(k + 1)) ? k + 2 : view.isWord(k) ? k : undefined
        if (at !== undefined) this.#put(this.#listOf(around), this.#item(role, at))
        return
      }
  }

  /** `["system", "…"]` in what a chat template is made of. */
  #lookAtPairs(open: number): void {
    const view = this.#view
    for (const list of view.within(open))
      if (view.text(list) === '[')
        for (const pair of view.within(list)) {
          const role = '[('.includes(view.text(pair) || '.') ? ROLES[view.key(pair + 1)] : undefined
          if (role !== undefined && view.text(pair + 2) === ',') this.#put(list, this.#item(role, pair + 3), 'f-string')
        }
  }

  /** `generateText({ system: …, prompt: … })`, `client.messages.create(system=…)`. */
  #lookAtCall(open: number): void {
    const view = this.#view
    const call = view.text(open) === '{' ? open - 1 : open
    if (view.text(call) !== '(' || !this.#isClient(call - 1)) return
    for (const k of view.within(open)) {
      if (![':', '='].includes(view.text(k + 1)) || !['{', '(', ','].includes(view.text(k - 1))) continue
      const key = view.key(k)
      if (key === 'system' || key === 'instructions' || key === 'system_prompt')
        this.#put(open, this.#item('system', k + 2), undefined, 'first')
      else if (key === 'prompt' || key === 'input') this.#put(open, this.#item('user', k + 2))
    }
  }

  #isClient(callee: number): boolean {
    const view = this.#view
    const name = view.text(callee)
    return (
      CALLS.has(name) || (CREATORS.has(name) && view.text(callee - 1) === '.' && RESOURCES.has(view.text(callee - 2)))
    )
  }

  /** The list that holds an object, or the call that the list is an argument of. */
  #listOf(object: number): number {
    const view = this.#view
    const list = view.around(object)
    if (list < 0 || view.text(list) !== '[') return object
    const owner = view.around(list)
    const inCall = owner >= 0 && (view.text(owner) === '(' || view.text(owner - 1) === '(')
    const call = owner >= 0 && view.text(owner) === '{' ? owner - 1 : owner
    return inCall && this.#isClient(call - 1) ? owner : list
  }

  #put(group: number, item: Item | undefined, engine?: EngineId, place: 'first' | 'last' = 'last'): void {
    if (item === undefined) return
    const known = this.#groups.get(group) ?? { items: [], engine }
    this.#groups.set(group, known)
    if (known.items.some(({ at }) => at === item.at)) return
    if (place === 'first') known.items.unshift(item)
    else known.items.push(item)
  }

  #item(role: Role, at: number): Item | undefined {
    const view = this.#view
    const token = view.tokens[at]
    const isAlone = (next: number) =>
      ['', ',', ')', ']', '}', ';'].includes(view.text(next)) && view.tokens[next]?.kind !== 'string'
    if (token?.string !== undefined) {
      const literal = isAlone(at + 1) ? literalOf(view.source, this.#language, token.string) : undefined
      if (literal === undefined) return undefined
      const { start, end, codec } = literal
      return { role, at, literal, message: { role, start, end, codec } }
    }
    let end = at
    while (view.isWord(end) && view.text(end + 1) === '.' && view.isWord(end + 2)) end += 2
    const last = view.tokens[end]
    if (token === undefined || last === undefined || !view.isWord(end) || !isAlone(end + 1)) return undefined
    const path = view.source.slice(token.start, last.end).replace(/\s/g, '')
    if (/^(?:\d|true$|false$|null$|None$|undefined$)/.test(path)) return undefined
    const message = { role, start: token.start, end: last.end, codec: fixedCodec(`\${${path}}`) }
    return { role, at, literal: undefined, message }
  }
}
