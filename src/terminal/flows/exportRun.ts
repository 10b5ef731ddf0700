// `tunesmith export RUN`: writes a recorded run in a form that others read. Spends nothing.
import { resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { EXPORT_FORMATS, inBlocks, isExportFormat } from '../../core/export/formats.ts'
import { answersOf, exportOf } from '../../core/export/runExport.ts'
import type { RunStore } from '../../core/ports.ts'
import { loadTask } from '../../core/task.ts'
import type { Command } from '../arguments.ts'
import { storedView } from '../session.ts'
import { workspaceFiles, writeWhole } from '../workspace.ts'

/** The pieces of text to print. Without --out the export itself, for a pipe. Throws `InputError`. */
export async function exportRun(
  root: string,
  store: RunStore,
  { target, format, out }: Command,
): Promise<Iterable<string>> {
  if (!isExportFormat(format))
    throw new InputError(
      format === undefined ? 'The export has no format.' : `There is no format “${format}”.`,
      `Say --format with one of ${Object.keys(EXPORT_FORMATS).join(', ')}; of an eval file, promptfooconfig.`,
    )
  const id = Number(target)
  const run = Number.isInteger(id) && store.run(id) !== undefined ? storedView(store, id) : undefined
  if (run === undefined)
    throw new InputError(`There is no run “${target}” in this workspace.`, 'Name one by its number, such as 14.')
  const { evalFile } = await loadTask(workspaceFiles(root), run.promptPath, run.evalPath)
  const exported = exportOf(run, store, evalFile.cases)
  const answers = answersOf(exported)
  if (answers === 0) throw new InputError(`Run ${id} has no answers to export.`, 'Choose an eval or a sweep.')
  const text = inBlocks(EXPORT_FORMATS[format].write(exported))
  if (out === undefined) return text
  await writeWhole(resolve(out), text)
  return [`${answers} answers of run ${id} are in ${out}; sealed cases left out: ${exported.sealed}.\n`]
}
