// `tunesmith export EVALFILE --format promptfooconfig`: writes an eval as a promptfoo config. Asks no model.
import { resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { loadEvalFile } from '../../core/evals/evalFile.ts'
import { toPromptfooConfig } from '../../core/export/promptfooConfig.ts'
import { loadTask } from '../../core/task.ts'
import type { Command } from '../arguments.ts'
import { overridesOf } from '../overrides.ts'
import { insideRoot, workspaceFiles, writeWhole } from '../workspace.ts'

/** The lines to print. Without --out the config itself, for a pipe. Throws `InputError`. */
export async function exportConfig(root: string, { target, out }: Pick<Command, 'target' | 'out'>): Promise<string[]> {
  const files = workspaceFiles(root)
  const evalPath = insideRoot(root, process.cwd(), target)
  const overrides = await overridesOf(root)
  const evalFile = await loadEvalFile(files, evalPath)
  const tasks = await Promise.all(evalFile.promptPaths.map((prompt) => loadTask(files, prompt, evalPath, overrides)))
  const path = out === undefined ? evalPath : insideRoot(root, process.cwd(), out)
  const config = toPromptfooConfig(
    evalFile,
    tasks.map(({ prompt }) => prompt),
    path,
  )
  if (out === undefined) return [config.text.trimEnd()]
  if (path === evalPath)
    throw new InputError('The export would be written over the eval file itself.', 'Name another file.', { file: path })
  await writeWhole(resolve(out), config.text)
  return [`${config.cases} of ${evalFile.cases.length} cases are in ${out}.`, ...config.notes, ...evalFile.warnings]
}
