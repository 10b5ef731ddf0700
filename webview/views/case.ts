// Why did this pass or fail? One case with all outputs, the pinned one first.
// J and K go to the next and the previous case of the filter; Esc goes back to the same row.
import { html } from 'lit-html'
import type { ComparePage, CompareRow, RunView } from '../../src/shared/viewModel.ts'
import { type Choice, stateFor } from '../compareModel.ts'
import { labelOf, type ViewContext } from '../context.ts'
import type { Pager } from '../pager.ts'
import type { CompareState } from '../store.ts'
import { button, iconButton, progressRing } from '../ui/components.ts'
import { icon } from '../ui/icons.ts'
import { failure, link, notices, section } from '../ui/parts.ts'
import { caseFacts, caseInput, outputs } from './outputs.ts'

interface CaseScope {
  readonly context: ViewContext
  readonly run: RunView
  readonly choice: Choice
  readonly state: CompareState
  readonly selected: NonNullable<CompareState['selected']>
  readonly change: (change: Partial<CompareState>) => void
}

const filterWords = { all: 'All cases', changed: 'Changed cases', failing: 'Failing cases' } as const

export function caseView(scope: CaseScope) {
  const { context, choice, selected, change } = scope
  const { pager } = context.compare
  const count = pager.latest?.counts[choice.filter]
  pager.need(Math.max(0, selected.index - 1), selected.index + 2)
  const step = (by: number) =>
    move(pager, (stateFor(scope.run, context.ui.compare).selected?.index ?? selected.index) + by, change)
  const back = () => change({ open: false })
  const onKey = (event: KeyboardEvent): void => {
    const actions: Readonly<Record<string, () => void>> = { j: () => step(1), k: () => step(-1), Escape: back }
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }
  return html`<div class="case" data-focus tabindex="-1" @keydown=${onKey}>
    <div class="split-line">
      <span>${link(html`${icon('chevronLeft')}${filterWords[choice.filter]}`, back, 'Back (Escape)')}
        <span class="dim">${count === undefined ? '' : `${selected.index + 1} of ${count}`}</span></span>
      <span class="icon-buttons">
        ${iconButton({ name: 'arrowUp', label: 'Previous case (K)', disabled: selected.index === 0, onClick: () => step(-1) })}
        ${iconButton({ name: 'arrowDown', label: 'Next case (J)', disabled: selected.index + 1 >= (count ?? 0), onClick: () => step(1) })}
      </span>
    </div>
    ${notices(scope.run.notices)} ${content(scope)}
  </div>`
}

function content({ context, run, choice, selected }: CaseScope) {
  const answer = context.compare.caseOf(run, choice, selected.caseId)
  if (answer.state === 'loading') return progressRing('Loading the case…')
  if (answer.state === 'failed')
    return failure(answer.message, button({ text: 'Try Again', onClick: () => context.compare.retry(selected.caseId) }))
  const it = answer.value
  const open = () => context.act('case.openSource', { runId: run.id, caseId: it.caseId })
  return html`${caseInput(it, 'lead-sentence case-input')}
  ${caseFacts(it, html` · case ${it.caseId} · ${link('open in its file', open)}`)}
  ${section('Outputs', outputs(it, choice.candidateIds.at(-1) ?? '', true), it.outputs.length > 1 ? `struck words are gone in ${labelOf(run, choice.candidateIds.at(-1) ?? '').replace(/ winner$/, '')}` : choice.model)}`
}

function move(
  pager: Pager<CompareRow, ComparePage>,
  index: number,
  change: (change: Partial<CompareState>) => void,
): void {
  const row = index < 0 ? undefined : pager.row(index)
  if (row !== undefined) change({ selected: { caseId: row.caseId, index } })
}
