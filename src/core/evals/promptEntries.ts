// What stands under `prompts:` in an eval file, as paths of prompts: files, globs, folders, and prompts written into the
// eval file itself ("promptfooconfig.yaml#prompts/0"), and programs that write one. Must never run a program.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import { globMatcher, literalGlob } from '../glob.ts'
import { sha256 } from '../hash.ts'
import type { Files } from '../ports.ts'
import { isInlinePrompt } from '../prompt/formats/promptfoo.ts'
import { separators } from '../prompt/formats/text.ts'
import { formatOf, parsePrompts, splitPath } from '../prompt/registry.ts'
import { readText } from '../readText.ts'
import { readCode } from './assertionCode.ts'
import { CODE_CONFIG, EVAL_FILE } from './evalFileName.ts'
import type { Loading } from './loadCode.ts'
import { commandAt } from './providers.ts'
import { readReferenceBytes, resolveReference } from './references.ts'
import { isRecord, type Located, partOf, type ValuePath } from './source.ts'
import type { Warnings } from './warnings.ts'

/** Larger files are not looked into. */
const MOST_BYTES = 4 * 1024 * 1024
const NOT_BY_NAME = 'A prompt that stands in an eval file is found where the file is named like one:'

/** A program that writes a prompt. */
export interface PromptProgram {
  /** "prompt.js#make()", or "promptfooconfig.yaml#prompts/2()" for a command. */
  readonly path: string
  readonly piece: CodePiece
  readonly config: unknown
}

