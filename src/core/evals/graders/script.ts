// `javascript` and `python`: the user's code grades the output. What the code throws itself is a failed grade, as in
// promptfoo; code that could not be run is an error.
import * as z from 'zod'
import { CodeError } from '../../code.ts'
import { codeResult } from './code.ts'
import type { Finding, Grader, GraderInput } from './grader.ts'

const gradingResult = z.object({
  pass: z.boolean(),
  score: z.number(),
  reason: z.string(),
  namedScores: z.record(z.string(), z.number()).optional(),
  namedScoreWeights: z.record(z.string(), z.number()).optional(),
})

export const scripts: readonly Grader[] = [
  { type: 'javascript', runsCode: true, problem: () => undefined, grade: (input) => graded(input, javascriptFinding) },
  { type: 'python', runsCode: true, problem: () => undefined, grade: (input) => graded(input, pythonFinding) },
]

type Read = (result: unknown, input: GraderInput) => Finding | undefined

async function graded(input: GraderInput, read: Read): Promise<Finding> {
  const { code, raw, kase, config, context } = input
  if (code === undefined) throw new Error('The assertion has no code.')
  try {
    const result = await codeResult(code, raw, { kase, config, context })
    return read(result, input) ?? failed(`the code returned ${JSON.stringify(result)}, which is no grade`)
  } catch (error) {
    if (error instanceof CodeError && error.thrown) return failed(error.message)
    throw error
  }
}

function failed(reason: string): Finding {
  return { pass: false, score: 0, settled: true, reason }
}

/** True or false, a number, or a grade. Undefined: none of them. */
function javascriptFinding(result: unknown, { threshold, negated }: GraderInput): Finding | undefined {
  if (typeof result === 'boolean') return { pass: result, reason: `the code returned ${result}` }
  if (typeof result === 'number') {
    const pass = threshold === undefined ? result > 0 : result >= threshold
    return { pass: pass !== negated, score: result, settled: true, reason: `the code returned ${result}` }
  }
  const grade = gradingResult.safeParse(result)
  if (!grade.success) return undefined
  const { pass, score, reason, namedScores = {}, namedScoreWeights = {} } = grade.data
  const named = Object.entries(namedScores).map(
    ([name, value]) => [name, { score: value, weight: namedScoreWeights[name] ?? 1 }] as const,
  )
  return { pass: pass !== negated, score, settled: true, reason, named: new Map(named) }
}

/** The same in Python's spellings; a grade must reach the threshold, too. */
function pythonFinding(result: unknown, input: GraderInput): Finding | undefined {
  if (typeof result === 'string') return pythonText(result, input)
  if (typeof result !== 'object' || result === null) return javascriptFinding(result, input)
  const { pass_, named_scores, ...rest } = result as Readonly<Record<string, unknown>>
  const grade: Record<string, unknown> = {
    ...(pass_ !== undefined && { pass: pass_ }),
    ...(named_scores !== undefined && { namedScores: named_scores }),
    ...rest,
  }
  const { threshold } = input
  const low = threshold !== undefined && typeof grade.score === 'number' && grade.score < threshold
  return javascriptFinding(low ? { ...grade, pass: false } : grade, input)
}

function pythonText(text: string, input: GraderInput): Finding | undefined {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === 'false') return javascriptFinding(lower === 'true', input)
  if (text.startsWith('{')) {
    try {
      return pythonFinding(JSON.parse(text), input)
    } catch {
      return undefined
    }
  }
  const number = Number.parseFloat(text)
  return Number.isNaN(number) ? undefined : javascriptFinding(number, input)
}
