// Which code a task would run, and the task without what nobody allowed: those assertions are not evaluated, and the
// task says so. Must never keep a case without anything that judges it.
import { type CodePiece, consentHash } from '../code.ts'
import { InputError } from '../errors.ts'
import type { Task } from '../task.ts'
import type { Assertion, Case } from './case.ts'

/** Each piece once, in the order of the cases. */
export function codeIn({ evalFile }: Task): CodePiece[] {
  const pieces = evalFile.cases.flatMap(({ assertions, transform, scoring }) => [
    ...[transform, scoring].filter((piece) => piece !== undefined),
    ...assertions.flatMap(piecesOf),
  ])
  const programs = (evalFile.programs ?? []).map(({ piece }) => piece)
  return [...new Map([...programs, ...pieces].map((piece) => [consentHash(piece), piece])).values()]
}

/** The task with the code that is allowed; a case that nothing else judges is left out. Throws `InputError` where those
 *  are all; `mend` says how to allow it. */
export function withConsent(task: Task, isAllowed: (piece: CodePiece) => boolean, mend: string): Task {
  const refused = codeIn(task).filter((piece) => !isAllowed(piece))
  if (refused.length === 0) return task
  const { evalFile } = task
  const hashes = new Set(refused.map(consentHash))
  const mayRun = (piece: CodePiece) => !hashes.has(consentHash(piece))
  const runs = (assertion: Assertion) => piecesOf(assertion).every(mayRun)
  const programs = (evalFile.programs ?? []).filter(({ piece }) => mayRun(piece))
  const isGone = (id: string) =>
    evalFile.programs?.some((one) => one.id === id) === true && !programs.some((one) => one.id === id)
  const cases = evalFile.cases.flatMap((kase): Case[] => {
    if (kase.model !== undefined && isGone(kase.model)) return []
    if ([kase.transform, kase.scoring].some((piece) => piece !== undefined && !mayRun(piece))) return []
    const assertions = kase.assertions.flatMap((assertion) => withoutCode(assertion, runs))
    return assertions.length === 0 && kase.assertions.length > 0 ? [] : [{ ...kase, assertions }]
  })
  const [first] = evalFile.cases
  if (cases.length === 0 && first !== undefined)
    throw new InputError('Only code judges this case, and nobody allowed it to run.', mend, first.source)
  const left = evalFile.cases.length - cases.length
  const gone = left === 0 ? [] : [`${evalFile.path}: ${left} of the cases need that code, and are left out.`]
  const warnings = refused.map(
    ({ place, text }) => `${place}: "${shortened(text)}" is code, and is not evaluated. ${mend}`,
  )
  const models = evalFile.models.filter((id) => !isGone(id))
  const said = [...evalFile.warnings, ...warnings, ...gone]
  return { ...task, evalFile: { ...evalFile, models, programs, cases, warnings: said } }
}

function shortened(text: string): string {
  const [line = ''] = text.trim().split(/\r?\n/)
  return line.length < text.trim().length || line.length > 200 ? `${line.slice(0, 200)}…` : line
}

/** The assertion where it runs nothing that is refused; of a set, what is left of it. */
function withoutCode(assertion: Assertion, runs: (assertion: Assertion) => boolean): Assertion[] {
  if (assertion.assertions === undefined) return runs(assertion) ? [assertion] : []
  const assertions = assertion.assertions.filter(runs)
  return assertions.length === 0 && assertion.assertions.length > 0 ? [] : [{ ...assertion, assertions }]
}

function piecesOf({ type, value, code, transform, judging, assertions = [] }: Assertion): CodePiece[] {
  const own = [type === 'command' ? (value as CodePiece) : undefined, code, transform, judging?.contextTransform]
  return [...own.filter((piece) => piece !== undefined), ...assertions.flatMap(piecesOf)]
}
