// The report block of a sweep: verdict first, then what it rests on, what it cost and why the search stopped.
// Must never show a select figure without calling it optimistic.
import type { LeaderboardRow, SweepReport } from '../core/events.ts'
import {
  formatClaim,
  formatCount,
  formatCountOf,
  formatRate,
  formatShare,
  formatTightInterval,
  formatTimes,
  formatVerdict,
  shareOf,
} from '../shared/format.ts'
import type { RunView } from '../shared/viewModel.ts'
import { evidenceLine, plateauView, verdictLine } from './claim.ts'
import { labelledModel } from './leaderboard.ts'
import { type Look, paint } from './look.ts'
import { spendLine } from './spend.ts'
import { indent, table, wrap } from './text.ts'

/** The block for a finished sweep; `view` gives the spend. */
export function sweepReportView(report: SweepReport, view: Pick<RunView, 'spend' | 'models'>, look: Look): string[] {
  return [
    paint(look, 'strong', `Result on ${labelledModel(report.model)}`),
    ...headline(report, look),
    '',
    ...indent(arms(report, look), 2),
    '',
    ...indent(footing(report, view, look), 2),
    '',
    ...indent(plateauView(report.plateau, { ...look, width: look.width - 2 }), 2),
  ]
}

function headline(report: SweepReport, look: Look): string[] {
  const inner = { ...look, width: look.width - 2 }
  if (isSeed(report))
    return indent(
      wrap(
        `${formatVerdict('no evidence')}: no edit beat the seed, so the prompt stays as it is and the sealed cases stay shut.`,
        inner.width,
      ),
      2,
    )
  if (report.sealed === null)
    return indent(
      wrap('Too few cases to hold any back: there is no sealed measurement, so nothing is proven.', inner.width),
      2,
    )
  const cases = report.exploratory ? 'sealed cases, exploratory: too few to prove anything' : 'sealed cases'
  return indent(
    [
      `${verdictLine(report.sealed, look)} on ${formatCount(report.seed.rate.n)} ${cases}`,
      ...wrap(evidenceLine(report.sealed), inner.width),
    ],
    2,
  )
}

function isSeed({ seed, winner }: SweepReport): boolean {
  return seed.candidateId === winner.candidateId
}

function arms(report: SweepReport, look: Look): string[] {
  const row = (arm: LeaderboardRow) => [
    arm.label,
    formatRate(arm.rate),
    arm.rate.n === 0 ? '' : formatTightInterval(arm.rate),
    formatCountOf(arm.rate),
  ]
  const rows = [row(report.seed), ...(isSeed(report) ? [] : [row(report.winner)])]
  if (report.target !== null)
    rows.push(['target', formatShare(report.target), '', reached(report, report.target, look)])
  const [, ...lines] = table(
    [
      { title: '', align: 'left' },
      { title: '', align: 'right' },
      { title: '', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows,
  )
  return lines
}

function reached({ winner }: SweepReport, target: number, look: Look): string {
  if (winner.rate.n === 0) return 'not measured'
  return shareOf(winner.rate) >= target ? paint(look, 'good', '✓ reached') : paint(look, 'bad', '✗ not reached')
}

function footing(report: SweepReport, { spend, models }: Pick<RunView, 'spend' | 'models'>, look: Look): string[] {
  const width = look.width - 2
  const opened = report.testOpenings
  return [
    ...(isSeed(report)
      ? []
      : wrap(
          `Optimistic (used for choosing): ${formatClaim(report.optimistic)} on the select cases · ` +
            evidenceLine(report.optimistic),
          width,
        )),
    ...(report.sealed === null
      ? []
      : wrap(
          opened <= 1
            ? 'Sealed cases opened once, for this claim.'
            : `Sealed cases opened ${formatTimes(opened)}: each further opening makes a claim on them weaker.`,
          width,
        )),
    ...(isSeed(report)
      ? []
      : [
          `Prompt: about ${formatCount(report.tokens.seed)} tokens before, ${formatCount(report.tokens.winner)} after.`,
        ]),
    ...(spend === null ? [] : wrap(spendLine(spend, models), width)),
  ]
}
