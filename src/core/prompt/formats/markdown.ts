// Markdown: one user message. A header, where there is one, is the author's and is not sent.
import type { PromptFormat } from '../document.ts'
import { headerLikeYaml } from '../frontMatter.ts'
import { bodyPrompt } from './body.ts'
import { claimByProse } from './claims.ts'

export const markdownFormat: PromptFormat = {
  id: 'markdown',
  label: 'Markdown',
  class: 'task',
  claims: (path) => (/\.md$/i.test(path) ? { confidence: 0.1, reason: 'Markdown' } : undefined),
  sniff: claimByProse,
  parse: (_path, source, { engine = 'braces' }) => [
    bodyPrompt(source, headerLikeYaml(source), { role: 'user', engine, diagnostics: [] }),
  ],
}
