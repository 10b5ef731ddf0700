// Plain text: one user message, the whole file but the empty lines around it.
import type { PromptFormat } from '../document.ts'
import { claimByProse } from './claims.ts'
import { regionBetween } from './regions.ts'

export const textFormat: PromptFormat = {
  id: 'text',
  label: 'Text',
  class: 'task',
  claims: (path) => (/\.txt$/i.test(path) ? { confidence: 0.1, reason: 'text' } : undefined),
  sniff: claimByProse,
  parse: (_path, source, { engine = 'braces' }) => {
    const start = source.startsWith('\uFEFF') ? 1 : 0
    return [{ engine, messages: [regionBetween('user', source, start, source.length)] }]
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
