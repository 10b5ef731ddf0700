// A case and what each candidate answered: the same in place, beside the grid, and filling the view.
// Must show text as text: whatever a model wrote stays inert.
import { html, nothing } from 'lit-html'
import { formatDuration, formatMoney } from '../../src/shared/format.ts'
import type { CaseView } from '../../src/shared/viewModel.ts'
import { passWord } from '../ui/verdict.ts'
import { markAgainst } from '../ui/words.ts'

/** Characters of one output; the file or the store has the rest. */
const MOST_CHARS = 4096

export function caseFacts(it: CaseView, more: unknown = nothing) {
  return html`<p class="small dim">
    ${it.expected === null ? nothing : html`expected <code class="plain">${it.expected}</code> · `}${it.split}${more}
  </p>`
}

export function caseInput(it: CaseView, look: string) {
  return html`<p class=${look} dir="auto">${cut(it.input)}</p>`
}

/** `ids` in the order to show; the last candidate asked for is the pinned one. */
export function outputs(it: CaseView, pinnedId: string, pinnedFirst: boolean) {
  const pinned = it.outputs.find((one) => one.candidateId === pinnedId)
  const rest = it.outputs.filter((one) => one !== pinned)
  const order = pinned === undefined ? rest : pinnedFirst ? [pinned, ...rest.toReversed()] : [...rest, pinned]
  return html`<div class="outputs">${order.map((one) => output(one, one === pinned ? undefined : pinned))}</div>`
}

function output(one: CaseView['outputs'][number], pinned: CaseView['outputs'][number] | undefined) {
  const text = cut(one.output)
  const cost = [formatDuration(one.latencyMs), formatMoney(one.usd)].join(' · ')
  return html`<div class="output">
    <div class="split-line"><strong>${one.label}</strong>${passWord(one.pass)}</div>
    <div class="output-text" dir="auto">${
      text === ''
        ? html`<span class="dim">empty</span>`
        : pinned === undefined || pinned.output === one.output
          ? text
          : markAgainst(text, pinned.output, 'gone').map((piece) =>
              piece.mark === 'gone' ? html`<del>${piece.text}</del>` : piece.text,
            )
    }</div>
    <p class="small dim">${one.reason === '' ? nothing : html`${one.reason} `}<span class="nowrap">${cost}</span></p>
  </div>`
}

function cut(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text
}
