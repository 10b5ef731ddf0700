// `tunesmith detect`: the prompts and containers in folders and files, each path as the user would type it.
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import type { Detection } from '../../core/prompt/detect/detection.ts'
import { detectPrompts } from '../../core/prompt/detect/detectPrompts.ts'
import { insideRoot, workspaceFiles, workspaceRoot } from '../workspace.ts'

/** Everything in `targets`, as typed in `cwd`; a target that is named twice counts once. Throws `InputError`. */
export async function detectIn(cwd: string, targets: readonly string[], signal?: AbortSignal): Promise<Detection[]> {
  const byRoot = new Map<string, string[]>()
  for (const target of targets) {
    const found = await stat(resolve(cwd, target)).catch(() => undefined)
    if (found === undefined) throw new InputError(`There is no ${target}.`, 'Name a folder or a file.')
    const full = resolve(cwd, target)
    const root = workspaceRoot(found.isDirectory() ? full : join(full, '..'))
    byRoot.set(root, [...(byRoot.get(root) ?? []), insideRoot(root, cwd, target)])
  }
  const absolute = targets.every((target) => isAbsolute(target))
  const rows: Detection[] = []
  for (const [root, within] of byRoot) {
    const typed = (path: string) => shown(absolute ? join(root, path) : relative(cwd, join(root, path)))
    const all = within.includes('')
    const overrides = await overridesOf(root)
    const found = await detectPrompts(workspaceFiles(root), {
      overrides,
      ...(all ? {} : { within }),
      ...(signal === undefined ? {} : { signal }),
    })
    for (const row of found)
      rows.push({ ...row, path: typed(row.path), evalPath: row.evalPath === null ? null : typed(row.evalPath) })
  }
  return rows
}

function shown(path: string): string {
  return path.replaceAll('\\', '/')
}

const COMMENTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g

/** `tunesmith.detection.files` of the folder's settings in VS Code: panel and terminal see the same prompts. */
async function overridesOf(root: string): Promise<Record<string, string | false>> {
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
