// A prompt as the search sees it: lines with ids that stay what they are while edits come and go.
// A candidate is the seed plus an ordered set of edits, so edits can be scored, dropped and reviewed one by one.
import type { EditKind } from '../events.ts'
import type { Role } from '../ports.ts'
import type { PromptLine, Proposal } from './contract.ts'

/** One atomic, labelled change. */
export interface Edit extends Proposal {
  readonly id: string
  readonly kind: EditKind
  /** Key of the failure cluster it was written for. */
  readonly cluster: string
  /** Ids of the train cases that it shows as worked examples. */
  readonly shows?: readonly string[]
}

export interface Line {
  readonly id: string
  readonly text: string
}

export interface Draft {
  readonly messages: readonly { readonly role: Role; readonly lines: readonly Line[] }[]
}

/** The seed's lines, numbered through all messages from L1. */
export function seedDraft(messages: readonly { readonly role: Role; readonly text: string }[]): Draft {
  let n = 0
  return {
    messages: messages.map(({ role, text }) => ({
      role,
      lines: text.split('\n').map((line) => ({ id: `L${++n}`, text: line })),
    })),
  }
}

/** The draft with one more edit, or undefined where the edit's line is not there. */
export function applyEdit(draft: Draft, edit: Edit): Draft | undefined {
  const added = edit.text.split('\n').map((text, i) => ({ id: `${edit.id}.${i + 1}`, text }))
  if (edit.op === 'insert_after' && edit.line === 'L0') return mapLines(draft, 0, (lines) => [...added, ...lines])
  const at = draft.messages.findIndex((message) => message.lines.some((line) => line.id === edit.line))
  if (at < 0) return undefined
  return mapLines(draft, at, (lines) => {
    if (edit.op === 'rewrite') return added
    const index = lines.findIndex((line) => line.id === edit.line)
    const keep = edit.op === 'insert_after' ? 1 : 0
    return [...lines.slice(0, index + keep), ...(edit.op === 'delete' ? [] : added), ...lines.slice(index + 1)]
  })
}

/** Seed plus edits; an edit whose line is gone (it stood on a dropped edit) is left out. */
export function buildDraft(seed: Draft, edits: readonly Edit[]): Draft {
  return edits.reduce((draft, edit) => applyEdit(draft, edit) ?? draft, seed)
}

export function draftTexts(draft: Draft): string[] {
  return draft.messages.map(({ lines }) => lines.map((line) => line.text).join('\n'))
}

/** The draft as the proposer sees it. */
export function promptLines(draft: Draft, isProtected: (line: string) => boolean): PromptLine[] {
  return draft.messages.flatMap(({ role, lines }) =>
    lines.map(({ id, text }) => ({ id, role, text, protected: isProtected(text) })),
  )
}

/** Lines that the edit takes away and puts in, given the draft it is applied to. */
export function editLines(draft: Draft, edit: Edit): { removed: string[]; added: string[] } {
  const after = applyEdit(draft, edit) ?? draft
  const texts = (of: Draft) => of.messages.flatMap((message) => message.lines.map((line) => line))
  const before = new Set(texts(draft).map((line) => line.id))
  const now = new Set(texts(after).map((line) => line.id))
  return {
    removed: texts(draft)
      .filter((line) => !now.has(line.id))
      .map((line) => line.text),
    added: texts(after)
      .filter((line) => !before.has(line.id))
      .map((line) => line.text),
  }
}

function mapLines(draft: Draft, at: number, change: (lines: readonly Line[]) => readonly Line[]): Draft {
  return {
    messages: draft.messages.map((message, i) => (i === at ? { ...message, lines: change(message.lines) } : message)),
  }
}
