// What of a task a run can compare: outputs of several models to one case, once all are there. A search takes one candidate
// at a time, and a run of one model has nothing to compare with. Must never keep a case that nothing grades.
import { InputError } from '../errors.ts'
import type { Task } from '../task.ts'

/** The task, without the cases that nothing but a comparison grades where fewer than two `outputs` of a case come
 *  together; `notes` say so. Throws `InputError` where no case is left. */
export function comparable(task: Task, outputs: number): { readonly task: Task; readonly notes: readonly string[] } {
  const { evalFile } = task
  const types = new Set(evalFile.cases.flatMap(({ comparisons = [] }) => comparisons.map(({ type }) => type)))
  if (types.size === 0 || outputs > 1) return { task, notes: [] }
  const cases = evalFile.cases.filter(
    ({ assertions, comparisons }) => assertions.length > 0 || comparisons === undefined,
  )
  const names = [...types].map((type) => `"${type}"`).join(' and ')
  const why = 'it compares the outputs of several models, which only an eval of two or more brings together'
  const [first] = evalFile.cases
  if (cases.length === 0 && first !== undefined)
    throw new InputError(`Nothing but ${names} grades this case; ${why}.`, 'Add another assertion.', first.source)
  const left = evalFile.cases.length - cases.length
  const gone = left === 0 ? '' : ` ${left} cases have no other assertion, and are left out.`
  return { task: { ...task, evalFile: { ...evalFile, cases } }, notes: [`${names}: not evaluated; ${why}.${gone}`] }
}
