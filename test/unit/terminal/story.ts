// The one story that the view tests tell: run 14 on route.prompt.md. Figures are invented but agree with each other.

import type {
  ConfirmationReport,
  DiagnosisReport,
  Difference,
  LeaderboardRow,
  PlateauStatement,
  RunEvent,
  Spend,
  SweepReport,
} from '../../../src/core/events.ts'
import type { JobView } from '../../../src/core/jobView.ts'
import type { Review } from '../../../src/core/review.ts'
import { type RunView, reduceRun } from '../../../src/shared/viewModel.ts'

export const plain = { colour: false, width: 100 }

const base: LeaderboardRow = {
  candidateId: 'c0',
  label: 'seed',
  model: 'sandbox:small',
  split: 'test',
  rate: { k: 75, n: 120, low: 0.5357, high: 0.7065 },
  missing: 0,
  usdPer1000: 0.098,
  medianLatencyMs: 412,
  notice: 'Simulated: the sandbox is not a real model',
}
export const seedRow = base
export const winnerRow: LeaderboardRow = {
  ...base,
  candidateId: 'c7',
  label: '#7 winner',
  rate: { k: 97, n: 120, low: 0.7287, high: 0.8688 },
  usdPer1000: 0.142,
  medianLatencyMs: 1320,
}
export const unknownRow: LeaderboardRow = {
  ...base,
  model: 'ollama:llama3.2',
  missing: 2,
  usdPer1000: null,
  notice: null,
}

export const gain: Difference = {
  wins: 26,
  losses: 4,
  ties: 90,
  missing: 0,
  estimate: 22 / 120,
  low: 0.095,
  high: 0.265,
  pBetter: 0.99998,
  verdict: 'credible',
}
export const hint: Difference = {
  ...gain,
  wins: 15,
  losses: 2,
  ties: 43,
  estimate: 13 / 60,
  low: 0.084,
  high: 0.335,
  pBetter: 0.999,
}
export const nothing: Difference = {
  ...gain,
  wins: 7,
  losses: 8,
  ties: 105,
  estimate: -1 / 120,
  low: -0.073,
  high: 0.056,
  pBetter: 0.404,
  verdict: 'no evidence',
}

export const plateau: PlateauStatement = {
  plateau: true,
  statement: 'Prompting is at its ceiling for this model.',
  conditions: [
    { met: true, text: 'no edit was kept in the last 14 proposals' },
    { met: false, text: 'the last two harvests failed on the same cases (overlap 61 %)' },
  ],
}

export const spend: Spend = {
  calls: { task: 352, judge: 0, optimizer: 34, test: 240 },
  cachedCalls: 12,
  inputTokens: 70_200,
  outputTokens: 10_900,
  usd: 0.125,
  unpricedCalls: 0,
  limits: { searchCalls: 400, testCalls: 240, usd: 0.25 },
}

export const sweepReport: SweepReport = {
  model: 'sandbox:small',
  seed: seedRow,
  winner: winnerRow,
  sealed: gain,
  optimistic: hint,
  testOpenings: 1,
  exploratory: false,
  target: 0.8,
  edits: [],
  tokens: { seed: 58, winner: 131 },
  plateau,
  sentences: ['#7 is better than the seed: +18.3 points on 120 sealed cases.'],
}

export const diagnosisReport: DiagnosisReport = {
  model: 'sandbox:small',
  probed: 30,
  causes: [
    {
      cause: 'knowledge',
      rate: { k: 17, n: 30, low: 0.392, high: 0.726 },
      probe: 'right once similar answered cases stood in the context',
      caseIds: [],
    },
    {
      cause: 'noise',
      rate: { k: 4, n: 30, low: 0.053, high: 0.297 },
      probe: 'sometimes right when asked again',
      caseIds: [],
    },
    { cause: 'label', rate: { k: 0, n: 30, low: 0, high: 0.114 }, probe: 'the label looks wrong', caseIds: [] },
  ],
  plateau,
  recommendation: {
    action: 'fine-tune',
    headline: 'Fine-tune: the model does not know the distinctions of this field.',
    reasons: ['Knowledge is the cause of 17 of 30 failures.'],
    usableRows: 212,
    trainingUsd: 0.12,
    alternatives: ['Put similar answered cases into the context (retrieval).', 'Stop here.'],
  },
}

export const confirmationReport: ConfirmationReport = {
  tunedModel: 'sandbox:ft:small:7f3a',
  baseModel: 'sandbox:small',
  arms: [
    { ...seedRow, label: 'base + seed prompt' },
    { ...winnerRow, label: 'base + best prompt' },
    { ...seedRow, label: 'tuned + seed prompt', model: 'sandbox:ft:small:7f3a' },
    { ...winnerRow, label: 'tuned + best prompt', model: 'sandbox:ft:small:7f3a' },
  ],
  claim: gain,
  contrasts: [{ label: 'tuned + seed prompt against base + best prompt', difference: nothing }],
  testOpenings: 2,
  exploratory: false,
  decision: 'promote',
  sentences: ['Credible: +18.3 points.', 'Promote the tuned model.'],
}

export const job: JobView = {
  marker: 'tune-7f3a',
  jobId: 'ftjob-1',
  backend: 'sandbox',
  baseModel: 'sandbox:small',
  promptPath: 'route.prompt.md',
  runId: 14,
  createdAt: 1_000,
  rows: { corrected: 61, replayed: 122, untested: 0, valid: 20, leftOut: 3 },
  status: { state: 'running', rawState: 'running', finishesAt: 61_000 },
  step: 120,
  totalSteps: 400,
  loss: 0.4312,
  events: [
    { id: '1', at: 2_000, level: 'info', message: 'step 1', metrics: { step: 1, totalSteps: 400, trainLoss: 2.31 } },
    {
      id: '2',
      at: 9_000,
      level: 'info',
      message: 'step 120',
      metrics: { step: 120, totalSteps: 400, trainLoss: 0.4312 },
    },
  ],
}

export const review: Review = {
  runId: 14,
  promptPath: 'route.prompt.md',
  seedSource: 'You route messages.\nPick a queue.\n\n{{message}}\n',
  candidateSource:
    'You route messages.\nPick one of: billing, card, loan.\nAnswer with the name alone.\n\n{{message}}\n',
  label: '#7 winner',
  score: '+18.3 points, credible',
  hunks: [
    {
      seed: { start: 1, count: 1 },
      candidate: { start: 1, count: 2 },
      hypotheses: ['The queues are not named, so the model invents some.', 'Wordy replies fail the grader.'],
      wins: 15,
      losses: 2,
      n: 60,
      pBetter: 0.999,
    },
  ],
}

export const started: RunEvent = {
  type: 'started',
  runId: 14,
  kind: 'sweep',
  at: 1_000,
  promptPath: 'route.prompt.md',
  evalPath: 'route.eval.yaml',
  models: ['sandbox:small'],
  notices: ['Simulated: the sandbox is not a real model'],
  splits: { train: 60, select: 60, test: 120 },
  limits: spend.limits,
  target: 0.8,
  exploratory: false,
}

/** The view after these events. */
export function viewOf(...events: readonly RunEvent[]): RunView {
  return events.reduce<RunView>((view, event) => reduceRun(view, event), reduceRun(undefined, started))
}
