// The report block of a sweep: every figure it stands on, as plain rows and sentences. Panel, terminal and JSON show
// exactly these. Must never show a select figure without calling it optimistic.
import type { Difference, LeaderboardRow, ModelDifference, SweepReport } from '../core/events.ts'
import {
  formatCount,
  formatCounted,
  formatCountOf,
  formatDuration,
  formatInterval,
  formatMoney,
  formatPBetter,
  formatPoints,
  formatRate,
  formatShare,
  formatTightInterval,
  formatTimes,
  formatVerdict,
  formatWinsAndLosses,
  isSimulated,
  shareOf,
} from './format.ts'
import { callKinds, playPrice, spentMoney, totalCalls } from './spend.ts'
import type { RunView } from './viewModel.ts'

export interface BlockRow {
  readonly label: string
  readonly value: string
}

export interface ReportBlock {
  readonly rows: readonly BlockRow[]
  readonly sentences: readonly string[]
}

/** What the block needs of the run besides its report. */
export type BlockRun = Pick<RunView, 'spend' | 'models' | 'startedAt' | 'finishedAt'>

export function reportBlock(report: SweepReport, run: BlockRun): ReportBlock {
  const rows = [
    ...claim(report),
    ...arms(report),
    ...models(report),
    ...(isSeed(report) ? [] : trust(report)),
    ...cost(report, run),
  ]
  return {
    rows: rows.map(([label, value]) => ({ label, value })),
    sentences: [...(report.models?.sentences ?? []), report.plateau.statement],
  }
}

type Row = readonly [label: string, value: string]

function isSeed({ seed, winner }: SweepReport): boolean {
  return seed.candidateId === winner.candidateId
}

function claim(report: SweepReport): Row[] {
  if (isSeed(report))
    return [['Verdict', `${formatVerdict('no evidence')}: nothing beat the seed, so the prompt stays as it is`]]
  const { sealed, optimistic, exploratory } = report
  if (sealed === null)
    return [
      ['Verdict', 'no claim: too few cases to hold any back, so nothing is proven'],
      ['Hint', `${formatPoints(optimistic.estimate)} points on ${casesOf(optimistic, 'select case')}`],
      ...evidence(optimistic),
    ]
  const hint = exploratory ? ', exploratory: too few to prove anything' : ''
  const gain = `${formatPoints(sealed.estimate)} points on ${casesOf(sealed, 'sealed case')}`
  return [['Verdict', `${formatVerdict(sealed.verdict)}: ${gain}${over(report)}${hint}`], ...evidence(sealed)]
}

/** ", mean of 2 models", or the one that the sealed cases were opened for. */
function over({ models, winner }: SweepReport): string {
  if (models === undefined) return ''
  if (models.sealedFor.length < 2) return `, on ${models.sealedFor.join()} alone`
  return models.objective === 'worst' ? `, on ${winner.model}, the worst` : `, ${winner.model}`
}

function evidence(difference: Difference): Row[] {
  return [
    ['Interval', formatInterval(difference)],
    ['Cases', formatWinsAndLosses(difference)],
    ['P(better)', formatPBetter(difference.pBetter)],
  ]
}

function arms(report: SweepReport): Row[] {
  const arm = ({ label, rate, missing }: LeaderboardRow): Row => [
    label,
    rate.n === 0
      ? formatRate(rate)
      : `${formatCountOf(rate)} · ${formatRate(rate)} ${formatTightInterval(rate)}${missing === 0 ? '' : ` · ${formatCount(missing)} missing`}`,
  ]
  const { seed, winner, target } = report
  return [
    arm(seed),
    ...(isSeed(report) ? [] : [arm(winner)]),
    ...apart(report),
    ...(target === null ? [] : [['Target', `${formatShare(target)}: ${reached(winner, target)}`] as const]),
  ]
}

/** What the claim rests on, where a model wrote some of the cases. */
function apart(report: SweepReport): Row[] {
  const arms = isSeed(report) ? [report.seed] : [report.seed, report.winner]
  const last = arms.at(-1)?.apart
  if (last === undefined) return []
  const rates = (side: 'synthetic' | 'real') =>
    arms.map((arm) =>
      arm.apart === undefined ? '–' : `${formatCountOf(arm.apart[side])} · ${formatRate(arm.apart[side])}`,
    )
  return [
    ['Synthetic cases', rates('synthetic').join(' → ')],
    [
      'Real cases',
      last.real.n === 0
        ? 'none: the claim rests on synthetic cases alone, which a model wrote'
        : rates('real').join(' → '),
    ],
  ]
}

function reached({ rate }: LeaderboardRow, target: number): string {
  if (rate.n === 0) return 'not measured'
  if (shareOf(rate) < target) return 'not reached'
  return rate.low >= target ? 'reached' : 'reached, though the interval begins below it'
}

/** The winner's gain on each of several models. */
function models({ models }: SweepReport): Row[] {
  if (models === undefined) return []
  const one = ({ model, split, difference, pHolm }: ModelDifference): Row => [
    isSimulated(model) ? `${model} (simulated)` : model,
    [
      `${formatPoints(difference.estimate)} points, ${difference.verdict}`,
      formatInterval(difference),
      `Holm p ${formatPBetter(pHolm)}`,
      ...(split === 'select' ? ['optimistic (used for choosing)'] : []),
    ].join(' · '),
  ]
  const worst = models.worst === null ? [] : [['Gains least', models.worst] as const]
  return [...models.differences.map(one), ...worst]
}

function trust({ sealed, optimistic, testOpenings, tokens, seed, winner }: SweepReport): Row[] {
  return [
    ...(sealed === null
      ? []
      : [
          [
            'Optimistic',
            `used for choosing: ${formatPoints(optimistic.estimate)} points on ${casesOf(optimistic, 'select case')} · ${formatInterval(optimistic)}`,
          ] as const,
          ['Sealed cases', openings(testOpenings)] as const,
        ]),
    ['Prompt length', `about ${formatCount(tokens.seed)} → ${formatCounted(tokens.winner, 'token')}`],
    ['Per 1,000 calls', `${formatMoney(seed.usdPer1000)} → ${formatMoney(winner.usdPer1000)}`],
  ]
}

function openings(times: number): string {
  return times <= 1
    ? 'opened once, for this claim'
    : `opened ${formatTimes(times)}: each further opening makes a claim on them weaker`
}

/** Task, judge and optimizer calls, tokens, money, time, and what a point of the gain cost. */
function cost(report: SweepReport, { spend, models, startedAt, finishedAt }: BlockRun): Row[] {
  const time: Row[] = finishedAt === null ? [] : [['Time', formatDuration(finishedAt - startedAt)]]
  if (spend === null) return time
  const kinds = callKinds(spend)
  const stored =
    spend.cachedCalls === 0 ? '' : `; ${formatCounted(spend.cachedCalls, 'answer')} from the store for nothing`
  const gain = (report.sealed ?? report.optimistic).estimate
  const perPoint = gain > 0 && !isSeed(report) && spend.unpricedCalls === 0
  return [
    ['Calls', `${formatCount(totalCalls(spend))}${kinds === '' ? '' : ` (${kinds})`}${stored}`],
    ['Tokens', formatCount(spend.inputTokens + spend.outputTokens)],
    ['Cost', `${spentMoney(spend)}${playPrice(models)}`],
    ...(perPoint ? [['Cost per point', formatMoney(spend.usd / (100 * gain))] as const] : []),
    ...time,
  ]
}

function casesOf({ wins, losses, ties }: Difference, one: string): string {
  return formatCounted(wins + losses + ties, one)
}
