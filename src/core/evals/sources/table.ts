// The kinds of files that bring their own cases, beside eval files. Reads only the file that is asked about.
import type { Files } from '../../ports.ts'
import { readText } from '../../readText.ts'
import { EVAL_FILE } from '../evalFileName.ts'
import type { Warnings } from '../warnings.ts'
import { githubModels } from './githubModels.ts'
import { openaiGraders } from './openaiGraders.ts'
import { openaiRegistry } from './openaiRegistry.ts'
import { prompty } from './prompty.ts'
import type { EvalSource, Translation } from './translation.ts'

const SOURCES: readonly EvalSource[] = [githubModels, prompty, openaiRegistry, openaiGraders]

/** The kind of the file; undefined where it brings no cases, or is an eval file. */
export function sourceOf(path: string, text: string): EvalSource | undefined {
  return EVAL_FILE.test(path) ? undefined : SOURCES.find((source) => source.claims(path, text))
}

/** The file's cases; undefined where it is of none of these kinds. Throws `InputError` where it is broken. */
export async function readSource(files: Files, path: string, warnings: Warnings): Promise<Translation | undefined> {
  if (EVAL_FILE.test(path)) return undefined
  const text = await readText(files, path)
  return text === undefined ? undefined : sourceOf(path, text)?.translate(files, path, text, warnings)
}
