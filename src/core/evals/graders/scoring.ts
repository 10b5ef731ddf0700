// `assertScoringFunction`: the user's code makes the grade of a case from those of its assertions. As in promptfoo, code
// that throws, or returns no grade, is a grade of 0; code that could not be run is an error.
import * as z from 'zod'
import { CodeError, type CodePiece } from '../../code.ts'
import type { Grade } from '../../grade.ts'
import type { CaseGrade } from '../case.ts'
import type { GradeContext } from './grader.ts'

const gradingResult = z.object({
  pass: z.boolean(),
  score: z.number(),
  reason: z.string(),
  namedScores: z.record(z.string(), z.number()).optional(),
})

/** The grade with what the code makes of it; its parts stay. */
export async function rescored(
  grade: CaseGrade,
  piece: CodePiece,
  threshold: number | undefined,
  { code }: GradeContext,
): Promise<CaseGrade> {
  if (code === undefined) throw new CodeError(`Nobody allowed the code at ${piece.place} to run.`)
  const parts = grade.parts.map(({ grader: type, pass, score, reason, metric }) => ({
    pass,
    score,
    reason,
    assertion: { type, ...(metric !== undefined && { metric }) },
  }))
  const told = { ...(threshold !== undefined && { threshold }), componentResults: parts, tokensUsed: {} }
  try {
    const given = await code({ piece, args: [grade.namedScores, told], parameters: ['namedScores', 'context'] })
    const made = gradingResult.safeParse(given)
    if (made.success) return { ...grade, ...settled(made.data) }
    return { ...grade, ...failed('it returned no grade') }
  } catch (error) {
    if (error instanceof CodeError && error.thrown) return { ...grade, ...failed(error.message) }
    throw error
  }
}

function settled({ namedScores, ...made }: z.infer<typeof gradingResult>): Partial<CaseGrade> {
  return namedScores === undefined ? made : { ...made, namedScores }
}

function failed(why: string): Pick<Grade, 'pass' | 'score' | 'reason'> {
  return { pass: false, score: 0, reason: `Scoring function error: ${why}` }
}
