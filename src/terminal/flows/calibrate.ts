// `tunesmith calibrate`: first a table of outputs to label, then, once it is labelled, how far the judge can be trusted.
// Must never show the judge's verdict on an output before its label is there.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { inputOf } from '../../core/evals/input.ts'
import {
  calibrationOf,
  figuresOf,
  isJudgeOf,
  judgedCells,
  judgeModels,
  LEAST_J,
  labelKey,
  sampleForLabels,
  saveCalibration,
} from '../../core/judge/calibration.ts'
import { calibrationSentences, disagreements } from '../../core/judge/calibrationSentences.ts'
import type { Cell } from '../../core/ports.ts'
import { formatCounted } from '../../shared/format.ts'
import { labelsTable, readLabels } from '../labelsFile.ts'
import { paint } from '../look.ts'
import { exitCodes, type Outcome } from '../outcome.ts'
import { printNext, type Session } from '../session.ts'
import { bullet, clip } from '../text.ts'
import { requireFolder, writeWhole } from '../workspace.ts'

export async function calibrate(session: Session): Promise<Outcome> {
  const { command, task, prompt } = session
  if (judgeModels(task.evalFile).length === 0)
    throw new InputError('No model judges the cases of this prompt.', 'Add an assertion such as llm-rubric.', {
      file: task.evalFile.path,
    })
  const { labels } = command
  if (labels === undefined)
    throw new InputError(
      'calibrate needs a file for the labels.',
      `Write tunesmith calibrate ${prompt} --labels labels.csv.`,
    )
  const { runId, cells } = runToLabel(session)
  const file = resolve(labels)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? writeTable(session, file, runId, cells) : measureJudge(session, text, runId, cells)
}

/** The run that --run names, else the newest with outputs that were judged. */
function runToLabel({ command, store, task, prompt }: Session): { runId: number; cells: readonly Cell[] } {
  const ids = command.run === undefined ? store.runs(task.prompt.path).map(({ id }) => id) : [command.run]
  for (const runId of ids.toSorted((a, b) => b - a)) {
    const cells = judgedCells(store.eachCell(runId))
    if (cells.length === 0) continue
    if (isJudgeOf(store, runId, task.evalFile)) return { runId, cells }
    throw new InputError(
      `The judge or its prompt has changed since run ${runId}.`,
      `Run tunesmith eval ${prompt}: answers are kept, only the judge is asked anew.`,
    )
  }
  throw new InputError(
    command.run === undefined
      ? `No run of ${prompt} has outputs that a judge has graded.`
      : `Run ${command.run} has no outputs that a judge has graded.`,
    `Run tunesmith eval ${prompt} first.`,
  )
}

async function writeTable(session: Session, file: string, runId: number, cells: readonly Cell[]): Promise<Outcome> {
  const { task, command } = session
  requireFolder(dirname(file))
  const byId = new Map(task.evalFile.cases.map((kase) => [kase.id, kase]))
  const rows = sampleForLabels(cells, String(runId)).map((cell) => {
    const kase = byId.get(cell.caseId)
    return {
      id: labelKey(cell),
      input: kase === undefined ? cell.caseId : inputOf(task.prompt, kase),
      output: cell.output,
    }
  })
  await writeWhole(file, labelsTable(rows))
  printNext(session, {
    why: `${formatCounted(rows.length, 'output')} of run ${runId} stand in ${command.labels}, half that the judge passes and half that it fails, where there are as many. Write pass or fail into the column "label", then run this again.`,
    command: undefined,
  })
  return { run: null, report: { runId, outputs: rows.length }, exitCode: exitCodes.good }
}

function measureJudge(session: Session, text: string, runId: number, cells: readonly Cell[]): Outcome {
  const { screen, store, task, clock, command } = session
  const { look } = screen
  const labels = readLabels(command.labels ?? '', text)
  const known = new Set(cells.map(labelKey))
  const strange = [...labels.keys()].find((id) => !known.has(id))
  if (strange !== undefined)
    throw new InputError(`The output ${strange} is none of run ${runId}.`, 'Name the run of these labels with --run.', {
      file: command.labels,
    })
  const calibration = calibrationOf(cells, labels, task.evalFile, clock.now())
  const figures = figuresOf(calibration)
  if (figures === undefined)
    throw new InputError(
      `${formatCounted(labels.size, 'label')} say too little: 5 or more are needed of what the judge passes and of what it fails.`,
      'Label more rows.',
      { file: command.labels },
    )
  saveCalibration(store, runId, calibration)
  const mark = figures.j.value < LEAST_J ? paint(look, 'bad', '✗') : paint(look, 'good', '✓')
  const sentences = calibrationSentences(figures)
  screen.print(['', ...sentences.flatMap((sentence, i) => bullet(i === 0 ? mark : ' ', sentence, look.width))])
  const differing = disagreements(calibration)
  const outputs = new Map(cells.map((cell) => [labelKey(cell), cell]))
  if (differing.length > 0)
    screen.print([
      '',
      paint(look, 'strong', 'Where you and the judge differ; read these before you change its prompt:'),
      ...differing.flatMap((one) => {
        const cell = outputs.get(one.key)
        const words = one.judge ? 'judge passes, you fail' : 'judge fails, you pass'
        return [
          `  ${words}  ${clip(one.caseId, look.width - 26)}`,
          `    ${clip(cell?.output ?? '', look.width - 4)}`,
          `    ${paint(look, 'quiet', clip(cell?.grade?.reason ?? '', look.width - 4))}`,
        ]
      }),
    ])
  const exitCode = figures.j.value < LEAST_J ? exitCodes.failed : exitCodes.good
  return { run: null, report: { runId, figures, disagreements: differing, sentences }, exitCode }
}
