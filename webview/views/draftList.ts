// The table of drafts: what goes in, what must come out, why it is there; one of them active, for the keys.
// Must keep the focus on the list while rows are decided, so that one key follows the other.
import { html, nothing } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { Decision, DraftRow } from '../../src/shared/caseMaker.ts'
import type { ViewContext } from '../context.ts'
import { button, iconButton } from '../ui/components.ts'
import { icon } from '../ui/icons.ts'

const KINDS: Readonly<Record<DraftRow['kind'], string>> = {
  typical: 'typical',
  edge: 'edge',
  hardNegative: 'hard negative',
  failure: 'failure',
}

export function draftList(context: ViewContext, rows: readonly DraftRow[]) {
  const { active, editing } = context.ui.cases
  const at = Math.min(active, rows.length - 1)
  return html`<ul
    class="draft-list"
    role="listbox"
    aria-label="Drafts"
    tabindex="0"
    data-focus
    aria-activedescendant="draft-${rows[at]?.id ?? 0}"
    @keydown=${(event: KeyboardEvent) => onKey(event, context, rows)}
  >
    ${repeat(
      rows,
      ({ id }) => id,
      (row, i) => item(context, row, { isActive: i === at, isEdited: editing === row.id, at: i }),
    )}
  </ul>`
}

interface Place {
  readonly isActive: boolean
  readonly isEdited: boolean
  readonly at: number
}

function item(context: ViewContext, row: DraftRow, { isActive, isEdited, at }: Place) {
  const activate = () => move(context, at)
  const say = (decision: Decision) => () => context.act('cases.decide', { ids: [row.id], decision })
  return html`<li id="draft-${row.id}" role="option" class="draft ${row.decision} ${isActive ? 'active' : ''}" aria-selected=${isActive} @click=${activate}>
    <span class="draft-mark">${mark(row.decision)}</span>
    ${
      isEdited
        ? editor(context, row)
        : html`<div class="draft-text">
            <p class="draft-input" dir="auto">${Object.values(row.vars).join(' · ')}</p>
            <p class="draft-expected" dir="auto">→ ${row.expected === '' ? html`<span class="bad">no answer yet: E to write it</span>` : html`<code>${row.expected}</code>`}</p>
            <p class="small dim">${KINDS[row.kind]}${row.source === 'synthetic' ? '' : `, ${row.source}`} · ${row.why}</p>
          </div>`
    }
    ${
      isEdited
        ? nothing
        : html`<span class="draft-buttons">
            ${iconButton({ name: 'check', label: 'Take (A)', onClick: say('accepted') })}
            ${iconButton({ name: 'cross', label: 'Leave out (R)', onClick: say('rejected') })}
          </span>`
    }
  </li>`
}

function mark(decision: Decision) {
  if (decision === 'open') return html`<span class="hidden">open</span>`
  return decision === 'accepted'
    ? html`${icon('check', 'good')}<span class="hidden">taken</span>`
    : html`${icon('cross', 'bad')}<span class="hidden">left out</span>`
}

function editor(context: ViewContext, row: DraftRow) {
  const close = () => {
    context.update({ cases: { ...context.ui.cases, editing: null } })
    focusList()
  }
  const save = (form: HTMLFormElement): void => {
    const texts = new FormData(form)
    const vars = Object.fromEntries(Object.keys(row.vars).map((name) => [name, String(texts.get(`var ${name}`) ?? '')]))
    context.act('cases.edit', { id: row.id, vars, expected: String(texts.get('expected') ?? '') })
    close()
  }
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event.currentTarget as HTMLFormElement)
    else return
    event.preventDefault()
  }
  const submit = () => {
    const form = document.querySelector<HTMLFormElement>('.draft form')
    if (form !== null) save(form)
  }
  return html`<form class="draft-text" @keydown=${onKey} @click=${(event: Event) => event.stopPropagation()}>
    ${Object.entries(row.vars).map(
      ([name, text]) =>
        html`<label class="field"><span>${name}</span><textarea rows="3" name="var ${name}" .value=${text}></textarea></label>`,
    )}
    <label class="field"><span>What is right</span><textarea rows="2" name="expected" .value=${row.expected}></textarea></label>
    <span class="buttons">
      ${button({ text: 'Take It So', title: 'Ctrl+Enter', onClick: submit })}
      ${button({ text: 'Cancel', title: 'Escape', onClick: close })}
    </span>
  </form>`
}

function move(context: ViewContext, active: number): void {
  context.update({ cases: { ...context.ui.cases, active } })
}

function onKey(event: KeyboardEvent, context: ViewContext, rows: readonly DraftRow[]): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
  const at = Math.min(context.ui.cases.active, rows.length - 1)
  const row = rows[at]
  const go = (to: number) => {
    move(context, Math.min(Math.max(0, to), rows.length - 1))
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.querySelector('.draft.active')?.scrollIntoView({ block: 'nearest' })),
    )
  }
  const say = (decision: Decision) => {
    if (row === undefined) return
    context.act('cases.decide', { ids: [row.id], decision })
    go(at + 1)
  }
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    a: () => say('accepted'),
    r: () => say('rejected'),
    e: () => {
      if (row === undefined) return
      context.update({ cases: { ...context.ui.cases, editing: row.id } })
      requestAnimationFrame(() =>
        requestAnimationFrame(() => document.querySelector<HTMLElement>('.draft.active textarea')?.focus()),
      )
    },
  }
  const action = actions[event.key]
  if (action === undefined) return
  event.preventDefault()
  action()
}

function focusList(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>('.draft-list')?.focus()))
}
