// Groups failures by what went wrong, without a call: the grader that decided and the shape of the mistake.
import type { Case } from '../evals/case.ts'
import type { Cell } from '../ports.ts'

export interface Failure {
  readonly kase: Case
  readonly cell: Cell
}

export interface Cluster {
  readonly key: string
  /** For people and for the proposer. */
  readonly description: string
  readonly failures: readonly Failure[]
}

/** Largest first by size^1.5 over how often the cluster was tried, so that a big cluster does not starve the rest. */
export function clusterFailures(failures: readonly Failure[], tries: ReadonlyMap<string, number>): Cluster[] {
  const groups = new Map<string, Failure[]>()
  for (const failure of failures) {
    const key = kindOf(failure)
    groups.set(key, [...(groups.get(key) ?? []), failure])
  }
  const weight = (cluster: Cluster) => cluster.failures.length ** 1.5 / (1 + (tries.get(cluster.key) ?? 0))
  return [...groups]
    .map(([key, members]) => ({ key, description: describe(key, members), failures: members }))
    .sort((a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1))
}

/** True where the right answer is in the output, but not in the shape that the grader asks for. */
export function isFormatFailure({ kase, cell }: Failure): boolean {
  if (kase.expected === undefined || kase.expected.length > 200) return false
  const expected = normalise(kase.expected)
  return expected !== '' && ` ${normalise(cell.output)} `.includes(` ${expected} `)
}

function kindOf(failure: Failure): string {
  const { kase, cell } = failure
  const grader = cell.grade?.grader ?? 'none'
  if (cell.output.trim() === '') return `${grader}/empty`
  if (isFormatFailure(failure)) return `${grader}/format`
  const short = kase.expected !== undefined && kase.expected.length <= 60
  return short ? `${grader}/expected ${kase.expected}` : `${grader}/wrong`
}

function describe(key: string, members: readonly Failure[]): string {
  const [grader = '', kind = ''] = key.split(/\/(.*)/s)
  if (kind === 'empty') return `Empty output (${grader}).`
  if (kind === 'format')
    return `The right answer is in the output, but not in the form that the grader (${grader}) asks for.`
  if (kind === 'wrong') return `Wrong content (${grader}).`
  const outputs = [...new Set(members.map(({ cell }) => cell.output.trim().slice(0, 40)))].slice(0, 3)
  return `Should be "${kind.slice('expected '.length)}", came back as ${outputs.map((o) => `"${o}"`).join(', ')}.`
}

function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
