// What the folder's settings in VS Code say of prompt files: panel and terminal see the same prompts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const COMMENTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g

/** `tunesmith.detection.files`: globs, each with a format's id or false. Empty where it cannot be read. */
export async function overridesOf(root: string): Promise<Record<string, string | false>> {
  const text = await readFile(join(root, '.vscode/settings.json'), 'utf8').catch(() => '{}')
  const plain = text.replace(COMMENTS, (token) => (token.startsWith('"') ? token : ''))
  const settings = parsed(plain.replace(/,(\s*[}\]])/g, '$1'))
  const files: unknown = isRecord(settings) ? settings['tunesmith.detection.files'] : undefined
  if (!isRecord(files)) return {}
  return Object.fromEntries(
    Object.entries(files).flatMap(([glob, value]) =>
      value === false || typeof value === 'string' ? [[glob, value] as const] : [],
    ),
  )
}

/** Undefined where it is no JSON: the editor tells the user that. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
