// Markdown: one user message. A header, where there is one, is the author's and is not sent.
import { bodyStartIfHeader } from '../frontMatter.ts'
import { regionBetween, regionFormat } from './regions.ts'

export const markdownFormat = regionFormat({
  id: 'markdown',
  label: 'Markdown',
  matches: (path) => /\.md$/i.test(path) && !/\.prompt\.md$/i.test(path),
  regions: (_path, source) => [regionBetween('user', source, bodyStartIfHeader(source), source.length)],
})
