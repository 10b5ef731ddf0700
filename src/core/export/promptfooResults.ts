// A run as promptfoo's results file, version 3 (`OutputFile` of promptfoo 0.123.1): what `promptfoo import` reads.
import type { Assertion } from '../evals/case.ts'
import type { ExportedRow, RunExport } from './runExport.ts'

/** 0 passed, 1 an assertion failed, 2 an error. */
type FailureReason = 0 | 1 | 2

export function toPromptfooResults(run: RunExport): string {
  const arms = run.prompts.flatMap((prompt) =>
    [...new Set(run.rows.map(({ model }) => model))].map((model) => ({ ...prompt, model })),
  )
  const cases = [...new Set(run.rows.map(({ caseId }) => caseId))]
  const testIdx = new Map(cases.map((id, i) => [id, i]))
  const promptIdx = new Map(arms.map(({ candidateId, model }, i) => [`${candidateId}\n${model}`, i]))
  const texts = new Map(run.prompts.map((prompt) => [prompt.candidateId, prompt]))
  const results = run.rows.map((row) => {
    const prompt = texts.get(row.candidateId)
    return resultOf(run, row, {
      testIdx: testIdx.get(row.caseId) ?? 0,
      promptIdx: promptIdx.get(`${row.candidateId}\n${row.model}`) ?? 0,
      prompt: { raw: prompt?.text ?? '', label: prompt?.label ?? row.candidateId },
    })
  })
  const file = {
    evalId: `tunesmith-${run.id}-${new Date(run.startedAt).toISOString().slice(0, 19)}`,
    results: {
      version: 3,
      timestamp: new Date(run.startedAt).toISOString(),
      prompts: arms.map(({ candidateId, model, label, text }) => ({
        raw: text,
        label,
        id: `${run.id}-${candidateId}`,
        provider: model,
        metrics: metricsOf(run.rows.filter((row) => row.candidateId === candidateId && row.model === model)),
      })),
      results,
      stats: { ...countsOf(run.rows), tokenUsage: {} },
    },
    config: {
      description: `Tunesmith ${run.kind} ${run.id} of ${run.promptPath}`,
      prompts: run.prompts.map(({ label, text }) => ({ label, raw: text })),
      providers: [...new Set(run.rows.map(({ model }) => model))],
      tests: [],
    },
    shareableUrl: null,
    metadata: {
      exportedFrom: 'tunesmith',
      exportedAt: new Date(run.startedAt).toISOString(),
      notices: run.notices,
      sealedCasesLeftOut: run.sealed,
    },
  }
  return `${JSON.stringify(file, null, 2)}\n`
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
    ...(grade === undefined && { error: row.error ?? 'no grade' }),
    failureReason,
    success: grade?.pass === true,
    score: grade?.score ?? 0,
    latencyMs: Math.round(row.latencyMs),
    gradingResult:
      grade === undefined
        ? null
        : { pass: grade.pass, score: grade.score, reason: grade.reason, namedScores: {}, componentResults: [] },
    namedScores: {},
    cost: row.usd ?? 0,
    metadata: {},
  }
}

function assertionOf({ type, negated, value, threshold, weight }: Assertion) {
  return {
    type: negated ? `not-${type}` : type,
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold }),
    ...(weight !== 1 && { weight }),
  }
}

function countsOf(rows: readonly ExportedRow[]) {
  return {
    successes: rows.filter(({ grade }) => grade?.pass === true).length,
    failures: rows.filter(({ grade }) => grade?.pass === false).length,
    errors: rows.filter(({ grade }) => grade === undefined).length,
  }
}

function metricsOf(rows: readonly ExportedRow[]) {
  const { successes, failures, errors } = countsOf(rows)
  const sum = (of: (row: ExportedRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    score: sum(({ grade }) => grade?.score ?? 0),
    testPassCount: successes,
    testFailCount: failures,
    testErrorCount: errors,
    assertPassCount: successes,
    assertFailCount: failures,
    totalLatencyMs: Math.round(sum(({ latencyMs }) => latencyMs)),
    tokenUsage: {},
    namedScores: {},
    namedScoresCount: {},
    cost: sum(({ usd }) => usd ?? 0),
  }
}
