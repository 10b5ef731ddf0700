// The forms in which a run can be taken along.
import { toCsv } from './csv.ts'
import { toHtml } from './html.ts'
import { toJunit } from './junit.ts'
import { toPromptfooResults } from './promptfooResults.ts'
import type { RunExport } from './runExport.ts'

/** Signs of a block. */
const BLOCK = 2 ** 18

export const EXPORT_FORMATS = {
  promptfoo: { label: 'promptfoo results', extension: 'json', write: toPromptfooResults },
  junit: { label: 'JUnit XML', extension: 'xml', write: toJunit },
  csv: { label: 'CSV', extension: 'csv', write: toCsv },
  html: { label: 'HTML report', extension: 'html', write: toHtml },
} as const satisfies Readonly<
  Record<
    string,
    { readonly label: string; readonly extension: string; readonly write: (run: RunExport) => Iterable<string> }
  >
>

/** The pieces joined into larger ones, so that a file of many rows is written in few steps. */
export function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block = ''
  for (const piece of pieces) {
    block += piece
    if (block.length < BLOCK) continue
    yield block
    block = ''
  }
  if (block !== '') yield block
}

export type ExportFormat = keyof typeof EXPORT_FORMATS

export function isExportFormat(name: string | undefined): name is ExportFormat {
  return name !== undefined && Object.hasOwn(EXPORT_FORMATS, name)
}
