// Which cases changed, and did I lose any? The grid of cases, losses first, with the selected case beside or below.
// Must never list a sealed case, nor show a failed call as a wrong answer.
import { html, nothing } from 'lit-html'
import { formatCount, formatCounted, formatRateWithCount, modelName } from '../../src/shared/format.ts'
import type { CompareRow, RowFilter, RunView } from '../../src/shared/viewModel.ts'
import { type Choice, choiceFor, stateFor } from '../compareModel.ts'
import { labelOf, type ViewContext } from '../context.ts'
import type { CompareState } from '../store.ts'
import { button, dropdown, progressRing, textField } from '../ui/components.ts'
import type { GridModel } from '../ui/grid.ts'
import { icon } from '../ui/icons.ts'
import { empty, failure, notices } from '../ui/parts.ts'
import { passSign, wonAndLost } from '../ui/verdict.ts'
import { caseView } from './case.ts'
import { caseFacts, caseInput, outputs } from './outputs.ts'

/** Cells before those of the candidates: change, case, expected. */
const LEADING = 3

interface Scope {
  readonly context: ViewContext
  readonly run: RunView
  readonly state: CompareState
  readonly choice: Choice
  readonly change: (change: Partial<CompareState>) => void
}

export function compareView(context: ViewContext) {
  const { run } = context.snapshot
  if (run === null) return empty('No run to compare yet.', toRun(context))
  const state = stateFor(run, context.ui.compare)
  const choice = choiceFor(run, state)
  const change = (some: Partial<CompareState>) =>
    context.update({ compare: { ...stateFor(run, context.ui.compare), ...some } })
  const scope: Scope = { context, run, state, choice, change }
  if (run.validated.length === 0 && run.leaderboard.length === 0)
    return run.status === 'running'
      ? progressRing('The first candidate is being measured…')
      : empty('This run measured no cases of its own.', toRun(context))
  context.compare.show(run, choice)
  if (state.open && state.selected !== null) return caseView({ ...scope, selected: state.selected })
  return html`<div class="compare" @keydown=${(event: KeyboardEvent) => onKey(event, scope)}>
    ${notices(run.notices)} ${filters(scope)} ${counts(scope)}
    <div class="grid-box">${grid(scope)} ${aside(scope)}</div>
    ${footer(scope)}
  </div>`
}

function toRun(context: ViewContext) {
  return button({ text: 'Open Run', onClick: () => context.goTo('run') })
}

const filterNames: readonly (readonly [RowFilter, string])[] = [
  ['all', 'All'],
  ['changed', 'Changed'],
  ['failing', 'Failing'],
]

/** `changed` needs two candidates. */
function filtersOf({ choice }: Scope) {
  return filterNames.filter(([id]) => id !== 'changed' || choice.candidateIds.length > 1)
}

function filters(scope: Scope) {
  const { choice, run, context, change } = scope
  const known = context.compare.pager.latest?.counts
  return html`<div class="chips" role="group" aria-label="Filter">
      ${filtersOf(scope).map(
        ([id, name]) => html`<button
          class="chip"
          aria-pressed=${choice.filter === id}
          @click=${() => change({ filter: id, selected: null })}
        >
          ${name}${known === undefined ? nothing : html` <span>${formatCount(known[id])}</span>`}
        </button>`,
      )}
    </div>
    <div class="finders">
      ${textField({
        id: 'find',
        label: 'Find in inputs and outputs',
        value: choice.find,
        icon: 'search',
        onInput: (find) => change({ find, selected: null }),
      })}
      ${
        run.models.length > 1
          ? dropdown({
              label: 'Model',
              value: choice.model,
              options: run.models.map((id) => ({ value: id, text: modelName(id) })),
              onChange: (model) => change({ model, selected: null }),
            })
          : nothing
      }
    </div>`
}

