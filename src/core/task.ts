// A task: one prompt with the cases it is measured on, ready to run. Loading ends in a Task or in an InputError that
// names file, line and mend; nothing in between.
import type { Case } from './evals/case.ts'
import type { PromptDocument } from './prompt/document.ts'

export interface EvalFile {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  readonly description: string
  /** Paths of the prompts it names. */
  readonly promptPaths: readonly string[]
  /** `provider:name`: `metadata.tunesmith.models` where given, else promptfoo's `providers`. */
  readonly models: readonly string[]
  /** Model that proposes edits; the first model where not given. */
  readonly optimizer: string | undefined
  /** Model that judges; needed only where an assertion asks for one. */
  readonly judge: string | undefined
  /** Pass rate to reach, 0 to 1. */
  readonly target: number | undefined
  /** Shares of train, select and test; they add up to 1. Undefined: the engine's own rule for the number of cases. */
  readonly split: { readonly train: number; readonly select: number; readonly test: number } | undefined
  readonly cases: readonly Case[]
  /** Unknown keys with did-you-mean, assertions that are not evaluated, and the like; `file:line: sentence`. */
  readonly warnings: readonly string[]
}

export interface Task {
  readonly prompt: PromptDocument
  readonly evalFile: EvalFile
}
