// A run as promptfoo's results file, version 3 (`OutputFile` of promptfoo 0.123.1): what `promptfoo import` reads.
import type { Assertion } from '../evals/case.ts'
import type { Grade, GradePart } from '../grade.ts'
import type { ExportedArm, ExportedRow, RunExport } from './runExport.ts'

/** 0 passed, 1 an assertion failed, 2 an error. */
type FailureReason = 0 | 1 | 2

export function* toPromptfooResults(run: RunExport): Generator<string> {
  const timestamp = new Date(run.startedAt).toISOString()
  const prompts = run.arms.map((arm) => ({
    raw: arm.text,
    label: arm.label,
    id: `${run.id}-${arm.candidateId}`,
    provider: arm.model,
    metrics: metricsOf(arm),
  }))
  const frame = {
    evalId: `tunesmith-${run.id}-${timestamp.slice(0, 19)}`,
    results: { version: 3, timestamp, prompts, stats: { ...countsOf(run.arms), tokenUsage: {} }, results: [ROWS] },
    config: {
      description: `Tunesmith ${run.kind} ${run.id} of ${run.promptPath}`,
      prompts: run.prompts.map(({ label, text }) => ({ label, raw: text })),
      providers: [...new Set(run.arms.map(({ model }) => model))],
      tests: [],
    },
    shareableUrl: null,
    metadata: {
      exportedFrom: 'tunesmith',
      exportedAt: timestamp,
      notices: run.notices,
      sealedCasesLeftOut: run.sealed,
    },
  }
  const text = JSON.stringify(frame, null, 2)
  // No text in JSON holds a control sign as it is, so this is the one place.
  const place = text.indexOf(JSON.stringify(ROWS))
  yield text.slice(0, place)
  yield* resultsOf(run)
  yield `${text.slice(place + JSON.stringify(ROWS).length)}\n`
}

/** Stands where the rows go. */
const ROWS = '\u0000rows'

function* resultsOf(run: RunExport): Generator<string> {
  const armIdx = new Map(run.arms.map(({ candidateId, model }, i) => [`${candidateId}\n${model}`, i]))
  const testIdx = new Map<string, number>()
  let between = ''
  for (const row of run.rows()) {
    const promptIdx = armIdx.get(`${row.candidateId}\n${row.model}`) ?? 0
    const { text: raw = '', label = row.candidateId } = run.arms[promptIdx] ?? {}
    const test = testIdx.get(row.caseId) ?? testIdx.size
    testIdx.set(row.caseId, test)
    yield `${between}${JSON.stringify(resultOf(run, row, { testIdx: test, promptIdx, prompt: { raw, label } }))}`
    between = ',\n      '
  }
}

interface Place {
  readonly testIdx: number
  readonly promptIdx: number
  readonly prompt: { readonly raw: string; readonly label: string }
}

function resultOf(run: RunExport, row: ExportedRow, place: Place) {
  const { kase, grade, model } = row
  const failureReason: FailureReason = grade === undefined ? 2 : grade.pass ? 0 : 1
  const vars = kase?.vars ?? {}
  const assert = kase?.assertions.map(assertionOf) ?? []
  return {
    ...place,
    id: `${run.id}-${place.promptIdx}-${place.testIdx}-${row.repeat}`,
    testCase: { description: row.caseId, vars, assert, metadata: { id: row.caseId, split: row.split } },
    promptId: `${run.id}-${row.candidateId}`,
    provider: { id: model, label: model },
    vars,
    response: {
      output: row.output,
      ...(row.error !== undefined && { error: row.error }),
      ...(row.usd !== undefined && { cost: row.usd }),
    },
    ...(grade === undefined && { error: row.error ?? 'Nothing grades this answer.' }),
    failureReason,
    success: grade?.pass === true,
    score: grade?.score ?? 0,
    latencyMs: Math.round(row.latencyMs),
    gradingResult:
      grade === undefined
        ? null
        : {
            ...verdictOf(grade),
            namedScores: grade.namedScores ?? {},
            componentResults: (grade.parts ?? []).flatMap((part, i) => componentsOf(part, kase?.assertions[i])),
          },
    namedScores: grade?.namedScores ?? {},
    cost: row.usd ?? 0,
    metadata: {},
  }
}

function verdictOf({ pass, score, reason }: Grade) {
  return { pass, score, reason }
}

/** As in promptfoo, the assertions of a set stand behind it. */
function componentsOf(part: GradePart, assertion: Assertion | undefined): unknown[] {
  const told = assertion === undefined ? { type: part.grader } : assertionOf(assertion)
  return [
    { ...verdictOf(part), assertion: { ...told, ...(part.metric !== undefined && { metric: part.metric }) } },
    ...(part.parts ?? []).flatMap((inner, i) => componentsOf(inner, assertion?.assertions?.[i])),
  ]
}

function assertionOf({ type, negated, value, threshold, weight }: Assertion) {
  return {
    type: negated ? `not-${type}` : type,
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold }),
    ...(weight !== 1 && { weight }),
  }
}

function countsOf(arms: readonly ExportedArm[]) {
  const sum = (of: (arm: ExportedArm) => number) => arms.reduce((total, arm) => total + of(arm), 0)
  return {
    successes: sum(({ passed }) => passed),
    failures: sum(({ failed }) => failed),
    errors: sum(({ missing, ungraded }) => missing + ungraded),
  }
}

function metricsOf(arm: ExportedArm) {
  return {
    score: arm.score,
    testPassCount: arm.passed,
    testFailCount: arm.failed,
    testErrorCount: arm.missing + arm.ungraded,
    assertPassCount: arm.assertions.passed,
    assertFailCount: arm.assertions.failed,
    totalLatencyMs: Math.round(arm.latencyMs),
    tokenUsage: {},
    namedScores: Object.fromEntries([...arm.named].map(([name, { score }]) => [name, score])),
    namedScoresCount: Object.fromEntries([...arm.named].map(([name, { count }]) => [name, count])),
    cost: arm.usd,
  }
}