function counts({ context, choice }: Scope) {
  const { latest } = context.compare.pager
  if (choice.candidateIds.length === 1) return nothing
  return html`<div class="split-line counts">
    ${latest === undefined ? html`<span class="dim">–</span>` : wonAndLost({ wins: latest.won, losses: latest.lost, ties: latest.same })}
    <span class="dim small">lost first</span>
  </div>`
}

function grid(scope: Scope) {
  const { context, choice, state, change, run } = scope
  const { pager } = context.compare
  if (pager.error !== undefined)
    return failure(pager.error, button({ text: 'Try Again', onClick: () => context.compare.retry() }))
  const count = pager.latest?.counts[choice.filter]
  if (count === 0) return empty(nothingFound(scope))
  const select = (index: number): CompareRow | undefined => {
    const row = pager.row(index)
    if (row !== undefined) change({ selected: { caseId: row.caseId, index } })
    return row
  }
  const model: GridModel = {
    label: 'Cases',
    count,
    columns: String(choice.candidateIds.length),
    header: ['', 'Case', 'Expected', ...choice.candidateIds.map((id) => columnHead(scope, id))],
    cells: (index) => {
      const row = pager.row(index)
      return row === undefined ? undefined : cellsOf(row, run)
    },
    selected: selectedIndex(scope),
    detail: state.selected === null ? nothing : html`<div class="only-narrow">${detail(scope)}</div>`,
    need: (from, to) => pager.need(from, to),
    onSelect: select,
    onOpen: (index) => select(index) !== undefined && change({ selected: selectionAt(scope, index), open: true }),
    onKey: (key, column) => key === 'p' && pin(scope, column),
    copy: (index) => asTsv(pager.row(index)),
    scrollTop: context.ui.scroll.compare ?? 0,
    onScroll: (top) => context.remember({ scroll: { ...context.ui.scroll, compare: top } }),
  }
  const lines = choice.candidateIds.length > 1 ? 'two-lines' : 'one-line'
  return html`<tune-grid class=${lines} data-focus .model=${model}></tune-grid>`
}

function selectionAt({ context }: Scope, index: number): CompareState['selected'] {
  const row = context.compare.pager.row(index)
  return row === undefined ? null : { caseId: row.caseId, index }
}

/** Where the selected case stands now; data may have moved it. */
function selectedIndex({ state, context }: Scope): number | undefined {
  const { selected } = state
  if (selected === null) return undefined
  const { pager } = context.compare
  const there = pager.row(selected.index)
  if (there === undefined || there.caseId === selected.caseId) return selected.index
  return pager.find((row) => row.caseId === selected.caseId)
}

function nothingFound({ choice, context }: Scope): string {
  const all = context.compare.pager.latest?.counts.all ?? 0
  if (choice.find !== '') return `Nothing found for “${choice.find}”.`
  if (choice.filter === 'changed') return `No case changed. ${all} of ${all} same.`
  return choice.filter === 'failing' ? `No case fails. ${all} of ${all} pass.` : 'There are no cases to list.'
}

function columnHead({ run, choice }: Scope, candidateId: string) {
  const row = run.leaderboard.find(
    (one) => one.candidateId === candidateId && one.model === choice.model && one.split === 'select',
  )
  const rate = row?.rate ?? run.validated.findLast((one) => one.candidateId === candidateId)?.rate
  const pinned = candidateId === choice.candidateIds.at(-1) && choice.candidateIds.length > 1
  return html`<span class=${pinned ? 'strong' : ''}
      >${pinned ? icon('pin') : nothing}${labelOf(run, candidateId)}</span
    ><br /><span class="small">${rate === undefined ? '' : formatRateWithCount(rate)}</span>`
}

const changeSigns = {
  won: html`<span class="sign good" title="won">${icon('arrowUp')}<span class="hidden">won</span></span>`,
  lost: html`<span class="sign bad" title="lost">${icon('arrowDown')}<span class="hidden">lost</span></span>`,
  same: html`<span class="sign dim" title="same"><span class="hidden">same</span></span>`,
}

