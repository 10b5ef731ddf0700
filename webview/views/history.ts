// How did we get here, and what did it cost? The runs, latest first, and the rate they ended on.
// Must mark where the model changed: then the prompt is not the only change.
import { html, nothing, svg } from 'lit-html'
import {
  formatMoney,
  formatRate,
  formatShareFigure,
  formatTightInterval,
  modelName,
  shareOf,
} from '../../src/shared/format.ts'
import type { RunSummary } from '../../src/shared/viewModel.ts'
import type { ViewContext } from '../context.ts'
import { dayAndTime } from '../time.ts'
import { asTable, axes, chart, frameFor } from '../ui/chart.ts'
import { button } from '../ui/components.ts'
import { rateBar } from '../ui/meter.ts'
import { empty, notices, section } from '../ui/parts.ts'
import { linear, rateFloor, ticks } from '../ui/scale.ts'
import { shortVerdict, statusWord } from '../ui/verdict.ts'

/** Runs in the chart; the list has them all. */
const MOST_IN_CHART = 20

export function historyView(context: ViewContext) {
  const { runs } = context.snapshot
  if (runs.length === 0) return empty('No runs yet.', button({ text: 'Open Run', onClick: () => context.goTo('run') }))
  const latest = runs.toSorted((a, b) => b.startedAt - a.startedAt)
  const open = (run: RunSummary) => {
    context.act('run.select', { runId: run.id })
    context.goTo('run')
  }
  return html`${notices([...new Set(latest.flatMap((run) => run.notice ?? []))])} ${rates(latest, open)}
    ${section(
      'Runs',
      html`<ul class="rows history only-narrow">
          ${latest.map((run) => narrowRow(context, run, open))}
        </ul>
        <table class="history only-wide">
          <thead>
            <tr>
              <th scope="col" class="figure">Run</th><th scope="col">Kind</th><th scope="col">When</th>
              <th scope="col">Model</th><th scope="col">Pass rate, 95 % CI</th><th></th>
              <th scope="col">Verdict</th><th scope="col" class="figure">Cost</th>
            </tr>
          </thead>
          <tbody>${latest.map((run) => wideRow(context, run, open))}</tbody>
        </table>`,
    )}`
}

function verdictOf(run: RunSummary) {
  if (run.status !== 'done')
    return html`<span class=${run.status === 'failed' ? 'bad' : 'dim'}>${statusWord(run.status)}</span>`
  return run.verdict
    ? shortVerdict(run.verdict)
    : html`<span class="dim">${run.kind === 'eval' ? 'measured' : 'done'}</span>`
}

function selected({ snapshot }: ViewContext, run: RunSummary): boolean {
  return snapshot.run?.id === run.id
}

function narrowRow(context: ViewContext, run: RunSummary, open: (run: RunSummary) => void) {
  const cost = run.usd === undefined ? '' : ` · ${formatMoney(run.usd)}`
  return html`<li>
    <button class="row ${selected(context, run) ? 'selected' : ''}" aria-current=${selected(context, run)} @click=${() => open(run)}>
      <span class="cut">Run ${run.id} <span class="dim">· ${run.kind}</span></span>
      <span class="row-right">${verdictOf(run)}</span>
      <span class="small dim">${dayAndTime(run.startedAt, context.now)}${cost}</span>
      <span class="small row-right"
        >${run.rate ? html`${formatRate(run.rate)} <span class="dim">${formatTightInterval(run.rate)}</span>` : nothing}</span
      >
    </button>
  </li>`
}

function wideRow(context: ViewContext, run: RunSummary, open: (run: RunSummary) => void) {
  return html`<tr class=${selected(context, run) ? 'selected' : ''} @click=${() => open(run)}>
    <td class="figure"><button class="link" aria-current=${selected(context, run)} @click=${() => open(run)}>${run.id}</button></td>
    <td>${run.kind}</td>
    <td class="dim nowrap">${dayAndTime(run.startedAt, context.now)}</td>
    <td class="dim">${run.model === undefined ? '–' : modelName(run.model)}</td>
    <td class="bar-cell">${run.rate ? rateBar({ rate: run.rate, hollow: run.kind === 'eval' }) : nothing}</td>
    <td class="figure">${run.rate ? formatRate(run.rate) : '–'}</td>
    <td>${verdictOf(run)}</td>
    <td class="figure dim">${run.usd === undefined ? '–' : formatMoney(run.usd)}</td>
  </tr>`
}

function rates(latest: readonly RunSummary[], open: (run: RunSummary) => void) {
  const measured = latest
    .flatMap((run) => (run.rate && run.rate.n > 0 ? [{ ...run, rate: run.rate }] : []))
    .toReversed()
  const shown = measured.slice(-MOST_IN_CHART)
  if (shown.length < 2) return nothing
  const floor = rateFloor(shown.map((run) => run.rate.low))
  const draw = (width: number) => {
    const frame = { ...frameFor(width), height: 170, bottom: 142, top: 14 }
    const x = linear([0, shown.length - 1], [frame.left + 18, frame.right - 26])
    const y = linear([floor, 100], [frame.bottom, frame.top])
    const content = svg`
      ${axes(frame, { scale: x, ticks: [], text: String }, { scale: y, ticks: ticks(floor, 100, 5), text: String })}
      ${shown.map((run, index) => {
        const level = y(shareOf(run.rate) * 100)
        const before = shown[index - 1]
        const changed = before !== undefined && before.model !== run.model
        const sweep = run.kind !== 'eval'
        const mid = (x(index) + x(index - 1)) / 2
        return svg`
          ${
            changed
              ? svg`<line class="change" x1=${mid} x2=${mid} y1=${frame.top} y2=${frame.bottom} />
                  <text class="halo" x=${mid + 4} y=${frame.top + 2}>model changed</text>`
              : nothing
          }
          <g class="pick" @click=${() => open(run)}>
            <title>Run ${run.id}, ${run.kind}: ${formatRate(run.rate)} ${formatTightInterval(run.rate)}</title>
            <line class="whisker ${sweep ? '' : 'beaten'}" x1=${x(index)} x2=${x(index)} y1=${y(run.rate.low * 100)} y2=${y(run.rate.high * 100)} />
            <circle class=${sweep ? 'dot' : 'ring'} cx=${x(index)} cy=${level} r="4.5" />
            ${index === shown.length - 1 ? svg`<text class="strong halo" x=${x(index) + 8} y=${level - 6}>${formatShareFigure(shareOf(run.rate))}</text>` : nothing}
            <text x=${x(index)} y=${frame.height - 8} text-anchor="middle">${run.id}</text>
          </g>`
      })}`
    return { frame, content }
  }
  const onTest = shown.filter((run) => run.split === 'test').length
  return section(
    'Pass rate by run',
    html`${chart({ label: 'Pass rate by run, with 95 % intervals', draw })}
      <p class="foot-note">
        ${onTest === 0 ? 'Rates with 95 % CI. A sweep’s is optimistic (used for choosing).' : 'Rates with 95 % CI. Those on sealed cases and those on select cases are not the same cases.'}
      </p>
      ${asTable({
        head: ['Run', 'Rate', '95 % CI', 'On'],
        rows: shown.map((run) => [
          run.id,
          formatRate(run.rate),
          formatTightInterval(run.rate),
          run.split === 'test' ? 'sealed' : 'select',
        ]),
      })}`,
  )
}
