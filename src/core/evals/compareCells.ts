// Compares the outputs that several models gave to one case, once all of them are there, and puts what comes of it into
// their grades, as promptfoo does: who is not the best fails. Without a comparison there is no grade.
import { BudgetSpent } from '../budget.ts'
import { isFatal } from '../calls.ts'
import { type Choice, chooseBest } from '../judge/chooseBest.ts'
import { emitSpend, type RunContext } from '../run.ts'
import { wilson } from '../stats/intervals.ts'
import type { Case, CaseGrade } from './case.ts'
import { rankByScore, readMaxScore } from './maxScore.ts'
import type { GradedCell } from './run.ts'

export interface Compared {
  /** Comparisons by a judge in both orders, and those in which it changed its mind with the order. */
  readonly asked: number
  readonly flipped: number
  readonly spent: BudgetSpent | undefined
}

/** An output with its grade so far. */
type Entry = GradedCell & { readonly grade: CaseGrade }

/** `cells` are those of cases that are compared, of every model. Stores each with its new grade. */
export async function compareCells(
  context: RunContext,
  cases: readonly Case[],
  cells: readonly GradedCell[],
): Promise<Compared> {
  let [asked, flipped] = [0, 0]
  let spent: BudgetSpent | undefined
  const byId = new Map(cases.map((kase) => [kase.id, kase]))
  const groups = [...Map.groupBy(cells, ({ caseId, repeat }) => JSON.stringify([caseId, repeat])).values()]
  for (const [done, group] of groups.entries()) {
    const kase = byId.get(group[0]?.caseId ?? '')
    const entries = group.filter((cell): cell is Entry => cell.grade !== undefined)
    if (kase === undefined || entries.length === 0) continue
    try {
      if (spent !== undefined) throw spent
      if (entries.length < 2) throw new Error('There is no other output to compare this one with.')
      const { grades, choice } = await compared(context, kase, entries)
      asked += choice?.asked ?? 0
      flipped += choice?.flipped ?? 0
      for (const [i, cell] of entries.entries()) await save(context, cell, grades[i])
    } catch (problem) {
      if (isFatal(problem) || context.signal.aborted) throw problem
      if (BudgetSpent.is(problem)) spent = problem
      const error = `Not compared: ${problem instanceof Error ? problem.message : problem}`
      for (const cell of entries) await save(context, cell, undefined, error)
    }
    context.emit({ type: 'step', text: 'comparing outputs', done: done + 1, total: groups.length })
  }
  emitSpend(context)
  return { asked, flipped, spent }
}

/** The first comparison of each kind counts, as in promptfoo: the judge's, then the one by scores. */
async function compared(
  context: RunContext,
  { comparisons = [], vars }: Case,
  entries: readonly Entry[],
): Promise<{ grades: readonly CaseGrade[]; choice: Choice | undefined }> {
  const [judged, ranked] = ['select-best', 'max-score'].map((name) => comparisons.find(({ type }) => type === name))
  const outputs = entries.map(({ output }) => output)
  const choice = judged && (await chooseBest(context, judged, vars, outputs, false))
  const chosen = entries.map(({ grade }, i) => (choice === undefined ? grade : afterChoice(grade, choice, i)))
  const rule = ranked && readMaxScore(ranked.value)
  if (rule === undefined) return { grades: chosen, choice }
  const ranks = rankByScore(chosen, rule)
  const grades = chosen.map((grade, i) => {
    const rank = ranks[i]
    if (rank === undefined) return grade
    const namedScores = { ...grade.namedScores, ...rank.named }
    if (rank.wins) return { ...grade, namedScores }
    const reason = grade.pass ? { reason: rank.reason, grader: 'max-score' } : {}
    return { ...grade, ...reason, namedScores, pass: false, score: 0 }
  })
  return { grades, choice }
}

/** One of several best has half the score. */
function afterChoice(grade: CaseGrade, { best, reason }: Choice, place: number): CaseGrade {
  if (best.includes(place)) return best.length === 1 ? grade : { ...grade, score: grade.score / 2 }
  return { ...grade, pass: false, score: 0, grader: 'select-best', reason: `select-best: another is better: ${reason}` }
}

function save(context: RunContext, cell: Entry, grade: CaseGrade | undefined, error?: string): Promise<void> {
  return context.store.saveCell(context.id, { ...cell, grade, ...(error !== undefined && { error }) })
}

/** How far the judge's choices rest on the order alone; empty where none was asked. */
export function flipSentences({ asked, flipped }: Compared): string[] {
  if (asked === 0) return []
  const { low, high } = wilson(flipped, asked)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return [
    `Asked in both orders, the judge of select-best changed its mind in ${flipped} of ${asked} comparisons, ${percent(flipped / asked)} (95 % CI ${percent(low)} to ${percent(high)}); those are ties.`,
  ]
}
