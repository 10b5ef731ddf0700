// The formats, and the only way to read and write a prompt. Writing checks itself: a text that would change the file's
// structure is refused, never repaired.
import { InputError } from '../errors.ts'
import type { Claim, FormatId, ParseContext, ParsedPrompt, PromptDocument, PromptFormat } from './document.ts'
import { bamlFormat } from './formats/baml.ts'
import { chatJsonFormat, chatJsonLinesFormat } from './formats/chatJson.ts'
import { chatYamlFormat } from './formats/chatYaml.ts'
import { javascriptFormat, pythonFormat, typescriptFormat } from './formats/code.ts'
import { dotpromptFormat } from './formats/dotprompt.ts'
import { elastacloudFormat } from './formats/elastacloud.ts'
import { geminiCommandFormat } from './formats/geminiCommand.ts'
import { githubModelsFormat } from './formats/githubModels.ts'
import { instructionFormats } from './formats/instructions.ts'
import { jinjaFormat } from './formats/jinja.ts'
import { langchainFormat } from './formats/langchain.ts'
import { markdownFormat } from './formats/markdown.ts'
import { pomlFormat } from './formats/poml.ts'
import { promptfooFormat } from './formats/promptfoo.ts'
import { promptyFormat } from './formats/prompty.ts'
import { semanticKernelFormat } from './formats/semanticKernel.ts'
import { semanticKernelYamlFormat } from './formats/semanticKernelYaml.ts'
import { handlebarsFormat, liquidFormat, mustacheFormat } from './formats/templateFiles.ts'
import { textFormat } from './formats/text.ts'
import { withLf, withoutOuterLineEnds } from './lines.ts'
import { partsOf } from './parts.ts'
import { engineOf } from './templates/engines.ts'
import { spliceTexts } from './write.ts'

const FORMATS: readonly PromptFormat[] = [
  ...instructionFormats,
  promptyFormat,
  promptfooFormat,
  dotpromptFormat,
  githubModelsFormat,
  semanticKernelFormat,
  jinjaFormat,
  chatJsonFormat,
  chatJsonLinesFormat,
  chatYamlFormat,
  semanticKernelYamlFormat,
  langchainFormat,
  elastacloudFormat,
  pomlFormat,
  bamlFormat,
  geminiCommandFormat,
  mustacheFormat,
  handlebarsFormat,
  liquidFormat,
  typescriptFormat,
  javascriptFormat,
  pythonFormat,
  textFormat,
  markdownFormat,
]

/** Characters of a file that are enough to tell its format. */
const HEAD = 64 * 1024
/** From here on a name says enough; below, the content is looked at. */
const BY_NAME = 0.5

/** The format that has the best claim to a file, and the claim. Without its text, names alone decide. */
export function claimOf(path: string, text?: string): { format: PromptFormat; claim: Claim } | undefined {
  let best: { format: PromptFormat; claim: Claim } | undefined
  for (const format of FORMATS) {
    const byName = format.claims(path)
    if (byName === undefined) continue
    const sure = byName.confidence >= BY_NAME || text === undefined
    const claim = sure ? byName : (format.sniff?.(path, text.slice(0, HEAD)) ?? byName)
    if (best === undefined || claim.confidence > best.claim.confidence) best = { format, claim }
  }
  return best
}

/** The format a file of this name is read as; undefined where it cannot be a prompt. */
export function formatOf(path: string, text?: string): PromptFormat | undefined {
  return claimOf(path, text)?.format
}

export function formatById(id: string): PromptFormat | undefined {
  return FORMATS.find((format) => format.id === id)
}

/** The formats that a file may be told to be, in words. */
export function formatChoices(): readonly Pick<PromptFormat, 'id' | 'label'>[] {
  return FORMATS.map(({ id, label }) => ({ id, label })).toSorted((a, b) => a.label.localeCompare(b.label, 'en'))
}

/** File and fragment of a prompt's path: "src/agent.ts#SYSTEM" is the prompt SYSTEM in src/agent.ts. */
export function splitPath(path: string): { file: string; fragment: string | undefined } {
  const at = path.lastIndexOf('#')
  if (at < 0 || formatOf(path) !== undefined) return { file: path, fragment: undefined }
  return { file: path.slice(0, at), fragment: path.slice(at + 1) }
}

