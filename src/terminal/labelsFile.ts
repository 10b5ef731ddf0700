// The table in which people label outputs: one row an output, the judge's verdict nowhere in it.
// Must never read a label that nobody wrote.

import { InputError } from '../core/errors.ts'
import { parseCsv } from '../core/evals/csv.ts'

export interface LabelRow {
  readonly id: string
  readonly input: string
  readonly output: string
}

const HEAD = ['id', 'input', 'output', 'label'] as const
const PASSES: ReadonlySet<string> = new Set(['pass', 'p', 'yes', 'y', '1', 'true'])
const FAILS: ReadonlySet<string> = new Set(['fail', 'f', 'no', 'n', '0', 'false'])
const SKIPPED: ReadonlySet<string> = new Set(['', 'skip', 's', '?'])

/** CSV with an empty column "label". */
export function labelsTable(rows: readonly LabelRow[]): string {
  const lines = rows.map(({ id, input, output }) => [id, input, output, ''].map(cell).join(','))
  return `${[HEAD.join(','), ...lines].join('\r\n')}\r\n`
}

/** An output that looks like a formula would be run by a spreadsheet: it gets an apostrophe before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** Verdicts by id; rows without a label are skipped. Throws `InputError` with file and line. */
export function readLabels(file: string, text: string): Map<string, boolean> {
  const [head, ...rows] = parseCsv(text.replace(/^\uFEFF/, ''))
  const [idAt = -1, labelAt = -1] = ['id', 'label'].map((name) => head?.cells.findIndex((one) => one.trim() === name))
  if (idAt < 0 || labelAt < 0)
    throw new InputError('The table has no columns "id" and "label".', 'Delete it and run the command again.', {
      file,
      line: 1,
    })
  const labels = new Map<string, boolean>()
  for (const { cells, line } of rows) {
    const id = cells[idAt]?.trim() ?? ''
    const word = cells[labelAt]?.trim().toLowerCase() ?? ''
    if (SKIPPED.has(word)) continue
    if (!PASSES.has(word) && !FAILS.has(word))
      throw new InputError(`The label "${word}" says neither pass nor fail.`, 'Write pass, fail, or nothing.', {
        file,
        line,
      })
    if (labels.has(id)) throw new InputError(`The output ${id} is labelled twice.`, 'Keep one row.', { file, line })
    labels.set(id, PASSES.has(word))
  }
  return labels
}
