// A case as the sandbox's writer of cases hands it over.
import type { MadeKind } from '../../../core/generate/contract.ts'

export interface MadeCase {
  readonly input: Readonly<Record<string, string>>
  readonly expected: string
  readonly kind: MadeKind
  readonly why: string
}

/** The text goes into the last variable, where prompts have what they are about; the others get a word. */
export function inputOf(variables: readonly string[], text: string): Record<string, string> {
  return Object.fromEntries(variables.map((name, i) => [name, i === variables.length - 1 ? text : 'none given']))
}
