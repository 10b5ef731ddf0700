// The code that an assertion names: in the eval file itself, or in a file beside it. Reads it; must never run it.
import type { CodePiece } from '../code.ts'
import { codeName, isCode, isReference, resolveReference } from './references.ts'
import type { Located, ValuePath } from './source.ts'

const LANGUAGES: readonly (readonly [ending: RegExp, language: CodePiece['language']])[] = [
  [/\.[cm]?[jt]s$/i, 'javascript'],
  [/\.py$/i, 'python'],
]

/** Whether the code that a reference names can be run: its language is known, and the file is there. */
export function canRun(reference: string, references: ReadonlyMap<string, unknown>): boolean {
  return languageOf(reference) !== undefined && references.has(reference)
}

/** The code at `path` of an assertion. `inline`: the language of what stands there without a file; undefined where that
 *  is no code. */
export function codeOf(
  where: Located,
  path: ValuePath,
  value: unknown,
  references: ReadonlyMap<string, unknown>,
  inline: string | undefined,
): CodePiece | undefined {
  if (isReference(value) && isCode(value)) {
    const { path: reference, name } = codeName(value)
    const file = resolveReference(reference, where, path)
    const language = languageOf(value) ?? 'javascript'
    return { language, place: file, file, name, text: String(references.get(value) ?? '') }
  }
  if (inline === undefined || value === undefined || value === null) return undefined
  const language = inline === 'python' ? 'python' : 'javascript'
  const place = `${where.file}:${where.lineOf(path)}`
  const text = isReference(value) ? references.get(value) : value
  return { language, place, file: undefined, name: undefined, text: String(text).trimEnd() }
}

function languageOf(reference: string): CodePiece['language'] | undefined {
  const { path } = codeName(reference)
  return LANGUAGES.find(([ending]) => ending.test(path))?.[1]
}
