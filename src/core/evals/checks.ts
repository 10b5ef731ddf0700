// `metadata.tunesmith.check` of a test or of defaultTest: commands that judge an output. They stand in the metadata, for
// promptfoo has no such assertion and still loads the file. Must never run anything.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import type { AssertionTemplate } from './assertions.ts'
import { checkKeys } from './keys.ts'
import { isRecord, type Located, partOf } from './source.ts'
import type { Warnings } from './warnings.ts'

/** The check, and what a case that was made for Tunesmith says of itself (generate/row.ts). */
const KEYS = ['check', 'source', 'kind', 'from']

/** `metadata` is a test's own, or none. Throws `InputError` where a check is no command. */
export function readChecks(metadata: Located, warnings: Warnings): AssertionTemplate[] {
  const own = isRecord(metadata.value) ? metadata.value.tunesmith : undefined
  checkKeys(metadata, ['tunesmith'], own, { known: KEYS, what: 'under metadata.tunesmith of a test' }, warnings)
  const value = isRecord(own) ? own.check : undefined
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map((command: unknown) => {
    const where = partOf(metadata, ['tunesmith', 'check'], command)
    const refuse = (problem: string, mend: string) =>
      new InputError(problem, mend, { file: where.file, line: where.lineOf() })
    if (typeof command !== 'string' || command.trim() === '')
      throw refuse('"check" is no command.', 'Write one as you would type it, e.g. node "$WORKSPACE/check.mjs".')
    if (command.includes('{{'))
      throw refuse('A value may not become part of a command.', 'The command finds the case in the file case.json.')
    const place = `${where.file}:${where.lineOf()}`
    const piece: CodePiece = { language: 'command', place, file: undefined, name: undefined, text: command.trim() }
    return { where, type: 'command', negated: false, value: piece, variables: [], weight: 1 }
  })
}
