// Files that may be prompts, as text.
import type { Files } from '../../ports.ts'
import { decodeUtf8 } from '../../readText.ts'
import { MOST_BYTES } from './candidates.ts'

/** Undefined where the file is gone, too large, or no text. */
export async function readSmall(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.read(path, MOST_BYTES)
  if (bytes === undefined || bytes.length > MOST_BYTES || bytes.includes(0)) return undefined
  try {
    return decodeUtf8(bytes, path)
  } catch {
    return undefined
  }
}
