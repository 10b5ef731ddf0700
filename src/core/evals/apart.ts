// Cases that a model wrote, told apart from real ones in every figure that rests on them: how a prompt does on inputs that
// a model made up says little of how it does in use. Must never drop a case from a figure.
import type { LeaderboardRow, Rate } from '../events.ts'
import type { Cell } from '../ports.ts'
import { type Cluster, clusteredRate } from '../stats/repeats.ts'
import type { Case } from './case.ts'

/** The row with its two rates; as it is where no case that it counts was written by a model. Several draws of a case, or
 *  several models on it, count as one piece of evidence. */
export function withApart(row: LeaderboardRow, cells: Iterable<Cell>, cases: readonly Case[]): LeaderboardRow {
  const made = new Set(cases.flatMap(({ id, origin }) => (origin === 'synthetic' ? [id] : [])))
  if (made.size === 0) return row
  const draws = { synthetic: new Map<string, Cluster>(), real: new Map<string, Cluster>() }
  for (const { caseId, grade } of cells) {
    if (grade === undefined) continue
    const side = made.has(caseId) ? draws.synthetic : draws.real
    const { k, n } = side.get(caseId) ?? { k: 0, n: 0 }
    side.set(caseId, { k: k + Number(grade.pass), n: n + 1 })
  }
  const synthetic = clusteredRate([...draws.synthetic.values()])
  return synthetic.n === 0 ? row : { ...row, apart: { synthetic, real: clusteredRate([...draws.real.values()]) } }
}

/** What the figures of `rows`, all on the same cases, rest on; the last row is the one that the claim is about. */
export function apartSentences(rows: readonly LeaderboardRow[], things: 'answers' | 'cases' = 'cases'): string[] {
  const apart = rows.at(-1)?.apart
  if (apart === undefined) return []
  const { synthetic, real } = apart
  if (real.n === 0)
    return [
      `All ${synthetic.n} ${things} are synthetic: a model wrote them, and nothing here says how the prompt does on real ones.`,
    ]
  const path = (side: 'synthetic' | 'real') =>
    rows.map((row) => (row.apart === undefined ? '–' : percent(row.apart[side]))).join(' → ')
  return [
    `${synthetic.n} of ${synthetic.n + real.n} ${things} are synthetic (a model wrote them): ${path('synthetic')} pass; of the ${real.n} real ones ${path('real')}.`,
  ]
}

function percent({ k, n }: Rate): string {
  return n === 0 ? '–' : `${((100 * k) / n).toFixed(1)} %`
}
