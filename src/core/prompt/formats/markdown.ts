// Markdown: one user message. A header, where there is one, is the author's and is not sent.
import type { PromptFormat } from '../document.ts'
import { bodyStartIfHeader } from '../frontMatter.ts'
import { regionBetween } from './regions.ts'

export const markdownFormat: PromptFormat = {
  id: 'markdown',
  label: 'Markdown',
  class: 'task',
  claims: (path) => (/\.md$/i.test(path) ? { confidence: 0.1, reason: 'Markdown' } : undefined),
  parse: (_path, source, { engine = 'braces' }) => {
    const start = bodyStartIfHeader(source)
    return [
      {
        engine,
        messages: [regionBetween('user', source, start, source.length)],
        marks: [{ kind: 'header', start: 0, end: start }],
        bodyStart: start,
      },
    ]
  },
}
