// `tunesmith detect`: the prompts and containers in folders and files, each path as the user would type it.
import { stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import type { Detection } from '../../core/prompt/detect/detection.ts'
import { detectPrompts } from '../../core/prompt/detect/detectPrompts.ts'
import { overridesOf } from '../overrides.ts'
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
