// All graders, by the type that an eval file names.
import { containsFamily } from './contains.ts'
import { equals } from './equals.ts'
import type { Grader } from './grader.ts'
import { jsonFamily } from './json.ts'
import { llmRubric } from './llmRubric.ts'
import { regex } from './regex.ts'

const GRADERS: ReadonlyMap<string, Grader> = new Map(
  [equals, ...containsFamily, regex, ...jsonFamily, llmRubric].map((grader) => [grader.type, grader]),
)

export const GRADED_TYPES: readonly string[] = [...GRADERS.keys()]

export function graderOf(type: string): Grader | undefined {
  return GRADERS.get(type)
}
