// `--dataset FILE`: what its columns are is guessed, shown and stored in an eval file beside the prompt; in one that is
// there for the same dataset, the columns alone are changed. Must never write over another file, nor touch the dataset.
import { join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { type ColumnMap, readColumnMap } from '../../core/evals/columns/mapping.ts'
import { evalFileFor, type MappingPlan, planMapping } from '../../core/evals/columns/planMapping.ts'
import { editYaml } from '../../core/evals/edit/yamlEdit.ts'
import { isRecord, parseYaml } from '../../core/evals/source.ts'
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
  if (existing !== undefined && existing !== text) {
    const mended = remapped({ path, text: existing }, text, given)
    if (mended === existing) return { evalPath: path, lines: [`${plan.dataset}: its columns stay as ${path} says.`] }
    if (mended !== undefined) {
      await writeWhole(join(root, path), mended)
      return { evalPath: path, lines: [...guessLines(plan), `Its columns are changed in ${path}.`] }
    }
    throw new InputError(
      'This eval file is there already, and it is not written over.',
      'Leave --dataset out to measure on it, or move it away.',
      { file: path },
    )
  }
  if (existing === undefined) await writeWhole(join(root, path), text)
  return {
    evalPath: path,
    lines: [...guessLines(plan), `${existing === undefined ? 'Written' : 'As before'}: ${path}`],
  }
}

/** The eval file with the columns of the new one, where both are of the same dataset. No guess replaces what it says. */
function remapped(
  existing: { readonly path: string; readonly text: string },
  wanted: string,
  given: ColumnMap,
): string | undefined {
  const [old, made] = [existing.text, wanted].map((text) => recordIn(existing.path, text))
  const [before, columns] = [old, made].map((file) => recordOf(recordOf(recordOf(file?.metadata)?.tunesmith)?.columns))
  if (old === undefined || made === undefined || old.tests !== made.tests) return undefined
  if (before !== undefined && Object.entries(given).every(([name, column]) => before[name] === column))
    return existing.text
  return editYaml(existing, { path: ['metadata', 'tunesmith', 'columns'], set: { ...columns, ...before, ...given } })
}

function recordIn(path: string, text: string) {
  return recordOf(parseYaml(path, text).value)
}

function recordOf(value: unknown) {
  return isRecord(value) ? value : undefined
}

function guessLines({ dataset, rows, guesses, remarks }: MappingPlan): string[] {
  const width = Math.max(0, ...guesses.map(({ name }) => name.length))
  return [
    `${dataset}: ${rows} rows.`,
    ...guesses.map(({ name, column, reason }) => `  ${name.padEnd(width)} = ${column}: ${reason}`),
    ...remarks.map((remark) => `  ${remark}`),
  ]
}
