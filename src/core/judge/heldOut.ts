// What a held-out judge adds to a sealed claim: a search that has learnt its own judge, and not the task, gains far more by
// that judge than by one it never saw.
import type { GradedCell } from '../evals/run.ts'
import type { RunContext } from '../run.ts'
import { wilson } from '../stats/intervals.ts'

export interface GradedArm {
  readonly label: string
  readonly cells: readonly GradedCell[]
}

/** Rates of the arms by the one judge and the other, on outputs that both graded; empty where there is no held-out one. */
export function heldOutSentences({ heldOut }: Pick<RunContext, 'heldOut'>, arms: readonly GradedArm[]): string[] {
  const names = [...new Set([...(heldOut?.values() ?? [])].flat().map(({ id }) => id))].join(', ')
  const both = arms.map(({ label, cells }) => ({
    label,
    cells: cells.filter(({ grade, bySearchJudge }) => grade !== undefined && bySearchJudge !== undefined),
  }))
  if (names === '' || both.every(({ cells }) => cells.length === 0)) return []
  const said = (passes: (cell: GradedCell) => boolean) =>
    both.map(({ label, cells }) => {
      const { k, n, low, high } = wilson(cells.filter(passes).length, cells.length)
      const percent = (share: number) => (100 * share).toFixed(1)
      return `${label} ${percent(k / Math.max(1, n))} % (95 % CI ${percent(low)} to ${percent(high)}, n = ${n})`
    })
  return [
    `Sealed answers are graded by the held-out judge (${names}), which the search never asked: ${said(({ grade }) => grade?.pass === true).join(', ')}.`,
    `By the search’s own judge, on the same answers: ${said(({ bySearchJudge }) => bySearchJudge === true).join(', ')}. Where that gains much more, the search has learnt its judge.`,
  ]
}
