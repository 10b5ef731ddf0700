// `similar`: whether the output means about the same as a text, by the vectors that an embedding model gives both. Of
// several texts one is enough; negated, none may be. The score of a dot product may lie outside of 0 to 1, as in promptfoo.
import { cosine, distance, dot } from '../../stats/vectors.ts'
import { asTexts, type Finding, type Grader, type GraderInput, needsTexts } from './grader.ts'

type Measure = (a: readonly number[], b: readonly number[]) => number

const THRESHOLD = 0.75
const MEASURES: Readonly<Record<string, Measure>> = {
  similar: cosine,
  'similar:cosine': cosine,
  'similar:dot': dot,
  'similar:euclidean': distance,
}

export const similarFamily: readonly Grader[] = Object.entries(MEASURES).map(([type, measure]) => ({
  type,
  problem: needsTexts,
  embeddings: (value) => 1 + asTexts(value).length,
  grade: async (input) => {
    const { value, negated } = input
    const findings: Finding[] = []
    for (const text of asTexts(value)) {
      const finding = await compared(input, text, measure)
      // As in promptfoo: the first text that decides ends it.
      if (finding.pass !== negated) return finding
      findings.push(finding)
    }
    const scores = findings.map(({ score = 0 }) => score)
    const score = negated ? Math.min(...scores) : Math.max(...scores)
    const reason = findings.length === 1 ? (findings[0]?.reason ?? '') : `none of ${findings.length} texts is as near`
    return { pass: negated, score, settled: true, reason }
  },
}))

async function compared(input: GraderInput, text: string, measure: Measure): Promise<Finding> {
  const { context, output, embedder, threshold = THRESHOLD, negated } = input
  if (context.embed === undefined) throw new Error('An assertion asks for an embedding model, and there is none.')
  const [expected, given] = await Promise.all([context.embed(text, embedder), context.embed(output, embedder)])
  const value = measure(expected, given)
  const isDistance = measure === distance
  const reason = `the ${isDistance ? 'distance' : 'similarity'} is ${value.toFixed(2)}, the threshold ${threshold}`
  const near = isDistance ? 1 / (1 + value) : value
  const over = (isDistance ? threshold - value : value - threshold) + Number.EPSILON
  const under = (isDistance ? value - threshold : threshold - value) + Number.EPSILON
  return { pass: (negated ? under : over) >= 0, score: negated ? 1 - near : near, settled: true, reason }
}
