// A draft as one row of the table, and the row's edited text back in the draft. Pure.
import type { DraftCase } from '../../core/generate/draft.ts'
import { printValue } from '../../core/prompt/values.ts'
import type { Decision, DraftRow } from '../../shared/caseMaker.ts'

export function rowOf(draft: DraftCase, id: number, decision: Decision): DraftRow {
  const { kind, source, why } = draft
  return { id, kind, source, vars: flat(draft.vars), expected: expectedText(draft), why, decision }
}

/** The right output, else what the judge is asked; one text that a user can change. */
export function expectedText({ expected, assert = [] }: DraftCase): string {
  if (expected !== undefined) return expected
  const demanded = assert.find(({ type }) => type === 'llm-rubric') ?? assert[0]
  return demanded?.value === undefined ? '' : printValue(demanded.value)
}

/** Texts that did not change leave their values as they are. */
export function edited(draft: DraftCase, vars: Readonly<Record<string, string>>, expected: string): DraftCase {
  const before = flat(draft.vars)
  const changed = Object.entries(vars).filter(([name, text]) => name in before && before[name] !== text)
  const values = { ...draft.vars, ...Object.fromEntries(changed) }
  if (expected === expectedText(draft)) return { ...draft, vars: values }
  const { expected: _, assert = [], ...rest } = draft
  const at = Math.max(
    0,
    assert.findIndex(({ type }) => type === 'llm-rubric'),
  )
  if (draft.expected !== undefined || assert.length === 0)
    return { ...rest, ...(assert.length > 0 && { assert }), vars: values, ...(expected !== '' && { expected }) }
  return { ...rest, vars: values, assert: assert.map((one, i) => (i === at ? { ...one, value: expected } : one)) }
}

function flat(vars: DraftCase['vars']): Record<string, string> {
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, printValue(value ?? '')]))
}
