// What several draws of each case say: how often one of them passes, how often all do, and which cases waver.
import { InputError } from '../errors.ts'
import type { Cell } from '../ports.ts'
import { type Cluster, clusteredRate, passAtLeastOnce, passEveryTime } from '../stats/repeats.ts'
import type { Case } from './case.ts'
import type { RepeatsReport } from './repeatsReport.ts'
import { isRecord, type Located } from './source.ts'

/** Flaky cases that a report lists. */
const LISTED = 100

/** Graded draws by case; draws without a grade are missing, not failed. */
export function drawsByCase(cells: Iterable<Cell>): Map<string, Cluster> {
  const draws = new Map<string, Cluster>()
  for (const { caseId, grade } of cells) {
    const { k, n } = draws.get(caseId) ?? { k: 0, n: 0 }
    draws.set(caseId, grade === undefined ? { k, n } : { k: k + Number(grade.pass), n: n + 1 })
  }
  return draws
}

/** Of one arm's cells; undefined where no case was drawn more than once. */
export function repeatsReport(model: string, cells: Iterable<Cell>, cases: readonly Case[]): RepeatsReport | undefined {
  let draws = 1
  for (const { repeat } of cells) draws = Math.max(draws, 1 + repeat)
  if (draws === 1) return undefined
  const byCase = drawsByCase(cells)
  const titles = new Map(cases.map(({ id, title }) => [id, title]))
  const flaky = [...byCase].filter(([, { k, n }]) => k > 0 && k < n)
  const evenness = ([, { k, n }]: (typeof flaky)[number]) => Math.abs(k / n - 0.5)
  return {
    model,
    draws,
    cases: byCase.size,
    atK: Array.from({ length: draws }, (_, i) => atK([...byCase.values()], i + 1)),
    flakyCases: flaky.length,
    flaky: flaky
      .toSorted((a, b) => evenness(a) - evenness(b))
      .slice(0, LISTED)
      .map(([caseId, { k, n }]) => ({ caseId, title: titles.get(caseId) ?? caseId, passes: k, draws: n })),
  }
}

/** Over the cases that have k draws. */
function atK(clusters: readonly Cluster[], k: number): RepeatsReport['atK'][number] {
  const enough = clusters.filter(({ n }) => n >= k)
  const over = (chance: (n: number, c: number, k: number) => number) =>
    clusteredRate(enough.map((cluster) => ({ k: chance(cluster.n, cluster.k, k), n: 1 })))
  return { k, any: over(passAtLeastOnce), all: over(passEveryTime) }
}

export function repeatsSentences({ model, draws, atK, cases, flakyCases, flaky }: RepeatsReport): string[] {
  const last = atK.findLast(({ any }) => any.n > 0)
  if (last === undefined) return []
  const percent = ({ k, n }: { k: number; n: number }) => `${((100 * k) / n).toFixed(1)} %`
  const range = ({ low, high }: { low: number; high: number }) =>
    `95 % CI ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`
  const shown = flaky.slice(0, 5).map(({ caseId, passes, draws: n }) => `${caseId} (${passes} of ${n})`)
  const few = last.any.n === cases ? '' : ` of the ${last.any.n} cases that have as many`
  return [
    `${model}, ${draws} draws: one of ${last.k} or more passes in ${percent(last.any)} (pass@${last.k}; ${range(last.any)}), all pass in ${percent(last.all)} (pass^${last.k}; ${range(last.all)})${few}.`,
    flakyCases === 0
      ? 'No case is flaky: each passes always or never.'
      : `${flakyCases} of ${cases} cases ${flakyCases === 1 ? 'is' : 'are'} flaky: ${shown.join(', ')}${flakyCases > shown.length ? ', …' : ''}.`,
  ]
}

/** `repeat` of promptfoo's options, those of a test or of the whole file. Throws `InputError` where it is no count. */
export function repeatOption({ value, file, lineOf }: Located): number | undefined {
  const repeat = isRecord(value) ? value.repeat : undefined
  if (repeat === undefined || repeat === null) return undefined
  if (typeof repeat === 'number' && Number.isInteger(repeat) && repeat >= 1) return repeat
  throw new InputError('"repeat" is no whole number of 1 or more.', 'Write how often a case is drawn, such as 3.', {
    file,
    line: lineOf(['repeat']),
  })
}
