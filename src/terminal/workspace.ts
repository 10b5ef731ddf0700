// The workspace as the command line sees it: where its root is, which files are in it, and writing one whole file.
// Must never write but through `writeWhole`, and a prompt but through `writePromptFile`.
import { existsSync, statSync } from 'node:fs'
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { InputError } from '../core/errors.ts'
import type { Files } from '../core/ports.ts'
import { listFiles } from './listing.ts'

const marks = ['.git', '.tunesmith', 'promptfooconfig.yaml', 'promptfooconfig.yml', 'promptfooconfig.json']

/** The nearest folder at or above `from` that holds .git, .tunesmith or a promptfooconfig; `from` where none does. */
export function workspaceRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (marks.some((mark) => existsSync(join(folder, mark)))) return folder
    if (dirname(folder) === folder) return resolve(from)
  }
}

/** `path` as typed in `cwd`, relative to `root` with forward slashes. Throws `InputError` where it lies outside. */
export function insideRoot(root: string, cwd: string, path: string): string {
  const inside = relative(root, resolve(cwd, path))
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new InputError(
      `${path} lies outside the workspace ${root}.`,
      'Run tunesmith in the folder of the prompt, or one above it.',
    )
  return inside.split(sep).join('/')
}

/** Files below `root`. What .gitignore hides is left out, and what nobody writes by hand. */
export function workspaceFiles(root: string): Files {
  return {
    read: async (path, atMost) => {
      const file = join(root, path)
      try {
        if (atMost !== undefined && (await stat(file)).size > atMost) return undefined
        return await readFile(file)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    list: async (folder) => listFiles(root, folder).sort(),
  }
}

/** Throws `InputError` unless there is such a folder: to be asked before money is spent. */
export function requireFolder(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`There is no folder ${folder}.`, 'Create it, or name another.')
}

/** Writes a prompt back, through a link where it is one. Throws `InputError` where the link leads out of the workspace
 *  `root`, or the file is read-only. */
export async function writePromptFile(root: string, path: string, text: string): Promise<void> {
  const target = await realpath(path)
  const name = relative(root, path).split(sep).join('/')
  const inside = relative(await realpath(root), target)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new InputError('The file is a link to one outside the workspace.', 'Change that one where it stands.', {
      file: name,
    })
  if (((await stat(target)).mode & 0o222) === 0)
    throw new InputError('The file is read-only.', 'Make it writable.', { file: name })
  await writeWhole(target, text)
}

/** Replaces the file at once: a reader sees the old text or the new one, never half. Its permissions stay. A text may
 *  come in pieces. */
export async function writeWhole(path: string, text: string | Iterable<string>): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const mode = await stat(target).then(
    (found) => found.mode,
    () => undefined,
  )
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    await writeFile(beside, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) })
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    if (isMissing(error))
      throw new InputError(`${path} cannot be written there.`, 'Name a file in a folder that exists.')
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code))
}
