// What the answers to a case come to as a test. An error is never a failure: what is missing is told as an error. A sealed
// case is skipped, and so is one that nothing judges.
import type { Cell } from '../../core/ports.ts'
import { formatCounted, isSimulated } from '../../shared/format.ts'
import type { ListedCase } from './caseList.ts'

export interface Outcome {
  readonly state: 'passed' | 'failed' | 'errored' | 'skipped'
  /** What the models took, all answers together. */
  readonly ms: number
  readonly messages: readonly OutcomeMessage[]
}

export interface OutcomeMessage {
  readonly text: string
  /** Shown as a diff; undefined where there is no answer to compare. */
  readonly diff?: { readonly expected: string; readonly actual: string }
}

export type CellsByCase = ReadonlyMap<string, readonly Cell[]>

export function byCase(cells: readonly Cell[]): CellsByCase {
  return Map.groupBy(cells, ({ caseId }) => caseId)
}

/** Undefined where the case was not measured: it came later, or the run ended before it. */
export function outcomeOf(kase: ListedCase, cells: CellsByCase): Outcome | undefined {
  if (kase.sealed) return { state: 'skipped', ms: 0, messages: [] }
  const mine = cells.get(kase.id) ?? []
  if (mine.length === 0) return undefined
  const wrong = mine.filter(({ grade }) => grade?.pass !== true)
  return {
    state: stateOf(mine),
    ms: mine.reduce((sum, { latencyMs }) => sum + latencyMs, 0),
    messages: wrong.map((cell) => messageOf(kase, cell)),
  }
}

function stateOf(cells: readonly Cell[]): Outcome['state'] {
  if (cells.some(({ grade }) => grade?.pass === false)) return 'failed'
  if (cells.some(({ error }) => error !== undefined)) return 'errored'
  return cells.every(({ grade }) => grade === undefined) ? 'skipped' : 'passed'
}

/** A range that is not open, as one test. */
export function outcomeOfRange(cases: readonly ListedCase[], cells: CellsByCase): Outcome | undefined {
  if (cases.every(({ sealed }) => sealed)) return { state: 'skipped', ms: 0, messages: [] }
  const outcomes = cases.flatMap((kase) => (kase.sealed ? [] : (outcomeOf(kase, cells) ?? [])))
  if (outcomes.length === 0) return undefined
  const count = (state: Outcome['state']) => outcomes.filter((one) => one.state === state).length
  const [failed, errored] = [count('failed'), count('errored')]
  if (count('skipped') === outcomes.length) return { state: 'skipped', ms: 0, messages: [] }
  const wrong = [
    ...(failed > 0 ? [`${formatCounted(failed, 'case')} failed`] : []),
    ...(errored > 0 ? [`${formatCounted(errored, 'case')} missing`] : []),
  ]
  const text = `${wrong.join(', ')}. Open the range and show its last results for each of them.`
  return {
    state: failed > 0 ? 'failed' : errored > 0 ? 'errored' : 'passed',
    ms: outcomes.reduce((sum, one) => sum + one.ms, 0),
    messages: wrong.length === 0 ? [] : [{ text }],
  }
}

function messageOf({ expected }: ListedCase, { model, repeat, grade, error, output }: Cell): OutcomeMessage {
  const notes = [...(isSimulated(model) ? ['simulated'] : []), ...(repeat > 0 ? [`draw ${repeat + 1}`] : [])]
  const who = notes.length === 0 ? model : `${model} (${notes.join(', ')})`
  if (error !== undefined) return { text: `${who}: no grade. ${error}` }
  if (grade === undefined) return { text: `${who}: not graded. It answered: ${output}` }
  return { text: `${who}: ${grade.reason}`, diff: { expected, actual: output } }
}
