// The prompts of a workspace, found without configuration. Opens only files whose name qualifies; changes nothing and
// calls nothing.
import type { Files } from '../../ports.ts'
import { splitPath } from '../registry.ts'
import { CANDIDATE_GLOBS, isCandidate } from './candidates.ts'
import { detectFile, type Knowledge } from './detectFile.ts'
import type { Detection } from './detection.ts'
import { evalFilesOf } from './evalFiles.ts'
import { type Hints, teller } from './told.ts'

export interface DetectOptions extends Hints {
  /** Files and folders to look at; everything where not given. Eval files are looked for everywhere. */
  readonly within?: readonly string[]
  readonly signal?: AbortSignal
}

/** Files read at the same time. */
const AT_ONCE = 32

/** Prompts and containers, by path. */
export async function detectPrompts(files: Files, options: DetectOptions = {}): Promise<Detection[]> {
  const { found } = await survey(files, options)
  return found
}

/** The same, with what is known for looking at single files again. */
export async function survey(
  files: Files,
  options: DetectOptions = {},
): Promise<{ readonly found: Detection[]; readonly knowledge: Knowledge }> {
  const { overrides = {}, signal, within } = options
  const globs = [...CANDIDATE_GLOBS, ...Object.keys(overrides).map(fromTheRoot)]
  const everything = await files.list('', globs)
  const evalFiles = await evalFilesOf(files, signal, everything)
  const knowledge = { evalFiles, told: teller(options, evalFiles) }
  const listed = within === undefined ? everything : await listedIn(files, within, globs)
  const wanted = listed.filter((path) => isCandidate(path) || knowledge.told(path) !== undefined)
  const named = within === undefined ? [...evalFiles.values()].flat().map((path) => splitPath(path).file) : []
  const found: Detection[] = []
  for (const batch of batchesOf([...new Set([...wanted, ...named])].toSorted())) {
    signal?.throwIfAborted()
    found.push(...(await Promise.all(batch.map((path) => detectFile(files, path, knowledge)))).flat())
  }
  return { found, knowledge }
}

/** The files of folders, and files as they are. */
async function listedIn(files: Files, within: readonly string[], globs: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(within.map(async (path) => [path, ...(await files.list(path, globs))]))
  return lists.flat()
}

function batchesOf(paths: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(paths.length / AT_ONCE) }, (_, i) =>
    paths.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  )
}

/** A glob of the settings as VS Code's search understands it. */
function fromTheRoot(glob: string): string {
  if (glob.startsWith('/')) return glob.slice(1)
  return glob.includes('/') ? glob : `**/${glob}`
}
