// All graders, by the type that an eval file names.
import { command } from './command.ts'
import { containsFamily } from './contains.ts'
import { equals } from './equals.ts'
import type { Grader } from './grader.ts'
import { jsonFamily } from './json.ts'
import { llmRubric } from './llmRubric.ts'
import { regex } from './regex.ts'

const ASSERTED: readonly Grader[] = [equals, ...containsFamily, regex, ...jsonFamily, llmRubric]
const GRADERS: ReadonlyMap<string, Grader> = new Map([...ASSERTED, command].map((grader) => [grader.type, grader]))

/** The types that may stand under `assert`. A command is no type of promptfoo's: it stands in the metadata. */
export const GRADED_TYPES: readonly string[] = ASSERTED.map(({ type }) => type)

export function graderOf(type: string): Grader | undefined {
  return GRADERS.get(type)
}
