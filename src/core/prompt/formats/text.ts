// Plain text: one user message, the whole file but the empty lines around it.
import { InputError } from '../../errors.ts'
import type { PromptFormat } from '../document.ts'
import { regionBetween, regionFormat } from './regions.ts'

const plain = regionFormat({
  id: 'text',
  label: 'Text',
  matches: (path) => /\.txt$/i.test(path),
  regions: (_path, source) => [regionBetween('user', source, source.startsWith('\uFEFF') ? 1 : 0, source.length)],
})

export const textFormat: PromptFormat = {
  ...plain,
  write: (document, texts) => {
    const written = plain.write(document, texts)
    if (separators(written) > separators(document.source))
      throw new InputError('A line that is only "---" splits a .txt prompt in two.', 'Leave that line out.', {
        file: document.path,
      })
    return written
  },
}

/** Lines at which promptfoo would split the file. */
export function separators(source: string): number {
  return source.split(/\r\n|\n|\r/).filter((line) => line.trim() === '---').length
}
