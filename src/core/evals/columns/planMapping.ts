// From a prompt and a dataset to the eval file that measures one on the other: what is guessed and why, and what would
// be written. Writes nothing.
import { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import type { PromptDocument } from '../../prompt/document.ts'
import { splitPath } from '../../prompt/registry.ts'
import { readText } from '../../readText.ts'
import type { Located } from '../source.ts'
import { type Column, columnsOf, type Guess, guessColumns, type MappingGuess } from './guess.ts'
import { mappedEvalFile } from './mappedEvalFile.ts'
import type { ColumnMap } from './mapping.ts'
import { readRecords } from './records.ts'

export interface MappingPlan extends MappingGuess {
  readonly dataset: string
  readonly columns: readonly Column[]
  readonly rows: number
}

/** What the columns of `dataset` seem to be for `prompt`. Throws `InputError`. */
export async function planMapping(
  files: Files,
  prompt: Pick<PromptDocument, 'variables' | 'taskVariable'>,
  dataset: string,
  given: ColumnMap = {},
): Promise<MappingPlan> {
  const text = await readText(files, dataset)
  if (text === undefined) throw new InputError('There is no such dataset.', 'Correct the path.', { file: dataset })
  const rows: readonly Located[] = readRecords(dataset, text)
  if (rows.length === 0) throw new InputError('The dataset has no rows.', 'Add some.', { file: dataset, line: 1 })
  const columns = columnsOf(rows)
  return { dataset, columns, rows: rows.length, ...guessColumns(columns, rows.length, inputsOf(prompt), given) }
}

/** The eval file beside the prompt. Throws `InputError` where a variable is open, or nothing is expected. */
export function evalFileFor(
  { dataset, columns, rows, open }: MappingPlan,
  promptPath: string,
  mapping: readonly Pick<Guess, 'name' | 'column'>[],
  model: string,
): { readonly path: string; readonly text: string } {
  const missing = open.filter((name) => !mapping.some((one) => one.name === name))
  if (missing.length > 0)
    throw new InputError(
      `No column of the dataset seems to hold ${missing.map((name) => `"${name}"`).join(' and ')}.`,
      `Say which: --map ${missing[0]}=COLUMN. The columns are ${columns.map(({ name }) => name).join(', ')}.`,
      { file: dataset },
    )
  const path = evalPathFor(promptPath)
  return { path, text: mappedEvalFile({ path, promptPath, dataset, mapping, columns, rows, model }) }
}

/** Beside the prompt, by its name. */
function evalPathFor(promptPath: string): string {
  const { file, fragment } = splitPath(promptPath)
  const stem = file.replace(/(?:\.prompt)?\.[^./]+$/, '')
  return `${stem}${fragment === undefined ? '' : `-${fragment.replaceAll('/', '-')}`}.eval.yaml`
}

function inputsOf({ variables, taskVariable }: Pick<PromptDocument, 'variables' | 'taskVariable'>): readonly string[] {
  if (variables.length > 0 || taskVariable === undefined) return variables
  return [taskVariable]
}
