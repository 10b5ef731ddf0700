// `tunesmith import`: cases from logs and from the prompt's own commits, listed for review, then written beside the
// prompt. Must never write without --accept or --reject, nor over a file but the eval file that is to name the dataset.
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { type CaseFiles, caseFiles } from '../../core/generate/caseFiles.ts'
import { componentIdOf } from '../../core/generate/componentTypes.ts'
import { loadSubject } from '../../core/generate/subject.ts'
import type { ReadHistory, Revision } from '../../core/history/revision.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import type { LogFile } from '../../core/traces/importTraces.ts'
import { filesOrder, type Suggestions, suggestCases } from '../../core/traces/suggestCases.ts'
import { acceptedOf } from '../accepted.ts'
import type { Command } from '../arguments.ts'
import { checkLines, draftLines } from '../draftListing.ts'
import { listFiles } from '../listing.ts'
import type { Look } from '../look.ts'
import { exitCodes } from '../outcome.ts'
import { overridesOf } from '../overrides.ts'
import type { Answer } from '../promptFiles.ts'
import { bullet } from '../text.ts'
import { insideRoot, workspaceFiles, writeWhole } from '../workspace.ts'

const ROOM = 100
const LOG_FILE = /\.(?:jsonl|ndjson|json|csv|log|txt)$/i

/** `history` reads the commits of files below `root`. Throws `InputError`. */
export async function importCases(root: string, command: Command, history: ReadHistory, look: Look): Promise<Answer> {
  const { target, from, history: ofHistory, count = ROOM, seed = '1', evalFile, type, models } = command
  if (from.length === 0 && !ofHistory)
    throw new InputError('Nothing says where the cases are.', 'Name logs with --from FILE, or say --history.')
  const path = insideRoot(root, process.cwd(), target)
  const evalPath = evalFile && insideRoot(root, process.cwd(), evalFile)
  const subject = await loadSubject(workspaceFiles(root), path, { evalPath, overrides: await overridesOf(root) })
  const revisions = await revisionsOf(history, path, ofHistory)
  const logs = (await Promise.all(from.map(logFiles))).flat()
  const found = await suggestCases({ subject, revisions, logs, ofHistory, room: count, seed })
  const accepted = acceptedOf(found.drafts, command)
  const chosenType = type === undefined ? undefined : componentIdOf(type)
  const files = await caseFiles({
    ...filesOrder(subject, accepted ?? found.drafts, { type: chosenType, model: models[0] }),
    exists: async (name) => existsSync(join(root, name)),
  })
  const isWritten = accepted !== undefined
  if (isWritten) for (const { path: file, text } of files.files) await writeWhole(join(root, file), text)
  return { lines: view(found, files, isWritten, look), json: jsonOf(found, files, isWritten), exitCode: exitCodes.good }
}

/** Older versions are a help for logs, and needed for --history alone. */
async function revisionsOf(history: ReadHistory, path: string, isNeeded: boolean): Promise<readonly Revision[]> {
  try {
    return await history(splitPath(path).file)
  } catch (error) {
    if (InputError.is(error) && !isNeeded) return []
    throw error
  }
}

/** The file itself, or the logs in a folder. */
async function logFiles(name: string): Promise<LogFile[]> {
  const path = resolve(name)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new InputError('There is no such file.', 'Correct the path.', { file: name })
  const logOf = (file: string): LogFile => ({
    name: file,
    chunks: chunksOf(file),
  })
  if (!found.isDirectory()) return [logOf(name)]
  const inside = listFiles(path, '')
    .filter((file) => LOG_FILE.test(file))
    .sort()
  if (inside.length === 0)
    throw new InputError('The folder holds no log.', 'Logs end in .jsonl, .json, .csv, .log or .txt.', { file: name })
  return inside.map((file) => logOf(join(name, file)))
}

/** Opens the file when it is its turn: a stream that waits unread would end the program where it cannot be opened. */
async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(resolve(file), { encoding: 'utf8' })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError(`The file cannot be read: ${why}.`, 'Leave it out, or mend it.', { file })
  }
}

function view({ drafts, history, sentences }: Suggestions, files: CaseFiles, isWritten: boolean, look: Look): string[] {
  const paths = files.files.map(({ path, what }) => `${path} (${what === 'new' ? 'new' : 'names the new cases'})`)
  const end =
    files.files.length === 0
      ? 'There is nothing to write.'
      : isWritten
        ? `Written: ${paths.join(', ')}.`
        : `Nothing is written yet. --accept all writes ${paths.join(' and ')}; --reject 2,5-7 writes all but some.`
  const refused = files.refused.map(({ draft, why }) => `“${draft.why}” is left out: ${why}.`)
  return [
    ...draftLines(drafts, look),
    ...checkLines(history?.checks ?? [], look),
    ...(drafts.length > 0 ? [''] : []),
    ...[...sentences, ...refused].flatMap((sentence) => bullet('•', sentence, look.width)),
    ...bullet(isWritten ? '✓' : '→', end, look.width),
  ]
}

function jsonOf(
  { drafts, traces, history }: Suggestions,
  { files, cases, refused }: CaseFiles,
  isWritten: boolean,
): unknown {
  return {
    drafts,
    traces: traces && { ...traces, drafts: undefined },
    history: history && { ...history, drafts: undefined },
    files: files.map(({ path, what }) => ({ path, what })),
    cases,
    refused,
    written: isWritten,
  }
}
