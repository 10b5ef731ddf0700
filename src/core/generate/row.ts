// One approved draft as a test case of promptfoo's: it runs there as it stands, and says where it comes from.
import { assertionsFor, type ComponentType } from './componentTypes.ts'
import type { DraftCase } from './draft.ts'

/** What the eval file asks of every case. */
export interface EvalFileRules {
  /** Variable that holds the right output, where the file grades by one. */
  readonly expected: string | undefined
  /** Whether what the file asserts grades by it completely. */
  readonly grades: boolean
  /** Right outputs that it knows, where it names them all. */
  readonly labels: readonly string[] | undefined
  /** Variables that its default assertions need. */
  readonly needs: readonly string[]
}

/** A line of the dataset. A draft without an answer brings none of the file's checks either: it waits. */
export function datasetRow(draft: DraftCase, type: ComponentType, rules: EvalFileRules): Record<string, unknown> {
  const { expected, assert = [], kind, why, source, from } = draft
  const isNamed = expected !== undefined && rules.expected !== undefined && !(rules.expected in draft.vars)
  const vars = isNamed && rules.expected !== undefined ? { ...draft.vars, [rules.expected]: expected } : draft.vars
  const graded = expected === undefined || (isNamed && rules.grades) ? [] : assertionsFor(type, expected)
  const own = [...graded, ...assert]
  const alone = own.length === 0 && expected === undefined
  const options = {
    ...((alone || rules.needs.some((name) => !(name in vars))) && { disableDefaultAsserts: true }),
    ...(Object.values(vars).some(Array.isArray) && { disableVarExpansion: true }),
  }
  return {
    description: why,
    vars,
    ...(own.length > 0 && { assert: own }),
    ...(Object.keys(options).length > 0 && { options }),
    metadata: { tunesmith: { source, kind, ...(from !== undefined && { from }) } },
  }
}
