// One more dataset under `tests` of an eval file. Whatever cannot be changed for certain is refused.
import { InputError } from '../errors.ts'
import { editYaml } from '../evals/edit/yamlEdit.ts'
import { sourceOf } from '../evals/sources/table.ts'
import { relativePath } from '../relativePath.ts'

/** The text of the eval file with `dataset`, a path in the same workspace, under `tests`. Throws `InputError`. */
export function addDataset(evalFile: { readonly path: string; readonly text: string }, dataset: string): string {
  const reference = `file://${relativePath(evalFile.path, dataset)}`
  const own = sourceOf(evalFile.path, evalFile.text)
  if (own !== undefined)
    throw new InputError(
      `The cases stand in the ${own.label} itself, where nothing can say which of them a model wrote.`,
      'Export them with tunesmith export --format promptfooconfig, and add to that file.',
      { file: evalFile.path },
    )
  try {
    return editYaml(evalFile, { path: ['tests'], append: reference })
  } catch (error) {
    if (!InputError.is(error)) throw error
    throw new InputError(
      'The dataset cannot be added to this eval file by itself.',
      `Add ${reference} under "tests".`,
      {
        file: evalFile.path,
      },
    )
  }
}
