// Inputs with good outputs, as a user has them: a dataset file of any kind, or one text that was typed.
import { InputError } from '../errors.ts'
import { readDataset } from '../evals/datasets.ts'
import { isRecord } from '../evals/source.ts'
import { Warnings } from '../evals/warnings.ts'
import { printValue } from '../prompt/values.ts'
import type { GenerationOrder } from './order.ts'

type Example = GenerationOrder['examples'][number]

/** Examples that go with a request; more would crowd out what is asked. */
const MOST = 20

/** Rows of `{"input", "output"}`, `{"input", "expected"}` or promptfoo's `{"vars"}` with the answer in `expected`. Throws
 *  `InputError` with the line of a row that has no output, or lacks a variable. */
export function readExamples(file: string, text: string, names: readonly string[]): readonly Example[] {
  const rows = readDataset(file, new TextEncoder().encode(text), new Warnings())
  return rows.slice(0, MOST).map((row) => {
    const refuse = (problem: string, mend: string) => new InputError(problem, mend, { file, line: row.lineOf() })
    const value = isRecord(row.value) ? row.value : {}
    const vars = isRecord(value.vars) ? value.vars : {}
    const output = value.output ?? value.expected ?? vars.expected
    if (output === undefined || output === null)
      throw refuse('The example has no output.', 'Write {"input": …, "output": …}.')
    const given = value.input ?? value.vars ?? {}
    const [only] = names
    const input = isRecord(given) ? given : names.length === 1 && only !== undefined ? { [only]: given } : {}
    const missing = names.find((name) => input[name] === undefined)
    if (missing !== undefined)
      throw refuse(
        `The example has no "${missing}".`,
        `Give its input as {${names.map((name) => `"${name}": …`).join(', ')}}.`,
      )
    return {
      input: Object.fromEntries(names.map((name) => [name, printValue(input[name])])),
      output: printValue(output),
    }
  })
}
