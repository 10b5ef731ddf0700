// A run as JUnit XML: a suite for each model and candidate, a test case for each answer. A missing answer is an error,
// never a failure.
import { escapeMarkup } from './markup.ts'
import { type ExportedRow, type RunExport, resultSentence, titleOf } from './runExport.ts'

export function toJunit(run: RunExport): string {
  const suites = run.prompts.flatMap(({ candidateId, label }) =>
    [...new Set(run.rows.map(({ model }) => model))].flatMap((model) => {
      const rows = run.rows.filter((row) => row.candidateId === candidateId && row.model === model)
      return rows.length === 0 ? [] : [suite(`${run.promptPath} ${label} on ${model}`, run, rows)]
    }),
  )
  const counts = attributes(countsOf(run.rows))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tunesmith run ${run.id}"${counts}>\n${suites.join('')}</testsuites>\n`
}

function suite(name: string, run: RunExport, rows: readonly ExportedRow[]): string {
  const at = new Date(run.startedAt).toISOString().slice(0, 19)
  const notes = [resultSentence(rows), ...run.notices, `Sealed cases left out: ${run.sealed}.`]
  return [
    `  <testsuite${attributes({ name, timestamp: at, ...countsOf(rows) })}>\n`,
    ...rows.map((row) => testCase(name, row)),
    `    <system-out>${escapeMarkup(notes.join('\n'))}</system-out>\n`,
    '  </testsuite>\n',
  ].join('')
}

function testCase(suiteName: string, row: ExportedRow): string {
  const { kase, grade, repeat } = row
  const draw = repeat === 0 ? '' : ` (draw ${repeat + 1})`
  const place = kase === undefined ? {} : { file: kase.source.file, line: kase.source.line }
  const name = `${row.caseId}: ${titleOf(row).slice(0, 120)}${draw}`
  const head = attributes({ name, classname: suiteName, time: (row.latencyMs / 1000).toFixed(3), ...place })
  if (grade?.pass === true) return `    <testcase${head}/>\n`
  const expected = kase?.expected === undefined ? '' : `expected: ${kase.expected}\n`
  const body =
    grade === undefined
      ? `<error${attributes({ message: row.error ?? 'no grade' })}/>`
      : `<failure${attributes({ message: grade.reason, type: grade.grader })}>${escapeMarkup(`${expected}output: ${row.output}`)}</failure>`
  return `    <testcase${head}>${body}</testcase>\n`
}

function countsOf(rows: readonly ExportedRow[]) {
  return {
    tests: rows.length,
    failures: rows.filter(({ grade }) => grade?.pass === false).length,
    errors: rows.filter(({ grade }) => grade === undefined).length,
    time: (rows.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / 1000).toFixed(3),
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replace(/\s+/g, ' ')}"`)
    .join('')
}
