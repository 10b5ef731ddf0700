// Copilot prompt files (*.prompt.md): a header that stays as it is, and a body that is one user message.
import type { PromptFormat } from '../document.ts'
import { bodyStart } from '../frontMatter.ts'
import { regionBetween } from './regions.ts'

export const copilotPromptFormat: PromptFormat = {
  id: 'copilot-prompt',
  label: 'Copilot prompt',
  class: 'task',
  claims: (path) => (/\.prompt\.md$/i.test(path) ? { confidence: 1, reason: 'named *.prompt.md' } : undefined),
  parse: (path, source) => {
    const start = bodyStart(path, source)
    return [
      {
        engine: 'braces',
        messages: [regionBetween('user', source, start, source.length)],
        marks: [{ kind: 'header', start: 0, end: start }],
        bodyStart: start,
      },
    ]
  },
}
