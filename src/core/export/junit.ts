// A run as JUnit XML: a suite for each model and candidate, a test case for each answer. A missing answer is an error,
// never a failure.
import { escapeMarkup } from './markup.ts'
import { type ExportedArm, type ExportedRow, type RunExport, resultSentence, titleOf } from './runExport.ts'

export function* toJunit(run: RunExport): Generator<string> {
  const counts = attributes(countsOf(run.arms))
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tunesmith run ${run.id}"${counts}>\n`
  for (const arm of run.arms) yield* suite(`${run.promptPath} ${arm.label} on ${arm.model}`, run, arm)
  yield '</testsuites>\n'
}

function* suite(name: string, run: RunExport, arm: ExportedArm): Generator<string> {
  const timestamp = new Date(run.startedAt).toISOString().slice(0, 19)
  const notes = [resultSentence(arm), ...run.notices, `Sealed cases left out: ${run.sealed}.`]
  yield `  <testsuite${attributes({ name, timestamp, ...countsOf([arm]) })}>\n`
  for (const row of run.rows(arm)) yield testCase(name, row)
  yield `    <system-out>${escapeMarkup(notes.join('\n'))}</system-out>\n  </testsuite>\n`
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
      ? row.error === undefined
        ? `<skipped${attributes({ message: 'Nothing grades this answer.' })}/>`
        : `<error${attributes({ message: row.error })}/>`
      : `<failure${attributes({ message: grade.reason, type: grade.grader })}>${escapeMarkup(`${expected}output: ${row.output}`)}</failure>`
  return `    <testcase${head}>${body}</testcase>\n`
}

function countsOf(arms: readonly ExportedArm[]) {
  const sum = (of: (arm: ExportedArm) => number) => arms.reduce((total, arm) => total + of(arm), 0)
  return {
    tests: sum(({ passed, failed, missing, ungraded }) => passed + failed + missing + ungraded),
    failures: sum(({ failed }) => failed),
    errors: sum(({ missing }) => missing),
    skipped: sum(({ ungraded }) => ungraded),
    time: (sum(({ latencyMs }) => latencyMs) / 1000).toFixed(3),
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replace(/\s+/g, ' ')}"`)
    .join('')
}
