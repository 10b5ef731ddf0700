// Whether judges agree with themselves: some outputs are judged a second time, by draws of their own, and the two verdicts
// are counted by criterion. A judge that wavers on a criterion measures nothing by it.
import { isFatal } from '../calls.ts'
import { type Assertion, type Case, flatAssertions } from '../evals/case.ts'
import { gradeCase } from '../evals/graders/grade.ts'
import type { GradeContext } from '../evals/graders/grader.ts'
import { questionsOf } from '../evals/graders/registry.ts'
import { type Arm, gradeContext, judgeCalls } from '../evals/run.ts'
import type { RunContext } from '../run.ts'
import { wilson } from '../stats/intervals.ts'

/** Outputs asked about twice by a criterion: at most so many, and at most one of so many. */
const MOST = 20
const ONE_OF = 5
/** Fewer say nothing. */
const FEWEST = 5
/** Draws of the second asking begin here. */
const SECOND = 1000
const CLEAR = 0.8
const LONGEST = 60

interface Sampled {
  readonly criterion: string
  /** With nothing but the criterion's assertion. */
  readonly kase: Case
}

/** Cases to ask about twice, evenly out of those that a criterion judges. */
function sampled(cases: readonly Case[]): Sampled[] {
  const judged = cases.flatMap((kase) =>
    flatAssertions(kase.assertions)
      .filter((assertion) => questionsOf(assertion, kase.vars) > 0)
      .map((assertion) => ({ kase, assertion, criterion: criterionOf(assertion) })),
  )
  return [...Map.groupBy(judged, ({ criterion }) => criterion).values()].flatMap((all) => {
    const size = Math.min(MOST, Math.floor(all.length / ONE_OF))
    if (size < FEWEST) return []
    const chosen = Array.from({ length: size }, (_, i) => all[Math.floor((i * all.length) / size)])
    return chosen.flatMap((one) =>
      one === undefined ? [] : [{ criterion: one.criterion, kase: alone(one.kase, one.assertion) }],
    )
  })
}

/** Calls that the second asking takes. */
export function callsTwice(cases: readonly Case[]): number {
  return sampled(cases).reduce((sum, { kase }) => sum + judgeCalls(kase), 0)
}

/** Cases whose outputs are asked about twice. */
export function idsTwice(cases: readonly Case[]): ReadonlySet<string> {
  return new Set(sampled(cases).map(({ kase }) => kase.id))
}

/** A sentence for each criterion. `outputs` are those of the arm, by case; what the budget does not cover is
 *  left out. */
export async function selfAgreement(
  context: RunContext,
  cases: readonly Case[],
  outputs: ReadonlyMap<string, string>,
  arm: Arm,
): Promise<string[]> {
  const pairs = await Promise.all(
    sampled(cases).map(async ({ criterion, kase }) => {
      const output = outputs.get(kase.id)
      if (output === undefined) return undefined
      const first = gradeContext(context, { arm, kase, repeat: 0 }, context.judges, false)
      // The first verdict is in the store already.
      const [a, b] = await Promise.all([verdict(kase, output, first), verdict(kase, output, again(first))])
      return a === undefined || b === undefined ? undefined : { criterion, agrees: a === b }
    }),
  )
  const counts = new Map<string, { k: number; n: number }>()
  for (const { criterion, agrees } of pairs.filter((pair) => pair !== undefined)) {
    const { k, n } = counts.get(criterion) ?? { k: 0, n: 0 }
    counts.set(criterion, { k: k + Number(agrees), n: n + 1 })
  }
  return [...counts].map(([criterion, { k, n }]) => sentence(criterion, k, n))
}

/** Undefined where there is none. */
async function verdict(kase: Case, output: string, context: GradeContext): Promise<boolean | undefined> {
  const outcome = await gradeCase(kase, output, context)
  if ('grade' in outcome) return outcome.grade.pass
  if (isFatal(outcome.cause)) throw outcome.cause
  return undefined
}

function sentence(criterion: string, k: number, n: number): string {
  const { low, high } = wilson(k, n)
  const percent = (share: number) => (100 * share).toFixed(1)
  const short = criterion.length > LONGEST ? `${criterion.slice(0, LONGEST)}…` : criterion
  const unsure =
    k / n < CLEAR ? ' That is too unsure to judge by: make the criterion clearer, or give the judge more votes.' : ''
  return `Asked twice about ${n} outputs, the judge says the same of ${k} by ${short}, ${percent(k / n)} % (95 % CI ${percent(low)} to ${percent(high)}).${unsure}`
}

/** Rubrics that were filled in by the case are one criterion; promptfoo's type names it where there is no text. */
function criterionOf({ type, value, judging }: Assertion): string {
  const text = judging?.template ?? value
  return text === undefined ? type : `${type} ${JSON.stringify(text)}`
}

function alone({ comparisons: _, threshold: __, scoring: ___, ...kase }: Case, assertion: Assertion): Case {
  return { ...kase, assertions: [{ ...assertion, weight: 1 }] }
}

/** The same questions, as other draws. */
function again(context: GradeContext): GradeContext {
  const { judge } = context
  return judge === undefined
    ? context
    : {
        ...context,
        judge: (examine, provider) =>
          judge((ask) => examine((question) => ask({ ...question, draw: SECOND + (question.draw ?? 0) })), provider),
      }
}
