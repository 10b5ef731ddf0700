// Workspace files as text. Keeps the byte order mark, so that what is written back is what was read; refuses bytes
// that are not UTF-8, because they would not survive the way back.
import { InputError } from './errors.ts'
import type { Files } from './ports.ts'

/** The text of `path`, byte order mark included; undefined where there is no such file. Throws `InputError`. */
export async function readText(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.read(path)
  return bytes === undefined ? undefined : decodeUtf8(bytes, path)
}

export function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new InputError('The file is not UTF-8 text.', 'Save it as UTF-8.', { file: path, line: badLine(bytes) })
  }
}

/** 1-based line of the first sign that is not UTF-8. */
function badLine(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return lineOfOffset(text, Math.max(0, text.indexOf('\uFFFD')))
}

export function withoutBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** 1-based line of `offset` in `text`; CRLF, LF and CR each end a line. */
export function lineOfOffset(text: string, offset: number): number {
  let line = 1
  for (const match of text.slice(0, offset).matchAll(/\r\n|\n|\r/g)) {
    if (match.index + match[0].length <= offset) line++
  }
  return line
}

/** The same for many offsets of one text, in steps that do not grow with it. */
export function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)
  return (offset) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
