// The grade of a case from those of its assertions, as promptfoo adds them up. Where one grader fails there is no grade.
import type { Grade } from '../../ports.ts'
import type { Assertion, Case, CaseGrade } from '../case.ts'
import { caseText } from '../caseText.ts'
import type { GradeContext } from './grader.ts'
import { graderOf } from './registry.ts'

/** `cause` is what a grader threw. */
export type GradeOutcome = { readonly grade: CaseGrade } | { readonly error: string; readonly cause: unknown }

/** Never throws. */
export async function gradeCase(kase: Case, output: string, context: GradeContext): Promise<GradeOutcome> {
  const parts: { readonly grade: Grade; readonly weight: number }[] = []
  for (const assertion of kase.assertions) {
    try {
      parts.push({ grade: await gradeAssertion(kase, assertion, output, context), weight: assertion.weight })
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : String(cause), cause }
    }
  }
  return { grade: together(parts, kase.threshold) }
}

async function gradeAssertion(
  kase: Case,
  { type, negated, value, threshold, weight, provider }: Assertion,
  output: string,
  context: GradeContext,
): Promise<Grade> {
  const grader = graderOf(type)
  if (grader === undefined) throw new Error(`No grader is called "${type}".`)
  const finding = await grader.grade({
    value,
    threshold,
    provider,
    input: caseText(kase),
    vars: kase.vars,
    output,
    context,
  })
  const pass = finding.pass !== negated
  const score = finding.score ?? Number(finding.pass)
  const name = negated ? `not-${type}` : type
  return {
    score: negated ? 1 - score : score,
    // An assertion without weight is there to be read, not to decide.
    pass: pass || weight === 0,
    reason: `${name}: ${finding.reason}`,
    grader: name,
  }
}

function together(
  parts: readonly { readonly grade: Grade; readonly weight: number }[],
  threshold: number | undefined,
): CaseGrade {
  const weights = parts.reduce((sum, part) => sum + part.weight, 0)
  const total = parts.reduce((sum, part) => sum + part.grade.score * part.weight, 0)
  const score = parts.length === 0 ? 1 : weights > 0 ? total / weights : 0
  const failed = parts.filter((part) => !part.grade.pass)
  const pass = threshold === undefined ? failed.length === 0 : score >= threshold
  const deciding = (failed[0] ?? parts[0])?.grade
  const reasons =
    failed.length > 0 ? failed.map((part) => part.grade.reason).join('; ') : (deciding?.reason ?? 'no assertions')
  return {
    score,
    pass,
    reason: threshold === undefined ? reasons : `score ${round(score)} of the ${threshold} needed: ${reasons}`,
    grader: deciding?.grader ?? 'none',
    parts: parts.map((part) => part.grade),
  }
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000
}
