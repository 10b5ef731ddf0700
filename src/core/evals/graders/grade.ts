// The grade of a case from those of its assertions, as promptfoo adds them up. Where one grader fails there is no grade.
import type { CodePiece } from '../../code.ts'
import type { Grade, GradePart } from '../../grade.ts'
import type { Assertion, Case, CaseGrade } from '../case.ts'
import { caseText } from '../caseText.ts'
import { codeResult } from './code.ts'
import type { Finding, GradeContext } from './grader.ts'
import { graderOf, questionsOf } from './registry.ts'
import { rescored } from './scoring.ts'

/** `cause` is what a grader threw. */
export type GradeOutcome = { readonly grade: CaseGrade } | { readonly error: string; readonly cause: unknown }

/** The part, and the scores by metric that it adds to those of the case. */
interface Graded {
  readonly part: GradePart
  readonly named: NamedScores
}

type NamedScores = ReadonlyMap<string, { readonly score: number; readonly weight: number }>

/** `answer` is a text, or what a transform made of it. Never throws. */
export async function gradeCase(kase: Case, answer: unknown, context: GradeContext): Promise<GradeOutcome> {
  try {
    const output = kase.transform === undefined ? answer : await transformed(kase.transform, answer, kase, context)
    const graded: Graded[] = []
    const grading = { ...context, answer }
    for (const assertion of kase.assertions) graded.push(await gradeEntry(kase, assertion, output, grading))
    const parts = graded.map(({ part }) => part)
    const named = [...addUp(graded)].map(([name, { score }]) => [name, score] as const)
    const judged = judgesSay(kase.assertions, parts)
    const grade = {
      ...together(parts, kase.threshold, kase.comparisons === undefined ? 1 : 0),
      ...(judged !== undefined && { judged }),
    }
    const whole: CaseGrade = { ...grade, parts, namedScores: Object.fromEntries(named) }
    if (kase.scoring === undefined || parts.length === 0) return { grade: whole }
    return { grade: await rescored(whole, kase.scoring, kase.threshold, context) }
  } catch (cause) {
    return { error: cause instanceof Error ? cause.message : String(cause), cause }
  }
}

/** Whether all that models graded passes; undefined where they graded nothing. `parts` stand as the assertions do. */
function judgesSay(assertions: readonly Assertion[], parts: readonly GradePart[]): boolean | undefined {
  const verdicts = assertions.flatMap((assertion, i): readonly (boolean | undefined)[] => {
    if (assertion.assertions !== undefined) return [judgesSay(assertion.assertions, parts[i]?.parts ?? [])]
    return questionsOf(assertion) > 0 ? [parts[i]?.pass] : []
  })
  const said = verdicts.filter((verdict) => verdict !== undefined)
  return said.length === 0 ? undefined : said.every(Boolean)
}

/** An assertion, or a set of them. */
async function gradeEntry(kase: Case, assertion: Assertion, output: unknown, context: GradeContext): Promise<Graded> {
  const { assertions, weight, metric, threshold } = assertion
  if (assertions === undefined) return gradeAssertion(kase, assertion, output, context)
  const graded: Graded[] = []
  for (const each of assertions) graded.push(await gradeAssertion(kase, each, output, context))
  const parts = graded.map(({ part }) => part)
  // As in promptfoo, a set without assertions scores 0, and a set's weight of 0 does not make it pass.
  const grade = together(parts, threshold, 0)
  return { part: { ...grade, weight, parts, ...(metric !== undefined && { metric }) }, named: addUp(graded) }
}

async function gradeAssertion(kase: Case, given: Assertion, output: unknown, context: GradeContext): Promise<Graded> {
  const { type, negated, threshold, weight, metric, provider, config, transform } = given
  const grader = graderOf(type)
  if (grader === undefined) throw new Error(`No grader is called "${type}".`)
  const raw = transform === undefined ? output : await transformed(transform, output, kase, context)
  const fromCode =
    given.code !== undefined && grader.runsCode !== true
      ? await codeResult(given.code, raw, { kase, config, context })
      : given.value
  const value = grader.runsCode === true ? given.value : fromCode
  const name = negated ? `not-${type}` : type
  const problem = grader.problem(value)
  if (problem !== undefined) throw new Error(`"${name}" ${problem}.`)
  if (grader.needsThreshold === true && threshold === undefined) throw new Error(`"${name}" needs a threshold.`)
  const finding = await grader.grade({
    value,
    threshold,
    negated,
    provider,
    embedder: given.embedder,
    judging: given.judging,
    config,
    code: given.code,
    kase,
    input: caseText(kase),
    vars: kase.vars,
    output: typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? ''),
    raw,
    context,
  })
  const { pass, score } = settle(finding, negated && grader.negation !== 'ignored')
  const part = {
    score,
    // An assertion without weight is there to be read, not to decide.
    pass: pass || weight === 0,
    reason: `${name}: ${finding.reason}`,
    grader: name,
    weight,
    ...(metric !== undefined && { metric }),
  }
  return { part, named: finding.named ?? new Map() }
}

async function transformed(transform: CodePiece, output: unknown, kase: Case, context: GradeContext): Promise<unknown> {
  const result = await codeResult(transform, output, { kase, config: undefined, context })
  if (result === undefined || result === null) throw new Error(`The transform at ${transform.place} returned nothing.`)
  return result
}

/** A negated assertion passes where it would fail, and its score is what is missing to 1. */
function settle({ pass, score, settled }: Finding, negated: boolean): { pass: boolean; score: number } {
  const given = score ?? Number(pass)
  return settled === true || !negated ? { pass, score: given } : { pass: !pass, score: 1 - given }
}

function together(parts: readonly GradePart[], threshold: number | undefined, none: number): Grade {
  const weights = parts.reduce((sum, part) => sum + part.weight, 0)
  const total = parts.reduce((sum, part) => sum + part.score * part.weight, 0)
  const score = parts.length === 0 ? none : weights > 0 ? total / weights : 0
  const failed = parts.filter((part) => !part.pass)
  const pass = threshold === undefined ? failed.length === 0 : score >= threshold
  const deciding = failed[0] ?? parts[0]
  const reasons =
    failed.length > 0 ? failed.map((part) => part.reason).join('; ') : (deciding?.reason ?? 'no assertions')
  return {
    score,
    pass,
    reason: threshold === undefined ? reasons : `score ${round(score)} of the ${threshold} needed: ${reasons}`,
    grader: deciding?.grader ?? 'none',
  }
}

/** Means by metric: of each part's score under its own metric, and of what code or a set reports under others. */
function addUp(graded: readonly Graded[]): NamedScores {
  const sums = new Map<string, { score: number; weight: number }>()
  const add = (name: string, score: number, weight: number) => {
    const sum = sums.get(name) ?? { score: 0, weight: 0 }
    sums.set(name, { score: sum.score + score * weight, weight: sum.weight + weight })
  }
  for (const { part, named } of graded) {
    if (part.metric !== undefined && part.metric !== '') add(part.metric, part.score, part.weight)
    for (const [name, { score, weight }] of named) if (name !== part.metric) add(name, score, weight * part.weight)
  }
  return new Map(
    [...sums].map(([name, { score, weight }]) => [name, { score: weight > 0 ? score / weight : 0, weight }]),
  )
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000
}
