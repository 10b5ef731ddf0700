// A run as a table for spreadsheets (RFC 4180). A text that a spreadsheet would run as a formula is made a plain text.
import { type ExportedRow, type RunExport, titleOf } from './runExport.ts'

const COLUMNS = [
  'case',
  'title',
  'split',
  'candidate',
  'model',
  'draw',
  'pass',
  'score',
  'expected',
  'output',
  'reason',
  'error',
  'latency_ms',
  'usd',
]

/** With a byte order mark, so that spreadsheets read it as UTF-8. `pass` and `score` are empty where nothing was graded. */
export function* toCsv({ rows, prompts }: RunExport): Generator<string> {
  const labels = new Map(prompts.map(({ candidateId, label }) => [candidateId, label]))
  yield `\uFEFF${lineOf(COLUMNS)}`
  for (const row of rows()) yield lineOf(cellsOf(row, labels.get(row.candidateId) ?? row.candidateId))
}

function cellsOf(row: ExportedRow, label: string): string[] {
  return [
    row.caseId,
    titleOf(row),
    row.split,
    label,
    row.model,
    String(row.repeat + 1),
    row.grade === undefined ? '' : String(row.grade.pass),
    row.grade === undefined ? '' : String(row.grade.score),
    row.kase?.expected ?? '',
    row.output,
    row.grade?.reason ?? '',
    row.error ?? '',
    String(Math.round(row.latencyMs)),
    row.usd === undefined ? '' : String(row.usd),
  ]
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** An apostrophe goes before what spreadsheets take for a formula (OWASP, CSV injection); numbers stay numbers. */
export function csvCell(text: string): string {
  const risky = /^\s*[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/.test(text)
  const safe = risky ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
