// Which values a prompt was sent with, tried on the prompt as it is and on what it was before. Every answer is proved:
// rendered with the values, that version gives the logged text.
import type { Vars } from '../evals/case.ts'
import { inputsOf } from '../generate/examine.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { renderMessages } from '../prompt/render.ts'
import { matchMessages } from './match.ts'
import { normal } from './normal.ts'
import type { LoggedMessage } from './record.ts'
import { type Skeleton, skeletonsOf } from './skeleton.ts'

/** The prompt as it is, or as a commit left it. */
export interface PromptVersion {
  readonly document: PromptDocument
  /** Short name of the commit; undefined for the prompt as it is. */
  readonly commit?: string
}

/** Why a call is no case, or its values. `longer`: the conversation went on. `hidden`: the text does not show the value
 *  of every variable. `outdated`: an older version without one of today's variables. */
export type Outcome =
  | { readonly kind: 'values'; readonly values: Vars; readonly commit?: string }
  | { readonly kind: 'ambiguous' | 'none' | 'longer' | 'hidden' | 'outdated' }

/** Versions with texts of their own that are tried for each call. */
const MOST_VERSIONS = 60

export class PromptMatcher {
  readonly #versions: readonly { readonly version: PromptVersion; readonly forms: readonly Skeleton[] }[]
  readonly #inputs: readonly string[]

  /** The prompt as it is comes first, then older ones, the newest before the others. */
  constructor(versions: readonly PromptVersion[]) {
    const distinct = new Map<string, { readonly version: PromptVersion; readonly forms: readonly Skeleton[] }>()
    for (const version of versions) {
      if (distinct.size >= MOST_VERSIONS) break
      const forms = skeletonsOf(version.document)
      const key = JSON.stringify(forms)
      if (!distinct.has(key)) distinct.set(key, { version, forms })
    }
    this.#versions = [...distinct.values()]
    this.#inputs = versions[0] === undefined ? [] : inputsOf({ prompt: versions[0].document })
  }

  /** From what was sent. */
  match(logged: readonly LoggedMessage[]): Outcome {
    const sent = logged.map(({ role, text }) => ({ role, text: normal(text) }))
    let isLonger = false
    for (const { version, forms } of this.#versions) {
      const outcome = matchForms(version, forms, sent)
      if (outcome.kind === 'longer') isLonger = true
      else if (outcome.kind === 'values' && !this.#covers(outcome.values)) return { kind: 'outdated' }
      else if (outcome.kind !== 'none') return outcome
    }
    return { kind: isLonger ? 'longer' : 'none' }
  }

  /** From inputs that the log names as the prompt does. */
  named(inputs: Vars): Outcome {
    if (this.#inputs.length === 0 || !this.#covers(inputs)) return { kind: 'none' }
    return { kind: 'values', values: Object.fromEntries(this.#inputs.map((name) => [name, inputs[name]])) }
  }

  #covers(values: Vars): boolean {
    return this.#inputs.every((name) => Object.hasOwn(values, name) && values[name] !== null)
  }
}

function matchForms(version: PromptVersion, forms: readonly Skeleton[], sent: readonly LoggedMessage[]): Outcome {
  const found = new Map<string, Outcome>()
  let isLonger = false
  for (const form of forms) {
    const own = withoutForeignSystem(sent, form.messages.length)
    if (own.length > form.messages.length)
      isLonger ||= matchMessages(form, own.slice(0, form.messages.length)).kind === 'values'
    const match = matchMessages(form, own)
    if (match.kind === 'none') continue
    if (match.kind === 'ambiguous') return { kind: 'ambiguous' }
    if (form.hidden.length > 0) {
      found.set('hidden', { kind: 'hidden' })
      continue
    }
    const values = { ...match.values, ...Object.fromEntries(form.absent.map((name) => [name, ''])) }
    const { commit } = version
    if (isProved(version.document, values, own))
      found.set(JSON.stringify(Object.entries(values).sort()), {
        kind: 'values',
        values,
        ...(commit !== undefined && { commit }),
      })
  }
  const proved = [...found.values()].filter(({ kind }) => kind === 'values')
  if (proved.length > 1) return { kind: 'ambiguous' }
  return proved[0] ?? found.get('hidden') ?? { kind: isLonger ? 'longer' : 'none' }
}

/** A wrapper may have put a system message of its own before the prompt. */
function withoutForeignSystem(sent: readonly LoggedMessage[], length: number): readonly LoggedMessage[] {
  const surplus = sent.length - length
  const before = surplus > 0 ? sent.slice(0, surplus) : []
  const isForeign = before.length > 0 && before.every(({ role }) => role === 'system' || role === 'developer')
  return isForeign ? sent.slice(surplus) : sent
}

function isProved(document: PromptDocument, values: Vars, sent: readonly LoggedMessage[]): boolean {
  const rendered = renderMessages(document, values)
  return rendered.length === sent.length && rendered.every(({ content }, i) => normal(content) === sent[i]?.text)
}
