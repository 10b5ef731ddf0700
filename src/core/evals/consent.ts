// Which code a task would run, and the task without what nobody allowed: those assertions are not evaluated, and the
// task says so. Must never leave a case without anything that judges it.
import { type CodePiece, consentHash } from '../code.ts'
import { InputError } from '../errors.ts'
import type { Task } from '../task.ts'
import type { Assertion } from './case.ts'

/** Each piece once, in the order of the cases. */
export function codeIn({ evalFile }: Task): CodePiece[] {
  const pieces = evalFile.cases.flatMap(({ assertions }) => assertions.flatMap(piecesOf))
  return [...new Map(pieces.map((piece) => [consentHash(piece), piece])).values()]
}

/** The task with the code that is allowed. Throws `InputError` for a case that nothing else judges; `mend` says how to
 *  allow it. */
export function withConsent(task: Task, isAllowed: (piece: CodePiece) => boolean, mend: string): Task {
  const refused = codeIn(task).filter((piece) => !isAllowed(piece))
  if (refused.length === 0) return task
  const hashes = new Set(refused.map(consentHash))
  const runs = (assertion: Assertion) => piecesOf(assertion).every((piece) => !hashes.has(consentHash(piece)))
  const cases = task.evalFile.cases.map((kase) => {
    const assertions = kase.assertions.flatMap((assertion) => withoutCode(assertion, runs))
    if (assertions.length === 0 && kase.assertions.length > 0)
      throw new InputError('Only code judges this case, and nobody allowed it to run.', mend, kase.source)
    return { ...kase, assertions }
  })
  const warnings = refused.map(({ place, text }) => `${place}: "${text}" is code, and is not evaluated. ${mend}`)
  return { ...task, evalFile: { ...task.evalFile, cases, warnings: [...task.evalFile.warnings, ...warnings] } }
}

/** The assertion where it runs nothing that is refused; of a set, what is left of it. */
function withoutCode(assertion: Assertion, runs: (assertion: Assertion) => boolean): Assertion[] {
  if (assertion.assertions === undefined) return runs(assertion) ? [assertion] : []
  const assertions = assertion.assertions.filter(runs)
  return assertions.length === 0 && assertion.assertions.length > 0 ? [] : [{ ...assertion, assertions }]
}

function piecesOf({ type, value, code, transform, assertions = [] }: Assertion): CodePiece[] {
  const own = [type === 'command' ? (value as CodePiece) : undefined, code, transform]
  return [...own.filter((piece) => piece !== undefined), ...assertions.flatMap(piecesOf)]
}
