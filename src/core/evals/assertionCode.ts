// The code that an eval file names: in the file itself, or in one beside it. Reads it; must never run it.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { codeName, isCode, isReference, readValues, resolveReference } from './references.ts'
import { type Located, partOf, type ValuePath } from './source.ts'

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

/** Code between an output and what grades it. */
export function transformAt(
  where: Located,
  path: ValuePath,
  value: unknown,
  references: ReadonlyMap<string, unknown>,
): CodePiece | undefined {
  const piece = codeOf(where, path, value, references, 'javascript')
  return piece && callable(piece, value, 'get_transform')
}

/** A text with a line end is a body to promptfoo, even where nothing follows it. */
function callable(piece: CodePiece, value: unknown, python: string): CodePiece {
  if (piece.language === 'python') return { ...piece, name: piece.name ?? python }
  const isBody = piece.file === undefined && String(value).includes('\n') && !piece.text.includes('\n')
  return isBody ? { ...piece, text: `${piece.text}\n` } : piece
}

/** The code that `value` is or refers to; `python` is the function that is called where the reference names none. Throws
 *  `InputError` where there is no such file, or nothing to run it. */
export async function readCode(
  files: Files,
  value: string,
  where: Located,
  path: ValuePath,
  python: string,
): Promise<CodePiece> {
  const isFile = isCode(value)
  const reference = isFile && !isReference(value) ? `file://${value}` : value
  const references = await readValues(files, [partOf(where, path, reference)])
  const piece = codeOf(where, path, reference, references, isFile ? undefined : 'javascript')
  if (piece === undefined || (isFile && !canRun(reference, references)))
    throw new InputError(
      languageOf(value) === undefined ? `"${value}" is code that cannot be run here.` : `There is no file "${value}".`,
      'Name a file of JavaScript, TypeScript or Python; paths are relative to this file.',
      { file: where.file, line: where.lineOf(path) },
    )
  return callable(piece, value, python)
}

function languageOf(reference: string): CodePiece['language'] | undefined {
  const { path } = codeName(reference)
  return LANGUAGES.find(([ending]) => ending.test(path))?.[1]
}
