// Text without inputs: every sign is literal.
import type { TemplateEngine } from './engine.ts'

export const noEngine: TemplateEngine = {
  id: 'none',
  label: 'no template',
  spans: () => [],
  variables: () => [],
  problem: () => undefined,
  render: (text) => [{ text, literal: true }],
}
