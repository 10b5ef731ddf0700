// `max-score`: of the outputs to a case, the one that the other assertions score highest, as in promptfoo. The first of
// equals wins. A pure function of scores.
import * as z from 'zod'
import type { GradePart } from '../grade.ts'
import type { CaseGrade } from './case.ts'

const schema = z.object({
  method: z.enum(['average', 'sum']).default('average'),
  weights: z.record(z.string(), z.number()).default({}),
  threshold: z.number().optional(),
})
export type MaxScore = z.infer<typeof schema>

/** Undefined where the value is none of its kind; nothing at all is one. */
export function readMaxScore(value: unknown): MaxScore | undefined {
  return schema.safeParse(value ?? {}).data
}

export interface Ranked {
  readonly wins: boolean
  readonly score: number
  readonly reason: string
  readonly named: Readonly<Record<string, number>>
}

/** One for each grade, in their order. Throws where an output has no other assertion. */
export function rankByScore(grades: readonly CaseGrade[], rule: MaxScore): Ranked[] {
  const scored = grades.map(({ parts }) => aggregate(parts.flatMap(single), rule))
  const best = Math.max(...scored.map(({ score }) => score))
  const winner = scored.findIndex(({ score }) => score === best)
  const isEnough = rule.threshold === undefined || best >= rule.threshold
  return scored.map(({ score, count, weight }, i) => ({
    wins: i === winner && isEnough,
    score,
    reason: `max-score: ${score.toFixed(3)}, the highest is ${best.toFixed(3)}${isEnough ? '' : `, below ${rule.threshold}`}`,
    named: { maxScore: score, assertionCount: count, totalWeight: weight },
  }))
}

/** The assertions of a set, one by one. */
function single(part: GradePart): readonly GradePart[] {
  return part.parts ?? [part]
}

function aggregate(parts: readonly GradePart[], { method, weights }: MaxScore) {
  if (parts.length === 0) throw new Error('"max-score" needs another assertion to go by.')
  const weightOf = ({ grader }: GradePart) => weights[grader] ?? 1
  const total = parts.reduce((sum, part) => sum + part.score * weightOf(part), 0)
  const weight = parts.reduce((sum, part) => sum + weightOf(part), 0)
  return { score: method === 'sum' ? total : weight > 0 ? total / weight : 0, count: parts.length, weight }
}
