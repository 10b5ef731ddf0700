// Copilot prompt files (*.prompt.md): a header that stays as it is, and a body that is one user message.
import { bodyStart } from '../frontMatter.ts'
import { regionBetween, regionFormat } from './regions.ts'

export const copilotPromptFormat = regionFormat({
  id: 'copilot-prompt',
  label: 'Copilot prompt',
  matches: (path) => /\.prompt\.md$/i.test(path),
  regions: (path, source) => [regionBetween('user', source, bodyStart(path, source), source.length)],
})
