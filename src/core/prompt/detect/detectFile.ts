// One file: whether it is a prompt, by what is said of it, else by its name, else by its content. Reads it only where
// that can matter.
import { InputError } from '../../errors.ts'
import { isEvalFile } from '../../evals/evalFile.ts'
import { sourceOf } from '../../evals/sources/table.ts'
import type { Files } from '../../ports.ts'
import { lineOfOffset } from '../../readText.ts'
import type { ParseContext, PromptDocument, PromptFormat } from '../document.ts'
import { claimOf, formatById, parsePrompts } from '../registry.ts'
import { isWorthReading } from './candidates.ts'
import type { Detection } from './detection.ts'
import { type EvalFiles, nearestEvalFile } from './evalFiles.ts'
import { readSmall } from './readSmall.ts'
import { siblingsOf } from './siblings.ts'
import type { Told } from './told.ts'

/** Claims below are not listed. */
const LISTED = 0.5
/** From here on a name is enough, whatever is broken inside. */
const CERTAIN = 0.9

export interface Knowledge {
  readonly evalFiles: EvalFiles
  readonly told: (path: string) => Told | undefined
}

interface Verdict {
  readonly format: PromptFormat
  readonly confidence: number
  readonly reasons: readonly string[]
}

/** The prompts of a file, and the file itself where it is a container; none where it is no prompt. */
export async function detectFile(files: Files, path: string, { evalFiles, told }: Knowledge): Promise<Detection[]> {
  const said = told(path)
  if (said?.format === false) return []
  const byName = claimOf(path)
  const isNamed = (byName?.claim.confidence ?? 0) >= LISTED
  if (isEvalFile(path) || evalFiles.has(path)) return evalFileRows(files, path, evalFiles)
  if (said === undefined && !isNamed && (byName === undefined || !isWorthReading(path))) return []
  const text = await readSmall(files, path)
  if (text === undefined) return []
  const verdict = verdictOf(path, text, said)
  if (verdict === undefined) return []
  const context: ParseContext = {
    ...(said?.format === undefined ? {} : { format: said.format }),
    ...([...evalFiles.values()].some((prompts) => prompts.includes(`${path}#1`)) && { engine: 'nunjucks' as const }),
    sibling: await siblingsOf(files, path, text),
  }
  const documents = readable(path, text, context)
  if (documents === undefined && verdict.confidence < CERTAIN) return []
  return rowsOf(path, text, verdict, documents ?? [], evalFiles)
}

function verdictOf(path: string, text: string, said: Told | undefined): Verdict | undefined {
  const told = said?.format ? formatById(said.format) : undefined
  if (told !== undefined && said !== undefined) return { format: told, confidence: 1, reasons: [said.reason] }
  const best = claimOf(path, text)
  if (best === undefined) return undefined
  const { format, claim } = best
  const reasons = claim.confidence >= LISTED ? [claim.reason] : []
  if (said !== undefined) return { format, confidence: 1, reasons: [said.reason, ...reasons] }
  return claim.confidence < LISTED ? undefined : { format, confidence: claim.confidence, reasons }
}

function readable(path: string, text: string, context: ParseContext): readonly PromptDocument[] | undefined {
  try {
    return parsePrompts(path, text, context)
  } catch (error) {
    if (InputError.is(error)) return undefined
    throw error
  }
}

function rowsOf(
  path: string,
  text: string,
  { format, confidence, reasons }: Verdict,
  documents: readonly PromptDocument[],
  evalFiles: EvalFiles,
): Detection[] {
  const common = { format: format.id, label: format.label, class: format.class, confidence, reasons }
  const own = sourceOf(path, text) === undefined ? null : path
  const nothing = { variables: [], roles: [], bodyStart: 0, line: 1 }
  const rows = documents.map((document): Detection => {
    const start = document.sources[0]?.start ?? document.bodyStart
    return {
      path: document.path,
      kind: 'prompt',
      ...common,
      class: document.class,
      variables: document.variables,
      roles: document.messages.map(({ role }) => role),
      bodyStart: document.bodyStart,
      line: lineOfOffset(text, start),
      evalPath: nearestEvalFile(document.path, evalFiles) ?? own,
    }
  })
  const isPrompt = rows.length === 0 || rows.some((row) => row.path === path)
  const file = { path, ...common, ...nothing, evalPath: nearestEvalFile(path, evalFiles) ?? own }
  if (rows.length === 0) return [{ ...file, kind: 'prompt' }]
  return isPrompt ? rows : [{ ...file, kind: 'container' }, ...rows]
}

/** The eval file, and the prompts that stand in it. */
async function evalFileRows(files: Files, path: string, evalFiles: EvalFiles): Promise<Detection[]> {
  const count = evalFiles.get(path)?.length ?? 0
  const reasons = [
    isEvalFile(path) ? 'the name of an eval file' : 'the keys of an eval file',
    ...(count === 0 ? [] : [`names ${count} prompt${count === 1 ? '' : 's'}`]),
  ]
  const common = { path, kind: 'container', format: 'promptfoo', label: 'Eval file', class: 'task' } as const
  const nothing = { variables: [], roles: [], bodyStart: 0, line: 1, evalPath: null }
  const best = isEvalFile(path) ? claimOf(path) : undefined
  const text = best === undefined ? undefined : await readSmall(files, path)
  const documents = text === undefined ? [] : (readable(path, text, {}) ?? [])
  const verdict = best && { format: best.format, confidence: 1, reasons: [`stands in ${path}`] }
  const rows = verdict && documents.length > 0 ? rowsOf(path, text ?? '', verdict, documents, evalFiles) : []
  return [{ ...common, confidence: 1, reasons, ...nothing }, ...rows.filter(({ kind }) => kind === 'prompt')]
}
