// Where a case comes from, where somebody or something made it for Tunesmith: `metadata.tunesmith.source` of a test.
import { isRecord } from './source.ts'

/** `synthetic`: written by a model. `trace`: from a log. `history`: from the prompt's own commits. */
export const caseOrigins = ['synthetic', 'trace', 'history'] as const
export type CaseOrigin = (typeof caseOrigins)[number]

/** `metadata` is a test's own. */
export function originOf({ tunesmith }: Readonly<Record<string, unknown>>): CaseOrigin | undefined {
  return isRecord(tunesmith) ? caseOrigins.find((origin) => origin === tunesmith.source) : undefined
}
