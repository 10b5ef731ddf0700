// Which prompt on which model, for what money? Rates with intervals, quality against cost, and what may be said.
// Must keep the splits apart: rates on select and on sealed cases never stand in one table.
import { html, nothing } from 'lit-html'
import type { LeaderboardRow } from '../../src/core/events.ts'
import { formatCount, formatCounted, formatInterval, formatPoints } from '../../src/shared/format.ts'
import type { RunView } from '../../src/shared/viewModel.ts'
import { openCompare, type ViewContext } from '../context.ts'
import { button, progressRing } from '../ui/components.ts'
import { costChart } from '../ui/costChart.ts'
import { boardOf, leaderboard } from '../ui/leaderboard.ts'
import { empty, lines, link, notices, section } from '../ui/parts.ts'

export function matrixView(context: ViewContext) {
  const { run } = context.snapshot
  const toRun = button({ text: 'Open Run', onClick: () => context.goTo('run') })
  if (run === null) return empty('No figures yet.', toRun)
  const rows = rowsOf(run)
  if (rows.length === 0)
    return run.status === 'running'
      ? progressRing('Cells fill as they finish…')
      : empty('This run measured no cells.', toRun)
  const select = rows.filter((row) => row.split === 'select')
  const test = rows.filter((row) => row.split === 'test')
  const onOpen = (row: LeaderboardRow) => openCompare(context, { model: row.model, pinned: row.candidateId })
  const chosen = select.length > 0 ? select : test
  return html`${notices(run.notices)}
    ${select.length === 0 ? nothing : section('Prompt × model', leaderboard(boardOf(select, onOpen)), selectCount(run, select))}
    ${
      test.length === 0
        ? nothing
        : section(
            'On sealed cases',
            leaderboard(boardOf(test, () => context.goTo('run'))),
            formatCounted(run.splits.test, 'sealed case'),
          )
    }
    ${variants(context, run)}
    <div class="two section">
      ${section('Quality against cost', costChart(chosen, onOpen), 'pass rate %, 95 % CI')}
      ${section('What this allows you to say', lines(sentencesOf(run)))}
    </div>`
}

/** Where one prompt does not serve every model: what each would get, to be read beside the file. */
function variants({ act }: ViewContext, run: RunView) {
  const all = run.sweep?.models?.variants ?? []
  if (all.length === 0) return nothing
  return section(
    'Variants',
    html`<ul class="rows variants">
      ${all.map(
        ({ model, candidateId, without, difference }) => html`<li>
          <div class="split-line">
            <strong class="cut">${model}</strong>
            ${link('Open Diff', () => act('review.openVariant', { runId: run.id, candidateId }), `The prompt for ${model} beside the file`)}
          </div>
          <p class="small dim">
            ${without.length === 0 ? 'every edit of the search' : `without: ${without.join('; ')}`} ·
            ${formatPoints(difference.estimate)} points, ${formatInterval(difference)}, optimistic (used for choosing)
          </p>
        </li>`,
      )}
    </ul>`,
    'one prompt does not serve every model',
  )
}

function rowsOf(run: RunView): readonly LeaderboardRow[] {
  return run.evaluation?.rows ?? (run.leaderboard.length > 0 ? run.leaderboard : (run.confirmation?.arms ?? []))
}

function selectCount({ kind, splits }: RunView, rows: readonly LeaderboardRow[]): string {
  if (kind === 'eval') return `${formatCount(splits.train + splits.select)} train and select cases`
  const most = Math.max(...rows.map(({ rate, missing }) => rate.n + missing))
  return `${formatCounted(most, 'select case')}, optimistic`
}

function sentencesOf(run: RunView): readonly string[] {
  const ofModels = run.sweep?.models?.sentences ?? []
  if (ofModels.length > 0) return ofModels
  const all = run.evaluation?.sentences ?? run.sweep?.sentences ?? run.confirmation?.sentences ?? []
  if (all.length > 0) return all
  return [run.status === 'running' ? 'Nothing yet: the run goes on.' : 'Nothing beyond the figures themselves.']
}
