// Plain text: one user message, the whole file but the empty lines around it.
import type { Mark, PromptFormat } from '../document.ts'
import { afterBom } from '../frontMatter.ts'
import { linesOf } from '../lines.ts'
import { claimByProse } from './claims.ts'
import { regionBetween } from './regions.ts'

export const textFormat: PromptFormat = {
  id: 'text',
  label: 'Text',
  class: 'task',
  claims: (path) => (/\.txt$/i.test(path) ? { confidence: 0.1, reason: 'text' } : undefined),
  sniff: claimByProse,
  parse: (_path, source, { engine = 'braces' }) => {
    const parts = engine === 'nunjucks' ? partsOf(source) : []
    if (parts.length < 2)
      return [{ engine, messages: [regionBetween('user', source, afterBom(source), source.length)] }]
    const marks = parts.flatMap(({ separator }) => separator ?? [])
    return parts.map(({ start, end }, i) => ({
      fragment: String(i + 1),
      engine,
      messages: [regionBetween('user', source, start, end)],
      marks,
    }))
  },
  refuses: (text, { messages }) => {
    const before = messages.reduce((sum, message) => sum + separators(message.text), 0)
    return separators(text) > before ? 'A line that is only "---" splits a .txt prompt in two.' : undefined
  },
}

/** Lines at which promptfoo would split the file. */
export function separators(source: string): number {
  return source.split(/\r\n|\n|\r/).filter((line) => line.trim() === '---').length
}

interface Stretch {
  readonly start: number
  readonly end: number
  /** The line that ends it. */
  readonly separator?: Mark
}

/** What promptfoo takes for prompts of their own: the text between lines that are "---", where there is any. */
function partsOf(source: string): Stretch[] {
  const parts: Stretch[] = []
  let start = afterBom(source)
  for (const line of linesOf(source)) {
    if (source.slice(line.start, line.textEnd).trim() !== '---') continue
    parts.push({ start, end: line.start, separator: { kind: 'separator', start: line.start, end: line.end } })
    start = line.end
  }
  return [...parts, { start, end: source.length }].filter(({ start, end }) => source.slice(start, end).trim() !== '')
}
