// Is it getting better, is that luck, and what will it cost? While a run runs, and what came of it.
// Must show no gain without its interval, and no red where a budget did what it was told.
import { html, nothing } from 'lit-html'
import { fileName, formatCount, formatCounted } from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import { openCompare, type ViewContext } from '../context.ts'
import { button } from '../ui/components.ts'
import { confirmationReport } from '../ui/confirmation.ts'
import { boardOf, leaderboard } from '../ui/leaderboard.ts'
import { empty, failure, lines, note, notices, section } from '../ui/parts.ts'
import { statusWord } from '../ui/verdict.ts'
import { sweepReport } from './report.ts'
import { budget, editList, noteList, runHeader, scoreChart, soFar } from './runParts.ts'

export function runView(context: ViewContext) {
  const { run } = context.snapshot
  if (run === null) return noRun(context)
  const report = run.status === 'running' ? nothing : reportOf(context, run)
  return html`${notices(run.notices)}
    <div class="two">
      <div>
        ${run.status === 'running' ? runHeader(context, run) : finished(context, run, report !== nothing)} ${report}
        ${isFresh(run) ? preflight(run) : nothing} ${scores(context, run)}
      </div>
      <div>${soFar(run)} ${budget(run)} ${editList(context, run)} ${noteList(run)} ${isFresh(run) ? nothing : preflight(run)}</div>
    </div>`
}

function noRun({ snapshot, act, goTo }: ViewContext) {
  const prompt = snapshot.prompts.find((row) => row.path === snapshot.promptPath)
  const makeCases = (promptPath: string) => {
    act('cases.prepare', { promptPath })
    goTo('cases')
  }
  if (prompt === undefined)
    return empty(
      'Pick a prompt to measure it.',
      button({ text: 'Pick a Prompt…', onClick: () => act('prompt.pick', {}) }),
    )
  if (prompt.evalPath === null)
    return empty(
      `${fileName(prompt.path)} has no cases yet.`,
      [
        button({ text: 'Make Cases', primary: true, onClick: () => makeCases(prompt.path) }),
        button({ text: 'Open Prompt', onClick: () => act('prompt.open', { path: prompt.path }) }),
      ],
      'An eval file that names this prompt, with some cases, is all that is needed to measure it. A model can write them for you to approve.',
    )
  return empty(
    `${fileName(prompt.path)} has not been measured yet.`,
    startButtons(act, prompt.path),
    html`<p>Cases from ${prompt.evalPath}.</p>
      <p>
        An evaluation measures the prompt as it stands. A search also tries to better it, within a budget that cannot
        be overrun; your file changes only when you accept the result.
      </p>`,
  )
}

function startButtons(act: ViewContext['act'], promptPath: string) {
  return [
    button({
      text: 'Search for a Better Prompt',
      primary: true,
      onClick: () => act('run.start', { promptPath, kind: 'sweep' }),
    }),
    button({ text: 'Evaluate', onClick: () => act('run.start', { promptPath, kind: 'eval' }) }),
  ]
}

const kindWords = { eval: 'Evaluation', sweep: 'Search', diagnosis: 'Diagnosis', confirmation: 'Confirmation' } as const

function finished({ act }: ViewContext, run: RunView, reported: boolean) {
  const again = button({
    text: 'Run Again',
    onClick: () => act('run.start', { promptPath: run.promptPath, kind: run.kind === 'eval' ? 'eval' : 'sweep' }),
  })
  if (run.status === 'failed') return failure(run.message ?? `The ${kindWords[run.kind].toLowerCase()} failed.`, again)
  if (run.status === 'done' && reported) return nothing
  const why = run.message === null || reported ? nothing : html`<p class="dim">${run.message}</p>`
  return html`<div class="run-header">
      <h2>${kindWords[run.kind]} ${statusWord(run.status)}</h2>
      ${again}
    </div>
    ${why}`
}

function reportOf(context: ViewContext, run: RunView) {
  if (run.sweep !== null) return sweepReport(context, run, run.sweep)
  if (run.confirmation !== null) return confirmationReport(run.confirmation)
  if (run.diagnosis !== null)
    return html`<div class="claim">
      <p class="lead-sentence">${run.diagnosis.recommendation.headline}</p>
      <p class="dim">${formatCounted(run.diagnosis.probed, 'failure')} probed.</p>
      <div class="buttons">${button({ text: 'See the Diagnosis', onClick: () => context.goTo('diagnosis') })}</div>
    </div>`
  if (run.evaluation !== null && run.evaluation.sentences.length > 0) return lines(run.evaluation.sentences)
  return nothing
}

function isFresh(run: RunView): boolean {
  return run.status === 'running' && run.validated.length === 0 && run.leaderboard.length === 0
}

/** What was known before money was spent: in full at the start, folded once there is more to see. */
function preflight(run: RunView) {
  if (run.preflight.length === 0) return nothing
  if (isFresh(run)) return section('Before spending', lines(run.preflight))
  return html`<details class="section fold">
    <summary>Before spending</summary>
    ${lines(run.preflight)}
  </details>`
}

function scores(context: ViewContext, run: RunView) {
  if (run.kind === 'sweep') return scoreChart(context, run)
  if (run.kind !== 'eval' || run.leaderboard.length === 0) return nothing
  const { train, select } = run.splits
  const board = boardOf(run.leaderboard, (row) => openCompare(context, { model: row.model }))
  return html`${section(
    run.models.length > 1 ? 'Models' : 'Pass rate',
    leaderboard(board),
    `${formatCount(train + select)} train and select cases`,
  )}
  ${
    run.exploratory
      ? note('Too few cases to prove anything: every figure here is a hint.')
      : note(`${formatCounted(run.splits.test, 'test case')} stay sealed until there is a claim to test.`, 'lock')
  }`
}
