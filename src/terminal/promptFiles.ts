// The verbs for scripts: a prompt's messages with values in them, a changed file against its original, an edit by name.
// Several files are one act: where one of them cannot be edited, none is written.
import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { InputError } from '../core/errors.ts'
import { contextOfFile } from '../core/prompt/detect/context.ts'
import type { ParseContext, PromptDocument } from '../core/prompt/document.ts'
import { replaceText, setText } from '../core/prompt/edit.ts'
import type { Problem } from '../core/prompt/invariants.ts'
import { parsePrompt, splitPath } from '../core/prompt/registry.ts'
import { renderMessages } from '../core/prompt/render.ts'
import { problemsBetween } from '../core/prompt/validate.ts'
import { decodeUtf8 } from '../core/readText.ts'
import type { Command } from './arguments.ts'
import { type ExitCode, exitCodes } from './outcome.ts'
import { overridesOf } from './overrides.ts'
import { workspaceFiles, workspaceRoot, writePromptFile } from './workspace.ts'

/** What such a verb says: `json` is the whole of --json. */
export interface Answer {
  readonly lines: readonly string[]
  readonly json: unknown
  readonly exitCode: ExitCode
}

/** `tunesmith render FILE… --vars VARS.json`. */
export async function renderFiles({ targets, vars }: Command): Promise<Answer> {
  const values = vars === undefined ? {} : await readVars(vars)
  const rendered = await Promise.all(
    targets.map(async (path) => ({ path, messages: renderMessages(await load(path), values) })),
  )
  const [only] = rendered
  return {
    lines: rendered.flatMap(({ path, messages }) => [
      ...(rendered.length > 1 ? [`${path}:`] : []),
      ...messages.flatMap(({ role, content }) => [`${role}:`, content, '']),
    ]),
    json: rendered.length === 1 && only !== undefined ? { messages: only.messages } : rendered,
    exitCode: exitCodes.good,
  }
}

/** `tunesmith validate ORIGINAL CANDIDATE`, or several such pairs. */
export async function validateFiles({ targets }: Command): Promise<Answer> {
  if (targets.length % 2 !== 0)
    throw new InputError('Files come in pairs: an original and its candidate.', 'Name the candidate of the last one.')
  const pairs = targets.flatMap((original, i) => (i % 2 === 0 ? [[original, targets[i + 1] ?? ''] as const] : []))
  const checked = await Promise.all(
    pairs.map(async ([original, candidate]) => {
      const { path, text, context } = await read(original)
      const problems = problemsBetween(path, text, (await read(candidate)).text, context)
      return { original, candidate, problems }
    }),
  )
  const [only] = checked
  const bad = checked.some(({ problems }) => problems.length > 0)
  return {
    lines: checked.flatMap(({ candidate, problems }) => [
      problems.length === 0 ? `${candidate}: nothing is lost or broken.` : `${candidate}:`,
      ...problems.map(({ code, message }: Problem) => `  ${code}: ${message}`),
    ]),
    json: checked.length === 1 && only !== undefined ? { problems: only.problems } : checked,
    exitCode: bad ? exitCodes.failed : exitCodes.good,
  }
}

/** `tunesmith edit FILE… --find A --replace B`, or `--pointer P --set TEXT`. Throws `InputError` and writes nothing
 *  where the place is protected. */
export async function editFiles({ targets, find, replace, pointer, set }: Command): Promise<Answer> {
  const byText = find !== undefined && replace !== undefined
  const byPlace = pointer !== undefined && set !== undefined
  if (byText === byPlace)
    throw new InputError('An edit is one of two kinds.', 'Give --find A --replace B, or --pointer P --set TEXT.')
  const edits = await Promise.all(
    targets.map(async (typed) => {
      const document = await load(typed)
      const text = byText ? replaceText(document, find, replace) : setText(document, pointer ?? '', set ?? '')
      return { typed, changed: text !== document.source, text }
    }),
  )
  for (const { typed, changed, text } of edits) {
    const path = resolve(splitPath(typed).file)
    if (changed) await writePromptFile(workspaceRoot(dirname(path)), path, text)
  }
  return {
    lines: edits.map(({ typed, changed }) => (changed ? `${typed} is changed.` : `${typed} is as it was.`)),
    json: edits.map(({ typed, changed }) => ({ path: typed, changed })),
    exitCode: exitCodes.good,
  }
}

async function load(typed: string): Promise<PromptDocument> {
  const { path, text, context } = await read(typed)
  return parsePrompt(path, text, context)
}

/** The file's text, under its path in the workspace it lies in: folders are part of how a format is told. */
async function read(typed: string): Promise<{ path: string; text: string; context: ParseContext }> {
  const { file, fragment } = splitPath(typed)
  const full = resolve(file)
  const root = workspaceRoot(dirname(full))
  const path = relative(root, full).replaceAll('\\', '/')
  const text = await textOf(full, file)
  return {
    path: fragment === undefined ? path : `${path}#${fragment}`,
    text,
    context: await contextOfFile(workspaceFiles(root), path, text, await overridesOf(root)),
  }
}

async function textOf(full: string, typed: string): Promise<string> {
  const bytes = await readFile(full).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EISDIR' ? 'It is a folder.' : 'There is no such file.'
    throw new InputError(why, 'Correct the path.', { file: typed })
  })
  return decodeUtf8(bytes, typed)
}

async function readVars(typed: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await textOf(resolve(typed), typed)
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new InputError('The variables are not a JSON object.', 'Write {"name": value}.', { file: typed })
}
