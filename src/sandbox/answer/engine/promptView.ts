// A prompt as a proposer looks at it: which labels it offers and in which lines, and where an instruction would go.
// Must read the lines it is shown and nothing else.
import type { PromptLine } from '../../../core/optimize/contract.ts'
import { findLabels } from '../findLabels.ts'
import { nounOf } from '../format.ts'
import type { Line } from '../prompt.ts'
import { nameKey } from '../text.ts'

export interface LabelPlace {
  readonly key: string
  readonly name: string
  /** The line that is about this label alone. */
  readonly own: PromptLine | undefined
  /** What that line says of it. */
  readonly text: string
}

export interface PromptView {
  readonly lines: readonly PromptLine[]
  readonly labels: readonly LabelPlace[]
  /** The last line of the list of labels. */
  readonly lastListed: PromptLine | undefined
  /** What the prompt calls a label. */
  readonly noun: string
  /** What the prompt calls the input. */
  readonly inputNoun: string
  /** Puts a line of instruction where the author would: before the input, or at the end of the system message. */
  readonly insert: (text: string) => { readonly line: string; readonly text: string }
}

export function viewPrompt(lines: readonly PromptLine[]): PromptView {
  const read = lines.map(
    (line, i): Line => ({
      message: messageOf(lines, i),
      role: line.role,
      text: line.text,
      use: line.protected ? 'input' : 'instruction',
    }),
  )
  const { labels, entries } = findLabels(read, [], undefined)
  const listed = new Set(labels.map((label) => label.key))
  const alone = (index: number): boolean => entries.filter((entry) => entry.line === index).length === 1
  const places = labels.map(({ key, name }): LabelPlace => {
    const own = entries.findLast((entry) => nameKey(entry.name) === key && alone(entry.line))
    return { key, name, own: own && lines[own.line], text: own?.text ?? '' }
  })
  const last = Math.max(-1, ...entries.filter((entry) => listed.has(nameKey(entry.name))).map((entry) => entry.line))
  const instructions = read.flatMap((line) => (line.use === 'instruction' ? [line.text] : [])).join('\n')
  return {
    lines,
    labels: places,
    lastListed: lines[last],
    noun: nounOf(instructions),
    inputNoun: inputNounOf(lines),
    insert: inserter(lines),
  }
}

/** Lines of one role in a row are one message. */
export function messageOf(lines: readonly PromptLine[], index: number): number {
  let message = 0
  for (let i = 1; i <= index; i++) if (lines[i]?.role !== lines[i - 1]?.role) message++
  return message
}

function inserter(lines: readonly PromptLine[]): PromptView['insert'] {
  const first = lines.findIndex((line) => line.protected)
  const at = first < 0 ? lines.length : first
  const before = lines[at - 1]
  if (before === undefined) return (text) => ({ line: 'L0', text: `${text}\n` })
  if (before.role !== lines[at]?.role) return (text) => ({ line: before.id, text: `\n${text}` })
  if (before.text.trim() === '') return (text) => ({ line: before.id, text: `${text}\n` })
  return (text) => ({ line: before.id, text })
}

function inputNounOf(lines: readonly PromptLine[]): string {
  const text = lines.find((line) => line.protected)?.text ?? ''
  const name = /^\W*(\p{L}+)\s*:/u.exec(text)?.[1] ?? /\{\{\s*(\p{L}+)\s*\}\}/u.exec(text)?.[1]
  return name?.toLowerCase() ?? 'text'
}
