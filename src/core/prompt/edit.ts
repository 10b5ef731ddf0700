// An edit asked for by name or by place: text found in the messages, or one message's text as a whole. Refuses what is
// protected; what it gives back is the file with nothing else changed.
import { InputError } from '../errors.ts'
import type { PromptDocument } from './document.ts'
import { checkCandidate } from './invariants.ts'
import { withLf } from './lines.ts'
import { splitPath, writePrompt } from './registry.ts'
import { protectedSpans } from './spans.ts'

/** The file with every occurrence of `find` in its prose replaced. Throws `InputError` where there is none, or where
 *  the result would lose a variable or change the file's structure. */
export function replaceText(document: PromptDocument, find: string, replacement: string): string {
  const wanted = withLf(find)
  const { file } = splitPath(document.path)
  if (wanted === '') throw new InputError('There is nothing to find.', 'Say what is to be replaced.', { file })
  const texts = document.messages.map(({ text }) =>
    replacedIn(text, proseOf(text, document.engine), wanted, withLf(replacement)),
  )
  if (texts.some((text, i) => text !== document.messages[i]?.text) || wanted === withLf(replacement))
    return checked(document, texts)
  const stands = withLf(document.source).includes(wanted) || document.messages.some(({ text }) => text.includes(wanted))
  throw stands
    ? new InputError(
        `"${find}" stands only in protected places: a header, a role, a variable, a reference, code.`,
        'Edit the file by hand, if it must be.',
        { file },
      )
    : new InputError(`"${find}" is not in the file.`, 'Correct what is to be found.', { file })
}

/** The file with the message at a JSON pointer replaced: `/messages/0/content`, or `/0/content` in a list. Throws
 *  `InputError` where the pointer is no message's text, and as `replaceText` does. */
export function setText(document: PromptDocument, pointer: string, text: string): string {
  const { file } = splitPath(document.path)
  const index = messageAt(document, pointer)
  if (index === undefined)
    throw new InputError(
      `${pointer} is protected, or not there.`,
      `Only the text of a message can be set: ${document.messages.map((_, i) => `/messages/${i}/content`).join(', ')}.`,
      { file },
    )
  return checked(
    document,
    document.messages.map((message, i) => (i === index ? withLf(text) : message.text)),
  )
}

/** Index of the part of a message that the pointer names. A message in parts has them as /content/0/text. */
function messageAt(document: PromptDocument, pointer: string): number | undefined {
  const [, message, part] = /^(?:\/messages)?\/(\d+)\/content(?:\/(\d+)\/text)?$/.exec(pointer) ?? []
  if (message === undefined) return undefined
  const starts = document.sources.flatMap(({ continues }, i) => (continues ? [] : [i]))
  const start = starts[Number(message)]
  const end = starts[Number(message) + 1] ?? document.sources.length
  if (start === undefined || (part === undefined && end - start > 1)) return undefined
  const index = start + Number(part ?? 0)
  return index < end ? index : undefined
}

function checked(document: PromptDocument, texts: readonly string[]): string {
  const problem = checkCandidate(document, texts, { keep: [], leakSources: [] }).find(({ code }) => MUST.has(code))
  if (problem !== undefined)
    throw new InputError(`The edit is refused: ${problem.message}`, 'Keep what is protected as it stands.', {
      file: splitPath(document.path).file,
    })
  return writePrompt(document, texts)
}

/** What no edit may do; length, leaks and rules are the author's own business. */
const MUST: ReadonlySet<string> = new Set([
  'roles',
  'format',
  'characters',
  'variable-lost',
  'variable-new',
  'span-lost',
  'delimiter',
])

/** The stretches of a text between what is protected. */
function proseOf(text: string, engine: PromptDocument['engine']): { start: number; end: number }[] {
  const prose: { start: number; end: number }[] = []
  let at = 0
  for (const span of protectedSpans(text, engine)) {
    if (span.start > at) prose.push({ start: at, end: span.start })
    at = Math.max(at, span.end)
  }
  return [...prose, { start: at, end: text.length }]
}

function replacedIn(
  text: string,
  prose: readonly { start: number; end: number }[],
  find: string,
  replacement: string,
): string {
  return prose.reduceRight(
    (whole, { start, end }) =>
      whole.slice(0, start) + whole.slice(start, end).replaceAll(find, () => replacement) + whole.slice(end),
    text,
  )
}
