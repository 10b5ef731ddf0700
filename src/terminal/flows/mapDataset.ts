// `--dataset FILE`: what its columns are is guessed, shown and stored in an eval file beside the prompt. Must never
// write over a file, nor touch the dataset.
import { join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { readColumnMap } from '../../core/evals/columns/mapping.ts'
import { evalFileFor, type MappingPlan, planMapping } from '../../core/evals/columns/planMapping.ts'
import { contextOfFile } from '../../core/prompt/detect/context.ts'
import type { Hints } from '../../core/prompt/detect/told.ts'
import { parsePrompt, splitPath } from '../../core/prompt/registry.ts'
import { readText } from '../../core/readText.ts'
import type { Command } from '../arguments.ts'
import { insideRoot, workspaceFiles, writeWhole } from '../workspace.ts'

interface Mapped {
  readonly evalPath: string
  readonly lines: readonly string[]
}

/** `dataset` is as typed. Throws `InputError`. */
export async function mapDataset(
  root: string,
  promptPath: string,
  dataset: string,
  { models, map }: Pick<Command, 'models' | 'map'>,
  overrides: Hints['overrides'],
): Promise<Mapped> {
  const files = workspaceFiles(root)
  const { file } = splitPath(promptPath)
  const source = await readText(files, file)
  if (source === undefined) throw new InputError('There is no such prompt.', 'Correct the path.', { file: promptPath })
  const prompt = parsePrompt(promptPath, source, await contextOfFile(files, file, source, overrides))
  const given = map === undefined ? {} : readColumnMap(map)
  const plan = await planMapping(files, prompt, insideRoot(root, process.cwd(), dataset), given)
  const { path, text } = evalFileFor(plan, promptPath, plan.guesses, models[0] ?? 'sandbox:small')
  const existing = await readText(files, path)
  if (existing !== undefined && existing !== text)
    throw new InputError(
      'This eval file is there already, and it is not written over.',
      'Leave --dataset out to measure on it, or move it away.',
      { file: path },
    )
  if (existing === undefined) await writeWhole(join(root, path), text)
  return {
    evalPath: path,
    lines: [...guessLines(plan), `${existing === undefined ? 'Written' : 'As before'}: ${path}`],
  }
}

function guessLines({ dataset, rows, guesses, remarks }: MappingPlan): string[] {
  const width = Math.max(0, ...guesses.map(({ name }) => name.length))
  return [
    `${dataset}: ${rows} rows.`,
    ...guesses.map(({ name, column, reason }) => `  ${name.padEnd(width)} = ${column}: ${reason}`),
    ...remarks.map((remark) => `  ${remark}`),
  ]
}
