// The eval files of a workspace, and which of them measures a prompt. Reads nothing but eval files.
import { hasKeysOfEvalFile, isEvalFile, mayBeEvalFile, promptPathsOf } from '../../evals/evalFile.ts'
import type { Files } from '../../ports.ts'
import { isCandidate } from './candidates.ts'
import { readSmall } from './readSmall.ts'

const EVAL_GLOBS = ['**/promptfooconfig*', '**/*.yaml', '**/*.yml']

/** Paths of the prompts that each eval file names. */
export type EvalFiles = ReadonlyMap<string, readonly string[]>

/** The eval files of a workspace, each with the prompts it names. */
export async function evalFilesOf(files: Files, signal?: AbortSignal, paths?: readonly string[]): Promise<EvalFiles> {
  const found = new Map<string, readonly string[]>()
  for (const path of (paths ?? (await files.list('', EVAL_GLOBS)))
    .filter((path) => isEvalFile(path) || (mayBeEvalFile(path) && isCandidate(path)))
    .toSorted()) {
    signal?.throwIfAborted()
    const text = await readSmall(files, path)
    if (text !== undefined && (isEvalFile(path) || hasKeysOfEvalFile(text)))
      found.set(path, await promptPathsOf(files, path, text))
  }
  return found
}

/** Of the eval files that name the prompt, the one whose folder is nearest; the first by name of equally near ones. */
export function nearestEvalFile(promptPath: string, evalFiles: EvalFiles): string | undefined {
  return [...evalFiles]
    .filter(([, prompts]) => prompts.includes(promptPath))
    .map(([path]) => ({ path, steps: stepsBetween(path, promptPath) }))
    .toSorted((a, b) => a.steps - b.steps || (a.path < b.path ? -1 : 1))[0]?.path
}

function stepsBetween(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)]
  let shared = 0
  while (shared < left.length && left[shared] === right[shared]) shared++
  return left.length + right.length - 2 * shared
}
