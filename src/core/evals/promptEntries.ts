// What stands under `prompts:` in an eval file, as paths of prompts: files, globs, folders, and prompts written into the
// eval file itself ("promptfooconfig.yaml#prompts/0"). Programs that make prompts are said, never run.
import { globMatcher, literalGlob } from '../glob.ts'
import type { Files } from '../ports.ts'
import { isInlinePrompt } from '../prompt/formats/promptfoo.ts'
import { separators } from '../prompt/formats/text.ts'
import { formatOf, parsePrompts, splitPath } from '../prompt/registry.ts'
import { EVAL_FILE } from './evalFileName.ts'
import type { Loading } from './loadCode.ts'
import { resolveReference } from './references.ts'
import { isRecord, type Located, type ValuePath } from './source.ts'
import type { Warnings } from './warnings.ts'

/** Larger files are not looked into. */
const MOST_BYTES = 4 * 1024 * 1024
const NOT_BY_NAME = 'A prompt that stands in an eval file is found where the file is named like one:'

/** Without repeats, in order. Throws `InputError` for a path that cannot be meant. */
export async function readPrompts(loading: Loading, whole: Located): Promise<string[]> {
  const { files, warnings } = loading
  const value = isRecord(whole.value) ? whole.value.prompts : undefined
  const paths: string[] = []
  for (const { item, path } of entriesOf(value)) {
    const prompt = isRecord(item) ? (item.raw ?? item.prompt ?? item.id ?? item.path) : item
    if (typeof prompt !== 'string' || prompt.trim() === '')
      warnings.add('This prompt is neither a text nor the path of one, and is not evaluated.', whole, path)
    else if (isInlinePrompt(prompt)) {
      if (EVAL_FILE.test(whole.file)) paths.push(`${whole.file}#${path.join('/')}`)
      else warnings.add(`${NOT_BY_NAME} call it *.eval.yaml, or move the prompt to a file of its own.`, whole, path)
    } else paths.push(...(await warnings.attemptAsync(() => pathsOf(files, prompt, whole, path, warnings), [])))
  }
  return [...new Set(paths)]
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
  if (isProgram(prompt)) return no(`"${prompt}" is a program, and is never run; name a prompt in it: "${prompt}#NAME".`)
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

/** The texts of a .txt file that lines of "---" part are prompts of their own. */
async function promptsIn(files: Files, path: string): Promise<string[]> {
  const bytes = /\.txt$/i.test(path) ? await files.read(path, MOST_BYTES) : undefined
  const text = bytes === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return separators(text) === 0 ? [path] : parsePrompts(path, text, { engine: 'nunjucks' }).map((prompt) => prompt.path)
}

/** promptfoo runs code that it finds among the prompts; here only a text in it can be one. */
function isProgram(prompt: string): boolean {
  const { file, fragment } = splitPath(prompt)
  return /^exec:/.test(prompt) || (fragment === undefined && /\.(?:[mc]?[jt]sx?|py|sh|rb|pl)(?::\w+)?$/i.test(file))
}
