// `metadata.tunesmith.check` of a test or of defaultTest: what judges an output that promptfoo has no assertion for, a
// command or a record such as {type: fuzzy-match, value: …}. It stands in the metadata, so that promptfoo still loads
// the file. Must never run anything.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import { type AssertionContext, type AssertionTemplate, readAssertions } from './assertions.ts'
import { GRADED_TYPES, OWN_TYPES } from './graders/registry.ts'
import { checkKeys } from './keys.ts'
import { isRecord, type Located, partOf } from './source.ts'

/** The checks, and what a case that was made for Tunesmith says of itself (generate/row.ts). */
const KEYS = ['check', 'source', 'kind', 'from']

/** `metadata` is a test's own, or none. Throws `InputError` where a check is neither. */
export function readChecks(metadata: Located, context: AssertionContext): AssertionTemplate[] {
  const own = isRecord(metadata.value) ? metadata.value.tunesmith : undefined
  checkKeys(metadata, ['tunesmith'], own, { known: KEYS, what: 'under metadata.tunesmith of a test' }, context.warnings)
  const value = isRecord(own) ? own.check : undefined
  if (value === undefined || value === null) return []
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.flatMap((check, i) => {
    const path = ['tunesmith', 'check', ...(Array.isArray(value) ? [i] : [])]
    const where = partOf(metadata, path, check)
    // As a list of one, so that the reading of assertions is the one there is.
    const alone = {
      ...where,
      value: [check],
      lineOf: ([, ...below]: readonly (string | number)[] = []) => where.lineOf(below),
    }
    if (!isRecord(check)) return [commandOf(where)]
    // A set may hold both: it counts as one.
    const types = check.type === 'assert-set' ? [...GRADED_TYPES, ...OWN_TYPES] : OWN_TYPES
    return readAssertions(alone, { ...context, types })
  })
}

function commandOf(where: Located): AssertionTemplate {
  const command = where.value
  const refuse = (problem: string, mend: string) =>
    new InputError(problem, mend, { file: where.file, line: where.lineOf() })
  if (typeof command !== 'string' || command.trim() === '')
    throw refuse('"check" is no command.', 'Write one as you would type it, e.g. node "$WORKSPACE/check.mjs".')
  if (command.includes('{{'))
    throw refuse('A value may not become part of a command.', 'The command finds the case in the file case.json.')
  const place = `${where.file}:${where.lineOf()}`
  const piece: CodePiece = { language: 'command', place, file: undefined, name: undefined, text: command.trim() }
  return { where, type: 'command', negated: false, value: piece, variables: [], weight: 1 }
}
