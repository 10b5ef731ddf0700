// Files that may be prompts, as text.
import type { Files } from '../../ports.ts'
import { decodeUtf8 } from '../../readText.ts'
import { MOST_BYTES } from './candidates.ts'

/** Characters of a line that nobody writes by hand; the YAML parser needs minutes for some that are longer. */
const LONGEST_YAML_LINE = 10_000

/** Undefined where the file is gone, too large, or no text. */
export async function readSmall(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.read(path, MOST_BYTES)
  if (bytes === undefined || bytes.length > MOST_BYTES || bytes.includes(0)) return undefined
  try {
    const text = decodeUtf8(bytes, path)
    return /\.ya?ml$/i.test(path) && longestLine(text) > LONGEST_YAML_LINE ? undefined : text
  } catch {
    return undefined
  }
}

function longestLine(text: string): number {
  return text.split(/\r\n|\n|\r/).reduce((most, line) => Math.max(most, line.length), 0)
}
