// Can the judge be trusted? Outputs to label blind, one at a time, then what the labels say.
// P passes, F fails, S skips, B goes back. The judge's verdict is not here before the labels are stored.
import { html, nothing } from 'lit-html'
import type { RunView } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import type { Sheet } from '../labelModel.ts'
import type { LabelState } from '../store.ts'
import { button, progressRing } from '../ui/components.ts'
import { bar } from '../ui/meter.ts'
import { empty, failure, lines, note, notices, section } from '../ui/parts.ts'

type Word = LabelState['given'][string]

/** Characters of one text; the store has the rest. */
const MOST_CHARS = 4096

export function judgeView(context: ViewContext) {
  const { run } = context.snapshot
  if (run === null) return empty('No run yet. Evaluate a prompt whose cases a model judges, then check the judge here.')
  const answer = context.labels.sheetOf(run)
  if (answer.state === 'loading') return progressRing('Loading the outputs…')
  if (answer.state === 'failed')
    return failure(answer.message, button({ text: 'Try Again', onClick: () => context.labels.retry() }))
  const { sheet } = answer
  if (sheet.problem !== null && sheet.outputs.length === 0) return empty(sheet.problem)
  const state = stateFor(run, context)
  return html`${notices(run.notices)}
  ${sheet.result !== null && !state.again ? results(context, run, sheet.result) : labelling(context, run, sheet, state)}`
}

function stateFor(run: RunView, { ui }: ViewContext): LabelState {
  return ui.labels.runId === run.id ? ui.labels : { runId: run.id, given: {}, again: false }
}

function labelling(context: ViewContext, run: RunView, sheet: Sheet, state: LabelState) {
  const { outputs, judges, problem } = sheet
  const given = outputs.filter(({ key }) => state.given[key] !== undefined)
  const one = outputs.find(({ key }) => state.given[key] === undefined)
  const change = (next: LabelState['given']) => context.update({ labels: { ...stateFor(run, context), given: next } })
  const say = (word: Word): void => {
    const now = stateFor(run, context).given
    const open = outputs.find(({ key }) => now[key] === undefined)
    if (open !== undefined) change({ ...now, [open.key]: word })
  }
  const back = (): void => {
    const now = stateFor(run, context).given
    const last = outputs.findLast(({ key }) => now[key] !== undefined)
    if (last !== undefined) change(Object.fromEntries(Object.entries(now).filter(([key]) => key !== last.key)))
  }
  const save = (): void => {
    const now = stateFor(run, context).given
    const labels = Object.entries(now).flatMap(([key, word]) =>
      word === 'skip' ? [] : [{ key, pass: word === 'pass' }],
    )
    context.update({ labels: { ...stateFor(run, context), again: false } })
    context.labels.save(run, labels)
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const actions: Readonly<Record<string, () => void>> = {
      p: () => say('pass'),
      f: () => say('fail'),
      s: () => say('skip'),
      b: back,
    }
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }
  return html`<div class="case" data-focus="open" tabindex="-1" @keydown=${onKey}>
    <p class="lead-sentence">Would you pass this output?</p>
    <p class="small dim">
      ${given.length} of ${outputs.length} seen. The judge (${judges.join(', ')}) has passed about half of them, where there
      were as many; which ones is shown at the end.
    </p>
    ${bar(outputs.length === 0 ? 0 : given.length / outputs.length, 'Outputs seen')}
    ${problem === null ? nothing : note(problem, 'info')}
    ${
      one === undefined
        ? nothing
        : html`${section('Input', html`<p class="case-input" dir="auto">${cut(one.input)}</p>`)}
          ${section('Output', html`<pre class="label-output" dir="auto">${cut(one.output)}</pre>`)}`
    }
    <p class="buttons">
      ${
        one === undefined
          ? button({ text: 'Show What They Say', primary: true, onClick: save })
          : html`${button({ text: 'Pass (P)', onClick: () => say('pass') })}
            ${button({ text: 'Fail (F)', onClick: () => say('fail') })}
            ${button({ text: 'Skip (S)', onClick: () => say('skip') })}`
      }
      ${button({ text: 'Back (B)', disabled: given.length === 0, onClick: back })}
      ${one !== undefined && given.length >= 10 ? button({ text: 'Finish Here', onClick: save }) : nothing}
    </p>
  </div>`
}

function results(context: ViewContext, run: RunView, result: NonNullable<Sheet['result']>) {
  const again = () => context.update({ labels: { runId: run.id, given: {}, again: true } })
  const { sentences, differing, usable } = result
  return html`${note(usable ? 'This judge can carry a claim.' : 'This judge is too often wrong: no gain is called credible by it.', usable ? 'checkDisc' : 'error', usable ? 'good' : 'bad')}
  ${section('The Judge Against You', lines(sentences))}
  ${
    differing.length === 0
      ? nothing
      : section(
          'Where You Differ',
          html`<ul class="rows">
            ${differing.map(
              (one) => html`<li>
                <div>
                  <p><strong>${one.judge ? 'Judge passes, you fail' : 'Judge fails, you pass'}</strong> <span class="dim">${one.caseId}</span></p>
                  <pre class="label-output" dir="auto">${cut(one.output)}</pre>
                  <p class="small dim">${one.reason}</p>
                </div>
              </li>`,
            )}
          </ul>`,
          'read these before you change its prompt',
        )
  }
  <p class="buttons">${button({ text: 'Label Again', onClick: again })}</p>`
}

function cut(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text
}
