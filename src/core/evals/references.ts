// `file://` in an eval file: which file is meant, and what stands in it. Files that would have to be run are refused.
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { decodeUtf8, withoutBom } from '../readText.ts'
import { isRecord, type Located, parseYaml, type ValuePath } from './source.ts'
import { Warnings } from './warnings.ts'

const PREFIX = 'file://'
const NO_TEXT =
  /\.(?:jpe?g|png|gif|webp|bmp|tiff?|ico|avif|heic|heif|mp3|wav|ogg|flac|m4a|aac|mp4|webm|mov|avi|mkv|pdf)$/i

export function isReference(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX)
}

/** Would be executed in promptfoo. */
export function isCode(reference: string): boolean {
  return /\.(?:[cm]?[jt]s|py|rb|sh|exe|bat|go)(?::[\w.]+)?$/i.test(reference)
}

/** The path and the function that `file://path:function` names. */
export function codeName(reference: string): { readonly path: string; readonly name: string | undefined } {
  const [, path = reference, name] = /^(.*?\.\w+)(?::([\w.]+))?$/.exec(reference) ?? []
  return { path, name }
}

/** The workspace path that `reference`, written in `where`, means; a glob only where `globs` may stand. Throws
 *  `InputError`. */
export function resolveReference(reference: string, where: Located, path: ValuePath = [], globs = false): string {
  const relative = reference.startsWith(PREFIX) ? reference.slice(PREFIX.length) : reference
  const refuse = (problem: string, mend: string) =>
    new InputError(problem, mend, { file: where.file, line: where.lineOf(path) })
  if (!globs && /[*?]/.test(relative))
    throw refuse(`"${reference}" names several files at once.`, 'Name each file on its own.')
  if (relative.startsWith('/') || /^[A-Za-z]:/.test(relative))
    throw refuse(`"${reference}" is not relative to this file.`, 'Write a path that begins with "./" or a folder.')
  const parts: string[] = where.file.split('/').slice(0, -1)
  for (const part of relative.split('/')) {
    if (part === '..' && parts.pop() === undefined)
      throw refuse(`"${reference}" is outside of the workspace folder.`, 'Copy the file into the workspace folder.')
    if (part !== '' && part !== '.' && part !== '..') parts.push(part)
  }
  return parts.join('/')
}

/** The text of the file that `reference` means. Throws `InputError` where there is none. */
export async function readReference(
  files: Files,
  reference: string,
  where: Located,
  path: ValuePath = [],
): Promise<{ readonly file: string; readonly text: string }> {
  const { file, bytes } = await readReferenceBytes(files, reference, where, path)
  return { file, text: withoutBom(decodeUtf8(bytes, file)) }
}

/** The same as bytes. */
export async function readReferenceBytes(
  files: Files,
  reference: string,
  where: Located,
  path: ValuePath = [],
): Promise<{ readonly file: string; readonly bytes: Uint8Array }> {
  const file = resolveReference(reference, where, path)
  const bytes = await files.read(file)
  if (bytes !== undefined) return { file, bytes }
  throw new InputError(`There is no file "${file}".`, 'Correct the path; it is relative to this file.', {
    file: where.file,
    line: where.lineOf(path),
  })
}

/** What the file holds: parsed where it is JSON or YAML, else its text without white space around it. */
export async function readValue(
  files: Files,
  reference: string,
  where: Located,
  path: ValuePath = [],
): Promise<unknown> {
  if (NO_TEXT.test(reference))
    throw new InputError(`"${reference}" is no text, and prompts are sent as text alone.`, 'Leave it out.', {
      file: where.file,
      line: where.lineOf(path),
    })
  const { file, text } = await readReference(files, reference, where, path)
  return /\.(?:json|ya?ml)$/i.test(file) ? parseYaml(file, text).value : text.trim()
}

/** Contents of all references in `value`, by reference: the text of what would have to be run, where there is any. */
export async function readValues(
  files: Files,
  wholes: readonly Located[],
  warnings = new Warnings(),
): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, { readonly where: Located; readonly path: ValuePath }>()
  const visit = (where: Located, value: unknown, path: ValuePath): void => {
    if (isReference(value)) {
      if (!found.has(value)) found.set(value, { where, path })
    } else if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(where, item, [...path, i])
    else if (isRecord(value)) for (const [key, item] of Object.entries(value)) visit(where, item, [...path, key])
  }
  const before = warnings.errorCount
  for (const whole of wholes) visit(whole, whole.value, [])
  const values = new Map<string, unknown>()
  for (const [reference, { where, path }] of found)
    if (!isCode(reference)) {
      const read = () => readValue(files, reference, where, path)
      values.set(reference, await warnings.attemptAsync(read, undefined))
    } else {
      const bytes = await files.read(resolveReference(codeName(reference).path, where, path))
      if (bytes !== undefined) values.set(reference, new TextDecoder().decode(bytes))
    }
  // Whoever asks for a value must not take its absence for a mistake of its own.
  if (warnings.errorCount > before) warnings.end()
  return values
}
