// The prompts of a workspace, found by name and by the eval files that name them. Reads only files whose name
// qualifies; changes nothing and calls nothing.
import { InputError } from '../errors.ts'
import { isEvalFile, promptPathsOf } from '../evals/evalFile.ts'
import type { Files } from '../ports.ts'
import { decodeUtf8 } from '../readText.ts'
import type { FormatId, PromptDocument } from './document.ts'
import { formatOf, parsePrompt } from './registry.ts'

export interface DetectedPrompt {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  readonly format: FormatId
  /** The format in words: "Copilot prompt". */
  readonly label: string
  /** `task`: variables in, text out. `instructions`: standing orders for an agent, without inputs. */
  readonly kind: 'task' | 'instructions'
  readonly variables: readonly string[]
  /** The eval file that names it. */
  readonly evalPath: string | null
}

const MOST_BYTES = 256 * 1024
const INSTRUCTIONS = /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|copilot-instructions|[^/]+\.instructions)\.md$/i
const OWN_EXTENSION = /\.(?:prompt\.md|prompty)$/i
const IN_PROMPTS_FOLDER = /(?:^|\/)prompts\/(?:.*\/)?(?!(?:readme|license|changelog)\.)[^/]+\.(?:txt|md|json)$/i

/** All prompts, by path. A file that only its folder makes a prompt, and that is none, is left out. */
export async function detectPrompts(files: Files, signal?: AbortSignal): Promise<DetectedPrompt[]> {
  const paths = await files.list('')
  const evalFiles = await evalFilesOf(files, signal, paths)
  const named = new Set([...evalFiles.values()].flat())
  const found: DetectedPrompt[] = []
  for (const path of paths.filter((one) => qualifies(one, named)).toSorted()) {
    signal?.throwIfAborted()
    const format = formatOf(path)
    const text = format === undefined ? undefined : await smallText(files, path)
    if (format === undefined || text === undefined) continue
    const document = readable(path, text)
    if (document === undefined && !named.has(path) && !OWN_EXTENSION.test(path)) continue
    const instructions = INSTRUCTIONS.test(path)
    found.push({
      path,
      format: format.id,
      label: instructions ? 'Instructions' : format.label,
      kind: instructions ? 'instructions' : 'task',
      variables: document?.variables ?? [],
      evalPath: nearestEvalFile(path, evalFiles) ?? null,
    })
  }
  return found
}

/** The eval files of a workspace, each with the prompts it names. */
export async function evalFilesOf(
  files: Files,
  signal?: AbortSignal,
  paths?: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (const path of (paths ?? (await files.list(''))).filter(isEvalFile).toSorted()) {
    signal?.throwIfAborted()
    const text = await smallText(files, path)
    if (text !== undefined) found.set(path, promptPathsOf(path, text))
  }
  return found
}

/** Of the eval files that name the prompt, the one whose folder is nearest; the first by name of equally near ones. */
export function nearestEvalFile(
  promptPath: string,
  evalFiles: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  return [...evalFiles]
    .filter(([, prompts]) => prompts.includes(promptPath))
    .map(([path]) => ({ path, steps: stepsBetween(path, promptPath) }))
    .toSorted((a, b) => a.steps - b.steps || (a.path < b.path ? -1 : 1))[0]?.path
}

function qualifies(path: string, named: ReadonlySet<string>): boolean {
  return named.has(path) || OWN_EXTENSION.test(path) || INSTRUCTIONS.test(path) || IN_PROMPTS_FOLDER.test(path)
}

function readable(path: string, text: string): PromptDocument | undefined {
  try {
    return parsePrompt(path, text)
  } catch (error) {
    if (InputError.is(error)) return undefined
    throw error
  }
}

/** Undefined where the file is gone, too large, or no text. */
async function smallText(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.read(path)
  if (bytes === undefined || bytes.length > MOST_BYTES || bytes.includes(0)) return undefined
  try {
    return decodeUtf8(bytes, path)
  } catch {
    return undefined
  }
}

function stepsBetween(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)]
  let shared = 0
  while (shared < left.length && left[shared] === right[shared]) shared++
  return left.length + right.length - 2 * shared
}