function cellsOf(row: CompareRow, run: RunView) {
  return [
    changeSigns[row.change],
    html`<span class="case-title" title=${row.title} dir="auto">${row.title}</span>`,
    html`<code class="cut">${row.expected ?? ''}</code>`,
    ...row.cells.map((cell) => {
      const label = labelOf(run, cell.candidateId).replace(/ winner$/, '')
      return html`<span class="answer-label cut">${label}</span>${passSign(cell.pass)}
        ${
          cell.pass === null
            ? html`<span class="dim cut" title=${cell.error ?? ''}>missing${cell.error === null ? '' : `: ${cell.error}`}</span>`
            : html`<code class="cut" title=${cell.output}>${cell.output === '' ? html`<span class="dim">empty</span>` : cell.output}</code>`
        }`
    }),
  ]
}

function asTsv(row: CompareRow | undefined): string | undefined {
  if (row === undefined) return undefined
  const cells = row.cells.flatMap((cell) => [cell.pass === null ? 'missing' : cell.pass ? 'pass' : 'fail', cell.output])
  return [row.caseId, row.change, row.title, row.expected ?? '', ...cells]
    .map((text) => text.replace(/\s+/g, ' '))
    .join('\t')
}

function pin({ choice, change }: Scope, column: number): boolean {
  const pinned = choice.candidateIds[column - LEADING]
  if (pinned === undefined || pinned === choice.candidateIds[0]) return false
  change({ pinned, selected: null })
  return true
}

function detail({ context, run, choice, state, change }: Scope) {
  if (state.selected === null) return nothing
  const answer = context.compare.caseOf(run, choice, state.selected.caseId)
  if (answer.state === 'loading') return progressRing('Loading the case…')
  if (answer.state === 'failed') return failure(answer.message)
  const it = answer.value
  const [reference, pinned] = [choice.candidateIds[0], choice.candidateIds.at(-1)]
  const two = {
    ...it,
    outputs: it.outputs.filter((one) => one.candidateId === reference || one.candidateId === pinned),
  }
  return html`${caseInput(it, '')} ${caseFacts(it)} ${outputs(two, pinned ?? '', false)}
    <div class="buttons">
      ${button({ text: 'Open Case', onClick: () => change({ open: true }) })}
      ${button({ text: 'Open in File', onClick: () => context.act('case.openSource', { runId: run.id, caseId: it.caseId }) })}
    </div>`
}

function aside(scope: Scope) {
  const { state, context, choice } = scope
  const count = context.compare.pager.latest?.counts[choice.filter]
  const index = selectedIndex(scope)
  return html`<aside class="beside only-wide" aria-label="Selected case">
    ${
      state.selected === null
        ? html`<p class="dim">Select a case to see what each candidate answered.</p>`
        : html`<div class="heading">
              <h2>Case ${state.selected.caseId}</h2>
              <span class="heading-right">${index === undefined || count === undefined ? '' : `${index + 1} of ${count}`}</span>
            </div>
            ${detail(scope)}`
    }
  </aside>`
}

function footer({ context, choice }: Scope) {
  const { latest } = context.compare.pager
  if (latest === undefined) return nothing
  const sealed =
    latest.sealed === 0 ? '' : ` ${formatCounted(latest.sealed, 'sealed test case')} are counted, never listed.`
  return html`<p class="foot-note compare-foot">${formatCounted(latest.counts[choice.filter], 'case')} shown.${sealed}</p>`
}

function onKey(event: KeyboardEvent, scope: Scope): void {
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest('vscode-text-field, vscode-dropdown')) return
  if (event.key === '/') document.getElementById('find')?.focus()
  else if (event.key === 'f') {
    const ids = filtersOf(scope).map(([id]) => id)
    const next = ids[(ids.indexOf(scope.choice.filter) + 1) % ids.length]
    if (next !== undefined) scope.change({ filter: next, selected: null })
  } else return
  event.preventDefault()
}
