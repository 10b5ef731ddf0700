// The files below a folder, without those that nobody writes by hand and those that .gitignore hides. Nested
// repositories are walked like any folder. Must never read a file but .gitignore.
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type IgnoreFile, isHidden, parseIgnore } from '../core/ignore.ts'
import { SKIPPED_FOLDERS } from '../core/prompt/detect/candidates.ts'

const SKIPPED = new Set(SKIPPED_FOLDERS)

/** Paths relative to `root`, with forward slashes, in no order. A folder that cannot be read is empty. */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  const found: string[] = []
  await walk(root, folder, await ignoreFilesAbove(root, folder), found)
  return found
}

async function walk(root: string, folder: string, above: readonly IgnoreFile[], found: string[]): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const own = entries.some(({ name }) => name === '.gitignore') ? await readIgnore(root, folder) : undefined
  const ignores = own === undefined ? above : [...above, own]
  const folders: string[] = []
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    const isFolder = entry.isDirectory()
    if ((isFolder && SKIPPED.has(entry.name)) || isHidden(ignores, path, isFolder)) continue
    if (isFolder) folders.push(path)
    else if (await isFile(root, path, entry)) found.push(path)
  }
  await Promise.all(folders.map((path) => walk(root, path, ignores, found)))
}

/** Links to files count: AGENTS.md and CLAUDE.md are often one file. Links to folders could lead in circles. */
async function isFile(root: string, path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile()
  return (await stat(join(root, path)).catch(() => undefined))?.isFile() === true
}

async function ignoreFilesAbove(root: string, folder: string): Promise<IgnoreFile[]> {
  const names = folder.split('/').slice(0, -1)
  const folders = folder === '' ? [] : ['', ...names.map((_, i) => names.slice(0, i + 1).join('/'))]
  return (await Promise.all(folders.map((one) => readIgnore(root, one)))).flatMap((file) => file ?? [])
}

async function readIgnore(root: string, folder: string): Promise<IgnoreFile | undefined> {
  const text = await readFile(join(root, folder, '.gitignore'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parseIgnore(folder, text)
}
