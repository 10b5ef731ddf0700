// The arena's figures as tables: section 4.10 of what is to be shown, one block for each world and seed prompt.
import type { Result } from './contests.ts'
import { type Mean, meanOf, medianOf, shareOf } from './statistics.ts'

/** A prompt counts as truly worse than the seed beyond this. */
const WORSE = 0.005

export function printTables(results: readonly Result[]): void {
  for (const [title, block] of groupBy(results, ({ world, quality }) => titleOf(world, quality))) {
    const seeds = new Set(block.map((result) => result.seed)).size
    console.log(`\n${title}, ${seeds} seeds, seed prompt ${points(meanOf(block.map((one) => one.truth.seed)).mean)}`)
    const rows: string[][] = [HEAD]
    for (const [, cell] of groupBy(block, ({ budget }) => String(budget)))
      for (const [system, of] of groupBy(cell, (result) => result.system))
        rows.push(
          rowOf(
            system,
            of,
            cell.filter((result) => result.system === 'ours'),
          ),
        )
    printRows(rows)
    printReached(block)
  }
  printClaims(results.filter((result) => result.system === 'ours'))
}

const HEAD = [
  'budget',
  'system',
  'true',
  'gain',
  'ours ahead by',
  'task calls',
  'reflect',
  'sealed',
  'over',
  'reported−true',
  'worse',
  'tokens',
]

function rowOf(system: string, of: readonly Result[], ours: readonly Result[]): string[] {
  const ahead = of.flatMap((result) => {
    const own = ours.find((one) => one.seed === result.seed)
    return own === undefined ? [] : [own.truth.winner - result.truth.winner]
  })
  const spent = ({ calls, counts }: Result) => (system === 'ours' ? calls + counts.reflect + counts.judge : calls)
  return [
    String(of[0]?.budget),
    system,
    points(meanOf(of.map((one) => one.truth.winner)).mean),
    interval(meanOf(of.map((one) => one.truth.winner - one.truth.seed))),
    ahead.length === 0 || system === 'ours' ? '' : interval(meanOf(ahead)),
    meanOf(of.map((one) => one.calls)).mean.toFixed(0),
    meanOf(of.map((one) => one.counts.reflect)).mean.toFixed(0),
    meanOf(of.map((one) => one.counts.task.test)).mean.toFixed(0),
    String(Math.max(...of.map((one) => Math.max(0, spent(one) - one.budget) + one.counts.refused))),
    interval(meanOf(of.map((one) => one.outcome.reported - one.truth.winner))),
    percent(shareOf(of, (one) => one.truth.winner < one.truth.seed - WORSE)),
    `${medianOf(of.map((one) => one.tokens.winner / one.tokens.seed)).toFixed(2)}×`,
  ]
}

/** What our sealed report says against what is so, over all contests of a world. */
function printClaims(ours: readonly Result[]): void {
  if (ours.length === 0) return
  console.log('\nOur sealed report against the truth')
  const rows = [
    [
      'world',
      'runs',
      'proposed',
      'rate−true',
      'gain−true',
      'covered',
      'offered',
      'offered worse',
      'credible',
      'credible false',
    ],
  ]
  for (const [title, of] of groupBy(ours, ({ world, quality }) => titleOf(world, quality))) {
    const claims = of.flatMap((one) => {
      const { sealed } = one.outcome
      return sealed === undefined
        ? []
        : [{ ...sealed, gain: one.truth.winner - one.truth.seed, truth: one.truth.winner }]
    })
    const said = (...verdicts: string[]) => claims.filter((claim) => verdicts.includes(claim.verdict))
    const countOf = (some: readonly unknown[]) => `${some.length} (${percent(some.length / of.length)})`
    const offered = said('credible', 'likely')
    rows.push([
      title,
      String(of.length),
      countOf(claims),
      interval(meanOf(claims.map((claim) => claim.winnerRate - claim.truth))),
      interval(meanOf(claims.map((claim) => claim.estimate - claim.gain))),
      percent(shareOf(claims, ({ low, high, gain }) => low <= gain && gain <= high)),
      countOf(offered),
      countOf(offered.filter((claim) => claim.gain < -WORSE)),
      countOf(said('credible')),
      countOf(said('credible').filter((claim) => claim.gain <= 0)),
    ])
  }
  printRows(rows)
}

/** How many calls we need for the score that another system has at its largest budget. */
function printReached(block: readonly Result[]): void {
  const largest = Math.max(...block.map((one) => one.budget))
  const ours = block.filter((one) => one.system === 'ours')
  const others = block.filter((one) => one.system !== 'ours' && one.budget === largest)
  if (ours.length === 0) return
  for (const [system, of] of groupBy(others, (one) => one.system)) {
    const goal = meanOf(of.map((one) => one.truth.winner)).mean
    const reached = [
      callsTo(
        ours.filter((one) => one.budget === largest),
        goal,
      ),
      ...groupBy(ours, ({ budget }) => String(budget)).flatMap(([budget, some]) =>
        meanOf(some.map((one) => one.truth.winner)).mean >= goal ? [Number(budget)] : [],
      ),
    ].filter((calls) => calls !== undefined)
    const words = reached.length === 0 ? `not within ${largest}` : `within ${Math.min(...reached)}`
    console.log(`  calls to reach ${system}'s score at ${largest} (${points(goal)}): ours ${words}`)
  }
}

/** Task calls after which the mean of the current bests is at least `goal`. */
function callsTo(of: readonly Result[], goal: number): number | undefined {
  const truthAt = (one: Result, calls: number) =>
    one.course.findLast((step) => step.at <= calls)?.truth ?? one.truth.seed
  const moments = [...new Set(of.flatMap((one) => one.course.map((step) => step.at)))].sort((a, b) => a - b)
  return moments.find((calls) => meanOf(of.map((one) => truthAt(one, calls))).mean >= goal)
}

function titleOf(world: string, quality: string): string {
  return world === 'null' ? 'world null' : `world ${world}, ${quality}`
}

function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}`)
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups]
}

function points(value: number): string {
  return (100 * value).toFixed(1)
}

function interval({ mean: value, half }: Mean): string {
  return `${value < 0 ? '−' : '+'}${points(Math.abs(value))} ± ${points(half)}`
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}
