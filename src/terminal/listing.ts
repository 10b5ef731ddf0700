// The files below a folder, without those that nobody writes by hand and those that .gitignore hides. Nested
// repositories are walked like any folder. Must never read a file but .gitignore.
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type IgnoreFile, isHidden, parseIgnore } from '../core/ignore.ts'
import { SKIPPED_FOLDERS } from '../core/prompt/detect/candidates.ts'

const SKIPPED = new Set(SKIPPED_FOLDERS)

/** Paths relative to `root`, with forward slashes, in no order. A folder that cannot be read is empty. Does not wait:
 *  thousands of small folders are read faster so, and without thousands of open requests. */
export function listFiles(root: string, folder: string): string[] {
  const found: string[] = []
  walk(root, folder, ignoreFilesAbove(root, folder), found)
  return found
}

function walk(root: string, folder: string, above: readonly IgnoreFile[], found: string[]): void {
  const entries = entriesOf(join(root, folder))
  const own = entries.some(({ name }) => name === '.gitignore') ? readIgnore(root, folder) : undefined
  const ignores = own === undefined ? above : [...above, own]
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    const isFolder = entry.isDirectory()
    if ((isFolder && SKIPPED.has(entry.name)) || isHidden(ignores, path, isFolder)) continue
    if (isFolder) walk(root, path, ignores, found)
    else if (isFile(root, path, entry)) found.push(path)
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Links to files count: AGENTS.md and CLAUDE.md are often one file. Links to folders could lead in circles. */
function isFile(root: string, path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile()
  return statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
}

function ignoreFilesAbove(root: string, folder: string): IgnoreFile[] {
  const names = folder.split('/').slice(0, -1)
  const folders = folder === '' ? [] : ['', ...names.map((_, i) => names.slice(0, i + 1).join('/'))]
  return folders.flatMap((one) => readIgnore(root, one) ?? [])
}

function readIgnore(root: string, folder: string): IgnoreFile | undefined {
  try {
    return parseIgnore(folder, readFileSync(join(root, folder, '.gitignore'), 'utf8'))
  } catch {
    return undefined
  }
}