export interface PromptEntries {
  /** Without repeats, in order; of what a program writes, its name with "()" behind it. */
  readonly paths: readonly string[]
  /** Under which names tests and providers mean a prompt, by path. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly programs: readonly PromptProgram[]
}

/** Throws `InputError` for a path that cannot be meant. */
export async function readPrompts(loading: Loading, whole: Located): Promise<PromptEntries> {
  const { warnings } = loading
  const value = isRecord(whole.value) ? whole.value.prompts : undefined
  const names = new Map<string, readonly string[]>()
  const programs: PromptProgram[] = []
  for (const { item, path } of entriesOf(value)) {
    const prompt = isRecord(item) ? (item.raw ?? item.prompt ?? item.id ?? item.path) : item
    if (typeof prompt !== 'string' || prompt.trim() === '') {
      warnings.add('This prompt is neither a text nor the path of one, and is not evaluated.', whole, path)
      continue
    }
    const { label, id, config } = isRecord(item) ? item : {}
    const isProgram = isProgramName(prompt)
    const program = isProgram ? await promptProgram(loading, prompt, config, whole, path) : undefined
    if (program !== undefined) programs.push(program)
    const found = isProgram ? (program?.path ?? []) : await pathsIn(loading, prompt, whole, path)
    const given = [label, id, prompt, prompt.replace(/^file:\/\//, '')].filter((name) => typeof name === 'string')
    for (const one of [found].flat()) names.set(one, [...(names.get(one) ?? []), ...given])
  }
  return { paths: [...names.keys()], names, programs }
}

/** Where the prompts of one entry stand. */
async function pathsIn(loading: Loading, prompt: string, whole: Located, path: ValuePath): Promise<string[]> {
  const { files, warnings } = loading
  if (!isInlinePrompt(prompt)) return warnings.attemptAsync(() => pathsOf(files, prompt, whole, path, warnings), [])
  const place = `${whole.file}#${path.join('/')}`
  if (EVAL_FILE.test(whole.file)) return [place]
  if (CODE_CONFIG.test(whole.file)) {
    const text = (await readText(files, whole.file)) ?? ''
    if (parsePrompts(whole.file, text).some((one) => one.path === place)) return [place]
    warnings.add('This prompt is made by the code of the config, and is not evaluated.', whole, path)
  } else warnings.add(`${NOT_BY_NAME} call it *.eval.yaml, or move the prompt to a file of its own.`, whole, path)
  return []
}

/** Run whole, as a program of its own. */
const EXECUTED = /\.(?:sh|bash|exe|bat|cmd|ps1|rb|pl|py)$/i

function isProgramName(prompt: string): boolean {
  if (isInlinePrompt(prompt)) return false
  return /^exec:/.test(prompt) || EXECUTED.test(prompt) || /\.(?:[mc]?[jt]s|py)(?::[\w.]+)?$/i.test(prompt)
}

/** The program that writes the prompt; undefined, with a warning, where it is not there. */
async function promptProgram(
  { files, warnings }: Loading,
  prompt: string,
  config: unknown,
  whole: Located,
  path: ValuePath,
): Promise<PromptProgram | undefined> {
  const where = partOf(whole, path, prompt)
  const place = `${whole.file}#${path.join('/')}()`
  if (/^exec:/.test(prompt)) return { path: place, piece: commandAt(where, prompt.slice(5).trim()), config }
  try {
    if (EXECUTED.test(prompt)) return { path: place, piece: await scriptAt(files, prompt, where), config }
    const piece = await readCode(files, prompt, whole, path, '')
    return { path: `${piece.file}#${piece.name ?? 'default'}()`, piece, config }
  } catch (error) {
    if (!InputError.is(error)) throw error
    warnings.add(`The program "${prompt}" writes no prompt: ${error.message}`, whole, path)
    return undefined
  }
}

/** The command says what stands in the script, so that consent to the one is consent to the other. */
async function scriptAt(files: Files, name: string, where: Located): Promise<CodePiece> {
  const { bytes } = await readReferenceBytes(files, name, where)
  const program = `'./${name.replace(/^file:\/\//, '').replaceAll("'", `'\\''`)}'`
  const run = /\.py$/i.test(name) ? `python3 ${program}` : program
  return commandAt(where, `: ${sha256(new TextDecoder().decode(bytes))} && ${run}`)
}

function entriesOf(value: unknown): { readonly item: unknown; readonly path: ValuePath }[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((item: unknown, i) => ({ item, path: ['prompts', i] }))
  // promptfoo's older form: {path: label}.
  if (isRecord(value) && value.raw === undefined && value.id === undefined)
    return Object.keys(value).map((name) => ({ item: name, path: ['prompts', name] }))
  return [{ item: value, path: ['prompts'] }]
}

async function pathsOf(
  files: Files,
  prompt: string,
  whole: Located,
  path: ValuePath,
  warnings: Warnings,
): Promise<string[]> {
  const no = (sentence: string): string[] => {
    warnings.add(sentence, whole, path)
    return []
  }
  if (/^(?:package|langfuse|portkey|helicone|https?|azureml):/.test(prompt))
    return no(`"${prompt}" does not stand in the workspace, and is not evaluated.`)
  const isGlob = /[*?[{]/.test(prompt)
  const target = resolveReference(prompt, whole, path, isGlob)
  if (!isGlob && formatOf(splitPath(target).file) !== undefined) return promptsIn(files, target)
  const matches = globMatcher(isGlob ? `/${target}` : `${literalGlob(target)}/*`)
  const folder = isGlob
    ? target
        .split('/')
        .slice(0, -1)
        .join('/')
        .replace(/(?:^|\/)[^/]*[*?[{].*$/, '')
    : target
  const found = (await files.list(folder)).filter((file) => matches(file) && formatOf(file) !== undefined)
  if (found.length > 0) return (await Promise.all(found.toSorted().map((file) => promptsIn(files, file)))).flat()
  return no(
    isGlob ? `No prompt matches "${prompt}".` : `"${prompt}" is no prompt of a known format, and is not evaluated.`,
  )
}

/** The texts of a .txt file that lines of "---" part, and the lines of a .jsonl file, are prompts of their own. */
async function promptsIn(files: Files, path: string): Promise<string[]> {
  const bytes = /\.(?:txt|jsonl)$/i.test(path) ? await files.read(path, MOST_BYTES) : undefined
  const text = bytes === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (/\.txt$/i.test(path) ? separators(text) === 0 : text.trim() === '') return [path]
  return parsePrompts(path, text, { engine: 'nunjucks' }).map((prompt) => prompt.path)
}
