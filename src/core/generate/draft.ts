// A case that somebody or something suggests and that nobody has approved yet: the one shape of it, whether a model
// wrote it, a log holds it or a commit tells of it. Must never be measured on: only what was approved becomes a case.
import * as z from 'zod'
import { caseOrigins } from '../evals/origin.ts'
import { isReference } from '../evals/references.ts'
import { isRecord } from '../evals/source.ts'

/** `hardNegative`: looks like one answer and is another. `failure`: seen going wrong in use. */
export const draftKinds = ['typical', 'edge', 'hardNegative', 'failure'] as const

const draftAssertion = z.object({
  /** An assertion type of eval files, such as `llm-rubric` or `not-contains`. */
  type: z.string().min(1),
  value: z.unknown().optional(),
  threshold: z.number().optional(),
})

export type DraftAssertion = z.infer<typeof draftAssertion>

export const draftCase = z.object({
  /** Values of the prompt's variables, by name; "task" for instructions without variables. */
  vars: z.record(z.string(), z.unknown()),
  /** The right output as text, where one text says it. Without this and `assert` the case waits for an answer. */
  expected: z.string().optional(),
  /** Checks of this case alone; they stand in place of the eval file's own. */
  assert: z.array(draftAssertion).optional(),
  kind: z.enum(draftKinds),
  /** One sentence: what the case is there for. */
  why: z.string(),
  source: z.enum(caseOrigins),
  /** Where it comes from: id of a trace, a commit, a model. */
  from: z.string().optional(),
})
export type DraftCase = z.infer<typeof draftCase>

/** Characters of one value; whatever is longer was not written to be read. */
const LONGEST = 50_000

/** Assertions that run code, or call a server. */
const CODE = /^(?:not-)?(?:javascript|python|ruby|webhook)$/

/** Why the draft must not stand in an eval file, as the end of a sentence that names it; undefined where it may. A value
 *  there is a template, and `file://` reads a file: what came from outside must be neither. */
export function draftProblem(
  draft: Pick<DraftCase, 'vars' | 'expected' | 'assert'> & Partial<DraftCase>,
): string | undefined {
  if (draft.assert?.some(({ type }) => CODE.test(type))) return 'it would run code'
  const values = [
    ...textsIn(draft.vars),
    ...textsIn(draft.expected),
    ...textsIn(draft.assert),
    ...textsInJson(draft.expected),
  ]
  if ([...values, draft.why, draft.from].some(isReference))
    return 'a value begins with file://, which would be read from a file'
  if (values.some((text) => /\{\{|\{%|\{#/.test(text))) return 'a value holds a template tag, which would be filled in'
  if (values.some((text) => text.length > LONGEST)) return `a value has more than 50,000 characters`
  return undefined
}

/** What is graded by its JSON is a template once its escapes are read. */
function textsInJson(text = ''): string[] {
  if (!/^\s*[[{]/.test(text)) return []
  try {
    return textsIn(JSON.parse(text))
  } catch {
    return []
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : []
}