/** All prompts of a file. Throws `InputError` where the path has no known format or the file is broken. */
export function parsePrompts(file: string, source: string, context: ParseContext = {}): PromptDocument[] {
  const format = requireFormat(file, source, context.format)
  return format.parse(file, source, context).map((parsed) => documentOf(format, file, source, parsed, context))
}

/** One prompt; the first of its file where the path names no fragment. Throws `InputError`. */
export function parsePrompt(path: string, source: string, context: ParseContext = {}): PromptDocument {
  const { file, fragment } = splitPath(path)
  // Texts are numbered in promptfoo's files alone.
  const isNumbered = /\.txt$/i.test(file) && /^\d+$/.test(fragment ?? '')
  const all = parsePrompts(file, source, isNumbered ? { engine: 'nunjucks', ...context } : context)
  const found = fragment === undefined ? all[0] : all.find((document) => document.path === path)
  if (found !== undefined) return found
  const names = all.map((document) => `#${splitPath(document.path).fragment}`).join(', ')
  throw new InputError(
    fragment === undefined ? 'There is no prompt in this file.' : `There is no prompt #${fragment} in this file.`,
    all.length === 0 ? 'Name another file.' : `It has ${names}.`,
    { file },
  )
}

/** The file with the messages' texts replaced; everything outside the changed lines is equal to the byte. Empty lines
 *  around a text belong to the file. Throws `InputError` where a text cannot stand in this format. */
export function writePrompt(document: PromptDocument, texts: readonly string[]): string {
  const { path, source, messages } = document
  const { file } = splitPath(path)
  if (texts.length !== messages.length)
    throw new InputError(
      `The prompt has ${messages.length} messages, and ${texts.length} texts came for them.`,
      'Give one text for each message.',
      { file },
    )
  const written = spliceTexts(document, texts)
  if (written === source) return written
  const format = requireFormat(file, source, document.format)
  const problem = texts
    .filter((text, i) => text !== messages[i]?.text)
    .map((text) => format.refuses?.(text, document))
    .find((sentence) => sentence !== undefined)
  if (problem !== undefined) throw new InputError(problem, 'Leave that out.', { file })
  if (!isKept(document, texts, written))
    throw new InputError(
      'The new text would change the messages of the file.',
      'Leave out lines that open a message.',
      { file },
    )
  return written
}

function documentOf(
  format: PromptFormat,
  file: string,
  source: string,
  parsed: ParsedPrompt,
  context: ParseContext,
): PromptDocument {
  const { fragment, engine, messages: sources, marks = [], inputs = [], cases = [], diagnostics = [] } = parsed
  const promptClass = parsed.class ?? format.class
  const messages = sources.map(({ role, start, end, codec }) => ({
    role,
    text: withLf(codec.decode(source.slice(start, end)).text),
  }))
  const templates =
    format.whole === undefined ? messages.map(({ text }) => text) : [withLf(format.whole.template(source))]
  const used = templates.flatMap((text) => engineOf(engine).variables(text))
  return {
    path: fragment === undefined ? file : `${file}#${fragment}`,
    format: format.id,
    engine,
    class: promptClass,
    source,
    messages,
    sources,
    parts: partsOf(source, sources, marks, engine),
    bodyStart: parsed.bodyStart ?? 0,
    variables: [...new Set(used)],
    taskVariable: promptClass === 'instructions' ? 'task' : undefined,
    inputs,
    cases,
    diagnostics,
    partials: parsed.partials ?? {},
    context,
  }
}

/** Whether `written` reads as the same messages with the new texts. */
function isKept(document: PromptDocument, texts: readonly string[], written: string): boolean {
  const again = parsePrompt(document.path, written, document.context)
  return (
    again.format === document.format &&
    again.messages.length === texts.length &&
    again.messages.every(
      ({ role, text }, i) => role === document.messages[i]?.role && trimmed(text) === trimmed(withLf(texts[i] ?? '')),
    )
  )
}

function requireFormat(path: string, source: string, told?: FormatId): PromptFormat {
  const format = (told && formatById(told)) ?? formatOf(path, source)
  if (format === undefined)
    throw new InputError(
      'The file is no prompt of a known format.',
      'Use .txt, .md, .prompt.md, .prompty, or .json or .yaml with a list of messages.',
      { file: path },
    )
  return format
}

function trimmed(text: string): string {
  const { start, end } = withoutOuterLineEnds(text, 0, text.length)
  return text.slice(start, end)
}
