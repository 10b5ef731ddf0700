// Metrics over the cases of one prompt on one model: the scores that assertions report by name, and what is derived
// from their sums, as in promptfoo. A case without a grade counts nowhere.
import { InputError } from '../errors.ts'
import type { Cell } from '../ports.ts'
import { ExpressionError, parseExpression } from './expression.ts'
import { isReference } from './references.ts'
import { isRecord, type Located, partOf } from './source.ts'
import type { Warnings } from './warnings.ts'

/** An entry of `derivedMetrics`. */
export interface DerivedMetric {
  readonly name: string
  /** An expression over metrics, earlier derived ones and `__count`, the number of cases. */
  readonly value: string
}

export interface Metric {
  readonly name: string
  /** Mean over the cases that have it, or the derived value; undefined: `problem` says why. */
  readonly value: number | undefined
  /** How many cases it is the mean of; undefined for a derived one. */
  readonly cases?: number
  readonly problem?: string
}

/** Those that can be derived. Throws `InputError` where the list is none. */
export function readDerivedMetrics(list: Located, warnings: Warnings): DerivedMetric[] {
  if (list.value === undefined || list.value === null) return []
  if (!Array.isArray(list.value))
    throw new InputError('"derivedMetrics" is not a list.', 'Write each metric after a dash.', {
      file: list.file,
      line: list.lineOf(),
    })
  return list.value.flatMap((value: unknown, i) => {
    const where = partOf(list, [i], value)
    const metric = isRecord(value) && typeof value.name === 'string' ? value : undefined
    const problem = metric === undefined ? 'A derived metric has no name.' : problemOf(metric.value)
    if (problem === undefined) return [{ name: String(metric?.name), value: String(metric?.value) }]
    warnings.add(`${problem} It is not derived.`, where)
    return []
  })
}

function problemOf(source: unknown): string | undefined {
  if (typeof source === 'number') return undefined
  if (typeof source !== 'string') return 'A derived metric has no expression as its value.'
  if (isReference(source)) return 'A derived metric is code.'
  try {
    parseExpression(source)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionError) return error.message
    throw error
  }
}

export function metricsOf(cells: Iterable<Cell>, derived: readonly DerivedMetric[]): Metric[] {
  const totals = new Map<string, { sum: number; cases: number }>()
  let graded = 0
  for (const { grade } of cells) {
    if (grade === undefined) continue
    graded++
    for (const [name, score] of Object.entries(grade.namedScores ?? {})) {
      const { sum, cases } = totals.get(name) ?? { sum: 0, cases: 0 }
      totals.set(name, { sum: sum + score, cases: cases + 1 })
    }
  }
  const known = new Map([...totals].map(([name, { sum }]) => [name, sum]))
  known.set('__count', graded)
  return [
    ...[...totals].map(([name, { sum, cases }]) => ({ name, value: sum / cases, cases })),
    ...(graded === 0 ? [] : derived.map((metric) => deriveFrom(known, metric))),
  ]
}

/** Remembers the value under its name, for those that follow. */
function deriveFrom(known: Map<string, number>, { name, value: source }: DerivedMetric): Metric {
  try {
    const value = parseExpression(source)(known)
    known.set(name, value)
    return { name, value }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { name, value: undefined, problem: error.message }
  }
}

/** One sentence, or none where there are no metrics. */
export function metricSentences(model: string, metrics: readonly Metric[]): string[] {
  if (metrics.length === 0) return []
  const said = metrics.map(({ name, value, cases, problem }) =>
    value === undefined
      ? `${name} not derived (${problem})`
      : `${name} ${Number(value.toFixed(3))}${cases === undefined ? '' : ` (${cases} cases)`}`,
  )
  return [`Metrics of ${model}, means by case: ${said.join(', ')}.`]
}
