// The input of a case as the prompt sees it: the values of the prompt's own variables, and the task of an instruction
// file.
import type { PromptDocument } from '../prompt/document.ts'
import { lookUp } from '../prompt/values.ts'
import type { Case } from './case.ts'

/** Values of the variables that the prompt uses, one after the other; never the expected answer beside them. */
export function inputOf(prompt: PromptDocument, kase: Case): string {
  return [...prompt.variables, ...(prompt.taskVariable === undefined ? [] : [prompt.taskVariable])]
    .map((name) => lookUp(kase.vars, name))
    .filter((value) => value !== undefined)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join('\n')
}
