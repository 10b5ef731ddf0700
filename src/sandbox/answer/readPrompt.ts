// Reads a request as a careful person would: which answers it offers, what it says about them, and which text is asked
// about. Must see the request and nothing else.
import type { ChatMessage } from '../../core/ports.ts'
import { findExamples, turnsAsExamples } from './findExamples.ts'
import { findInput } from './findInput.ts'
import { findLabels } from './findLabels.ts'
import { findRules } from './findRules.ts'
import type { Example, Line, Note, ReadPrompt } from './prompt.ts'
import { countTokens, nameKey } from './text.ts'

/** `schema` is the JSON Schema of the reply, where one was asked for. */
export function readPrompt(messages: readonly ChatMessage[], schema?: unknown): ReadPrompt {
  const lines = messages.flatMap((message, index): Line[] =>
    message.content.split(/\r?\n/u).map((text) => ({
      message: index,
      role: message.role,
      text,
      use: message.role === 'assistant' ? 'example' : 'instruction',
    })),
  )
  const found = sparingTheInput(lines)
  const { input, lines: read } = findInput(found.lines)
  const examples = [...turnsAsExamples(messages), ...found.examples]
  const { labels, entries } = findLabels(read, examples, schema)
  const places = placesOf(read)
  const listed = entries.flatMap((entry): Note[] =>
    entry.text === '' ? [] : [{ key: nameKey(entry.name), text: entry.text, not: [], at: places[entry.line] ?? 0 }],
  )
  const taken = new Set(entries.map((entry) => entry.line))
  const rules = findRules(read, labels, taken).map((rule) => ({ ...rule, at: places[rule.line] ?? 0 }))
  return {
    labels,
    notes: [...listed, ...rules],
    examples,
    instructions: read.flatMap((line) => (line.use === 'instruction' ? [line.text] : [])).join('\n'),
    input,
    tokens: countTokens(messages.map((message) => message.content).join('\n')),
  }
}

/** Examples, but never the one that ends the last user message: what follows its field says how to answer. */
function sparingTheInput(lines: readonly Line[]): { examples: readonly Example[]; lines: readonly Line[] } {
  const found = findExamples(lines)
  const last = lines.findLastIndex((line) => line.role === 'user' && line.text.trim() !== '')
  if (found.lines[last]?.use !== 'example') return found
  let start = last
  while (start > 0 && found.lines[start - 1]?.use === 'example' && lines[start - 1]?.message === lines[last]?.message)
    start--
  const tail = lines.slice(start, last + 1)
  const own = findExamples(tail).examples.length
  if (own > 1) return found
  return {
    examples: found.examples.slice(0, found.examples.length - own),
    lines: found.lines.map((line, i) => (i >= start && i <= last ? { ...line, use: 'instruction' as const } : line)),
  }
}

/** For each line, the tokens of the messages that stand before it. */
function placesOf(lines: readonly Line[]): number[] {
  let tokens = 0
  return lines.map((line) => {
    const before = tokens
    tokens += countTokens(line.text)
    return before
  })
}
