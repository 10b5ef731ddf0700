// The sheet on which a person labels outputs of a run, for the panel: the outputs blind, and, once labels are in, what
// they say. Must never hold the judge's verdict on an output before its label is stored.
import { inputOf } from '../evals/input.ts'
import type { RunStore } from '../ports.ts'
import type { Task } from '../task.ts'
import {
  type Calibration,
  calibrationOf,
  figuresOf,
  isJudgeOf,
  judgedCells,
  judgeModels,
  LEAST_J,
  labelKey,
  sampleForLabels,
  saveCalibration,
  storedCalibration,
} from './calibration.ts'
import { calibrationSentences, disagreements } from './calibrationSentences.ts'

export interface LabelSheet {
  /** Why nothing can be labelled, in a sentence; null where it can. */
  readonly problem: string | null
  readonly judges: readonly string[]
  readonly outputs: readonly { readonly key: string; readonly input: string; readonly output: string }[]
  /** Of the labels that are stored for this run; null where there are none, or too few. */
  readonly result: {
    /** Whether the judge is right often enough for "credible". */
    readonly usable: boolean
    readonly sentences: readonly string[]
    readonly differing: readonly {
      readonly key: string
      readonly caseId: string
      readonly output: string
      readonly judge: boolean
      readonly reason: string
    }[]
  } | null
}

export function labelSheet(store: RunStore, runId: number, task: Task): LabelSheet {
  const judges = judgeModels(task.evalFile)
  const cells = judgedCells(store.eachCell(runId))
  const problem = problemOf(store, runId, task, judges.length, cells.length)
  if (problem !== null) return { problem, judges, outputs: [], result: null }
  const byId = new Map(task.evalFile.cases.map((kase) => [kase.id, kase]))
  const outputs = sampleForLabels(cells, String(runId)).map((cell) => {
    const kase = byId.get(cell.caseId)
    const input = kase === undefined ? cell.caseId : inputOf(task.prompt, kase)
    return { key: labelKey(cell), input, output: cell.output }
  })
  const stored = storedCalibration(store, runId)
  return { problem, judges, outputs, result: stored === undefined ? null : resultOf(store, runId, stored) }
}

/** Stores the person's verdicts by output and gives back the sheet with what they say. */
export function saveLabels(
  store: RunStore,
  runId: number,
  task: Task,
  human: ReadonlyMap<string, boolean>,
  at: number,
): LabelSheet {
  const sheet = labelSheet(store, runId, task)
  if (sheet.problem !== null) return sheet
  const calibration = calibrationOf(store.eachCell(runId), human, task.evalFile, at)
  if (figuresOf(calibration) === undefined)
    return { ...sheet, problem: 'Too few labels: 5 or more are needed of what the judge passes and of what it fails.' }
  saveCalibration(store, runId, calibration)
  return labelSheet(store, runId, task)
}

function problemOf(store: RunStore, runId: number, task: Task, judges: number, judged: number): string | null {
  if (judges === 0) return 'No model judges the cases of this prompt.'
  if (store.run(runId)?.status === 'running') return 'The run is still going; label its outputs when it is done.'
  if (judged === 0) return 'This run has no outputs that a judge has graded.'
  if (!isJudgeOf(store, runId, task.evalFile))
    return 'The judge or its prompt has changed since this run. Evaluate again: answers are kept, only the judge is asked anew.'
  return null
}

function resultOf(store: RunStore, runId: number, calibration: Calibration): LabelSheet['result'] {
  const figures = figuresOf(calibration)
  if (figures === undefined) return null
  const cells = new Map(judgedCells(store.eachCell(runId)).map((cell) => [labelKey(cell), cell]))
  return {
    usable: figures.j.value >= LEAST_J,
    sentences: calibrationSentences(figures),
    differing: disagreements(calibration).map(({ key, caseId, judge }) => {
      const cell = cells.get(key)
      return { key, caseId, judge, output: cell?.output ?? '', reason: cell?.grade?.reason ?? '' }
    }),
  }
}
