// `tunesmith import`: cases from logs and from the prompt's own commits, listed for review, then written beside the
// prompt. Must never write without --accept or --reject, nor over a file but the eval file that is to name the dataset.
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { type CaseFiles, caseFiles } from '../../core/generate/caseFiles.ts'
import { componentIdOf } from '../../core/generate/componentTypes.ts'
import type { DraftCase } from '../../core/generate/draft.ts'
import type { ReadHistory, Revision } from '../../core/history/revision.ts'
import { type HistoryImport, suggestFromHistory, versionsOf } from '../../core/history/suggest.ts'
import type { Files } from '../../core/ports.ts'
import { evalFilesOf, nearestEvalFile } from '../../core/prompt/detect/evalFiles.ts'
import type { PromptDocument } from '../../core/prompt/document.ts'
import { readText } from '../../core/readText.ts'
import { componentOf } from '../../core/traces/componentOf.ts'
import { importTraces, type LogFile, type TraceImport } from '../../core/traces/importTraces.ts'
import type { PromptVersion } from '../../core/traces/matcher.ts'
import { historySentences, traceSentences } from '../../core/traces/sentences.ts'
import { acceptedOf } from '../accepted.ts'
import type { Command } from '../arguments.ts'
import { checkLines, draftLines } from '../draftListing.ts'
import { listFiles } from '../listing.ts'
import type { Look } from '../look.ts'
import { exitCodes } from '../outcome.ts'
import { type Answer, loadPrompt } from '../promptFiles.ts'
import { bullet } from '../text.ts'
import { insideRoot, workspaceFiles, writeWhole } from '../workspace.ts'

const ROOM = 100
const LOG_FILE = /\.(?:jsonl|ndjson|json|csv|log|txt)$/i

/** `history` reads the commits of files below `root`. Throws `InputError`. */
export async function importCases(root: string, command: Command, history: ReadHistory, look: Look): Promise<Answer> {
  const { from, history: isHistory, count = ROOM, seed = '1' } = command
  if (from.length === 0 && !isHistory)
    throw new InputError('Nothing says where the cases are.', 'Name logs with --from FILE, or say --history.')
  const document = await loadPrompt(command.target)
  const promptPath = insideRoot(root, process.cwd(), command.target)
  const revisions = await revisionsOf(history, promptPath, isHistory)
  const traces = from.length === 0 ? undefined : await fromLogs(command, document, revisions, count, seed)
  const past = isHistory ? suggestFromHistory(document, revisions) : undefined
  const drafts = [...(traces?.drafts ?? []), ...(past?.drafts ?? [])]
  const accepted = acceptedOf(drafts, command)
  const files = await filesFor(root, command, document, promptPath, accepted ?? drafts)
  const isWritten = accepted !== undefined
  if (isWritten) for (const { path, text } of files.files) await writeWhole(join(root, path), text)
  return {
    lines: view({ traces, past, drafts, files, isWritten }, look),
    json: {
      drafts,
      traces: traces && withoutDrafts(traces),
      history: past && withoutDrafts(past),
      files: files.files.map(({ path, what }) => ({ path, what })),
      written: isWritten,
    },
    exitCode: exitCodes.good,
  }
}

/** Older versions are a help for logs, and needed for --history alone. */
async function revisionsOf(history: ReadHistory, path: string, isNeeded: boolean): Promise<readonly Revision[]> {
  try {
    return await history(path.replace(/#[^#/]*$/, ''))
  } catch (error) {
    if (InputError.is(error) && !isNeeded) return []
    throw error
  }
}

async function fromLogs(
  { from }: Command,
  document: PromptDocument,
  revisions: readonly Revision[],
  room: number,
  seed: string,
): Promise<TraceImport> {
  const older = versionsOf(document, revisions).map(
    ({ revision, document: version }): PromptVersion => ({
      document: version,
      commit: revision.commit.slice(0, 10),
    }),
  )
  const logs = (await Promise.all(from.map(logFiles))).flat()
  return importTraces({ logs, versions: [{ document }, ...older], room, seed })
}

/** The file itself, or the logs in a folder. */
async function logFiles(name: string): Promise<LogFile[]> {
  const path = resolve(name)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new InputError('There is no such file.', 'Correct the path.', { file: name })
  const logOf = (file: string): LogFile => ({
    name: file,
    chunks: createReadStream(resolve(file), { encoding: 'utf8' }),
  })
  if (!found.isDirectory()) return [logOf(name)]
  const inside = listFiles(path, '')
    .filter((file) => LOG_FILE.test(file))
    .sort()
  if (inside.length === 0)
    throw new InputError('The folder holds no log.', 'Logs end in .jsonl, .json, .csv, .log or .txt.', { file: name })
  return inside.map((file) => logOf(join(name, file)))
}

async function filesFor(
  root: string,
  { evalFile, models, type }: Command,
  document: PromptDocument,
  promptPath: string,
  drafts: readonly DraftCase[],
): Promise<CaseFiles> {
  const files = workspaceFiles(root)
  const named = evalFile === undefined ? undefined : insideRoot(root, process.cwd(), evalFile)
  return caseFiles({
    prompt: { ...document, path: promptPath },
    drafts,
    type: type === undefined ? componentOf(document, drafts) : componentIdOf(type),
    evalFile: await evalFileOf(files, named ?? nearestEvalFile(promptPath, await evalFilesOf(files))),
    model: models[0] ?? 'sandbox:small',
    exists: async (path) => existsSync(join(root, path)),
  })
}

async function evalFileOf(files: Files, path: string | undefined) {
  if (path === undefined) return undefined
  const text = await readText(files, path)
  if (text === undefined) throw new InputError('There is no such eval file.', 'Correct the path.', { file: path })
  return { path, text }
}

interface Found {
  readonly traces: TraceImport | undefined
  readonly past: HistoryImport | undefined
  readonly drafts: readonly DraftCase[]
  readonly files: CaseFiles
  readonly isWritten: boolean
}

function view({ traces, past, drafts, files, isWritten }: Found, look: Look): string[] {
  const sentences = [
    ...(traces === undefined ? [] : traceSentences(traces)),
    ...(past === undefined ? [] : historySentences(past)),
  ]
  const paths = files.files.map(({ path, what }) => `${path} (${what === 'new' ? 'new' : 'names the new cases'})`)
  const end =
    files.files.length === 0
      ? 'There is nothing to write.'
      : isWritten
        ? `Written: ${paths.join(', ')}.`
        : `Nothing is written yet. --accept all writes ${paths.join(' and ')}; --reject 2,5-7 writes all but some.`
  return [
    ...draftLines(drafts, look),
    ...checkLines(past?.checks ?? [], look),
    ...(drafts.length > 0 ? [''] : []),
    ...sentences.flatMap((sentence) => bullet('•', sentence, look.width)),
    ...bullet(isWritten ? '✓' : '→', end, look.width),
  ]
}

function withoutDrafts<T extends { readonly drafts: unknown }>({ drafts, ...rest }: T): Omit<T, 'drafts'> {
  return rest
}
