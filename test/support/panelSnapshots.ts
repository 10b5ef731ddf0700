// Snapshots of one story for looking at the panel: route.prompt.md, 240 cases, seed against #7. Counts are invented,
// every interval, P(better) and E is computed from them. Must stay plain data that runs in a browser too.

import { markFrontier } from '../../src/core/evals/pareto.ts'
import type { CandidateSummary, LeaderboardRow, RunEvent } from '../../src/core/events.ts'
import type { JobView } from '../../src/core/jobView.ts'
import type { JobEvent } from '../../src/core/ports.ts'
import { differenceOf, wilson } from '../../src/core/stats/intervals.ts'
import { evidence } from '../../src/core/stats/paired.ts'
import type { PanelTab, PromptRow, RunSummary, RunView, ViewSnapshot } from '../../src/shared/viewModel.ts'

/** 20 November 2026, 11:43 UTC; the harness stops the page's clock here. */
import { casesAsking, casesMaking, casesReviewing, casesWritten } from './panelCases.ts'

export const NOW = Date.UTC(2026, 10, 20, 11, 43, 10)
const STARTED = NOW - 70_000
const DAY = 86_400_000
const MODEL = 'openai:gpt-6-luna'
const PROMPT = 'prompts/route.prompt.md'

const pairs = (wins: number, losses: number, n: number) =>
  differenceOf({ wins, losses, ties: n - wins - losses, missing: 0 })

function boardRow(row: Partial<LeaderboardRow> & { k: number; n: number }): LeaderboardRow {
  const { k, n, ...rest } = row
  return {
    candidateId: 'seed',
    label: 'seed',
    model: MODEL,
    split: 'select',
    rate: wilson(k, n),
    missing: 0,
    usdPer1000: 0.098,
    medianLatencyMs: 410,
    notice: null,
    ...rest,
  }
}

function candidate(id: string, label: string, status: CandidateSummary['status'], tokens: number): CandidateSummary {
  return { id, label, parentId: id === 'seed' ? undefined : 'seed', status, tokens, editIds: [] }
}

const blank: RunView = {
  id: 14,
  kind: 'sweep',
  promptPath: PROMPT,
  evalPath: 'prompts/route.eval.yaml',
  status: 'running',
  message: null,
  startedAt: STARTED,
  finishedAt: null,
  models: [MODEL],
  notices: [],
  splits: { train: 60, select: 60, test: 120 },
  limits: { searchCalls: 400, testCalls: 240, usd: 0.25 },
  target: 0.9,
  exploratory: false,
  preflight: [
    '240 cases: 60 train, 60 select, 120 test (sealed).',
    'The seed passes 37 of 60 select cases; two repeats of 20 agree on 19.',
    'A gain of 12.6 points would be credible with this many sealed cases.',
  ],
  step: null,
  spend: null,
  candidates: [],
  validated: [],
  comparing: null,
  proposals: [],
  leaderboard: [],
  notes: [],
  sweep: null,
  evaluation: null,
  diagnosis: null,
  confirmation: null,
}

type Proposal = RunView['proposals'][number]
const proposal = (atCalls: number, outcome: Proposal['outcome'], hypothesis: string, detail: string): Proposal => ({
  atCalls,
  editId: `e${atCalls}`,
  kind: 'instruction',
  hypothesis,
  outcome,
  detail,
})

const proposals: readonly Proposal[] = [
  proposal(76, 'rejected', 'Ask for the most urgent queue', 'fixed 0 of 4 shown'),
  proposal(92, 'accepted', 'Define each queue in one line', 'fixed 4 of 4 shown, 2 of 2 unseen; broke 0 of 6'),
  proposal(101, 'rejected', 'Put the message before the queues', 'fixed 1 of 4 shown'),
  proposal(112, 'rejected', 'Name the customer', 'fixed 0 of 4 shown'),
  proposal(140, 'rejected', 'Explain what a queue is', 'fixed 1 of 4 shown'),
  proposal(152, 'rejected', 'Prefer technical when unsure', 'broke 2 of 6 that passed'),
  proposal(168, 'accepted', 'Answer with the queue name alone', 'fixed 4 of 4 shown, 2 of 2 unseen; broke 0 of 6'),
  proposal(190, 'rejected', 'You are a senior banking expert', 'fixed 0 of 4 shown'),
  proposal(204, 'refused', 'Rename {{message}} to {{text}}', 'variable lost'),
  proposal(221, 'rejected', 'Give the queue as JSON', 'broke 3 of 6 that passed'),
  proposal(233, 'rejected', 'Think step by step before answering', 'fixed 1 of 4 shown'),
  proposal(
    251,
    'accepted',
    'A payment nobody recognises is security',
    'fixed 4 of 4 shown, 2 of 2 unseen; broke 0 of 6',
  ),
]

const spendOf = (task: number, optimizer: number, test: number, usd: number): NonNullable<RunView['spend']> => ({
  calls: { task, judge: 0, optimizer, test },
  cachedCalls: 31,
  inputTokens: 48_200,
  outputTokens: 3_100,
  usd,
  unpricedCalls: 0,
  limits: blank.limits,
})

const comparing: Extract<RunEvent, { type: 'comparing' }> = {
  type: 'comparing',
  candidateId: 'c5',
  wins: 11,
  losses: 2,
  n: 45,
  e: evidence(11, 2),
  rate: wilson(36, 45),
}

export const running: RunView = {
  ...blank,
  step: { text: 'validating #5', done: 45, total: 60 },
  spend: spendOf(256, 12, 0, 0.069),
  candidates: [
    candidate('seed', 'seed', 'seed', 58),
    candidate('c2', '#2', 'superseded', 96),
    candidate('c4', '#4', 'current', 121),
    candidate('c5', '#5', 'validating', 131),
  ],
  validated: [
    { candidateId: 'seed', atCalls: 60, rate: wilson(37, 60) },
    { candidateId: 'c2', atCalls: 128, rate: wilson(42, 60) },
    { candidateId: 'c4', atCalls: 204, rate: wilson(46, 60) },
  ],
  comparing,
  proposals,
  leaderboard: [
    boardRow({ k: 37, n: 60 }),
    boardRow({ k: 42, n: 60, candidateId: 'c2', label: '#2', usdPer1000: 0.118 }),
    boardRow({ k: 46, n: 60, candidateId: 'c4', label: '#4', usdPer1000: 0.131, medianLatencyMs: 430 }),
  ],
  notes: ['OpenAI asked to wait 2 s; 3 calls were tried again.', '1 answer is missing: the connection was closed.'],
}

/** The first seconds: nothing validated yet. */
export const starting: RunView = {
  ...blank,
  startedAt: NOW - 3_000,
  step: { text: 'measuring the seed', done: 12, total: 60 },
  spend: spendOf(12, 0, 0, 0.002),
  candidates: [candidate('seed', 'seed', 'seed', 58)],
}

const seedOnTest = boardRow({ k: 75, n: 120, split: 'test' })
const winnerOnTest = boardRow({
  k: 97,
  n: 120,
  split: 'test',
  candidateId: 'c7',
  label: '#7 winner',
  usdPer1000: 0.142,
  medianLatencyMs: 440,
})

const sweep: NonNullable<RunView['sweep']> = {
  model: MODEL,
  seed: seedOnTest,
  winner: winnerOnTest,
  sealed: pairs(26, 4, 120),
  optimistic: pairs(15, 2, 60),
  testOpenings: 1,
  exploratory: false,
  target: 0.9,
  edits: [
    {
      id: 'e1',
      kind: 'instruction',
      hypothesis: 'Routes by the words used (“card”), not by the task.',
      removed: ['Pick the queue that fits the message best.'],
      added: ['Pick the queue for what the customer needs done next, not for the words used.'],
      line: 5,
      difference: pairs(3, 0, 25),
    },
    {
      id: 'e2',
      kind: 'definition',
      hypothesis: 'The queues are never defined, so close ones are mixed up.',
      removed: ['Queues: billing, technical, account, security, payment_status, card_services'],
      added: [
        'Queues:',
        '- billing: fees, charges, wrong amounts or rates, refunds',
        '- technical: something is declined, fails or does not work',
        '- account: identity checks, personal details, closing the account',
        '- security: lost or stolen card or phone, unrecognised transactions',
        '- payment_status: pending, delayed, cancelled or reverted payments',
        '- card_services: ordering, delivery and activation of cards',
      ],
      line: 7,
      difference: pairs(7, 1, 31),
    },
    {
      id: 'e3',
      kind: 'instruction',
      hypothesis: '“Refund” pulls unrecognised payments to billing.',
      removed: ['Be helpful and think about what the customer really wants.'],
      added: ['A payment nobody recognises is security, even if a refund is asked for.'],
      line: 9,
      difference: pairs(4, 1, 27),
    },
    {
      id: 'e4',
      kind: 'format',
      hypothesis: 'Replies add a sentence or capitals; the grader wants the bare name.',
      removed: [],
      added: ['Answer with the queue name alone, as written above.'],
      line: 13,
      difference: pairs(9, 0, 29),
    },
  ],
  tokens: { seed: 58, winner: 131 },
  plateau: {
    plateau: true,
    statement: 'Prompting has run out of road at 80.8 %, short of the 90 % target.',
    conditions: [
      { met: true, text: '12 proposals in a row without an accepted edit' },
      { met: true, text: 'the last three validations gained at most 1.6 points (upper 95 % bound)' },
      { met: true, text: 'a restart from the seed came no further' },
      { met: true, text: 'a second proposer was tried' },
    ],
  },
  sentences: [
    '#7 passes 18.3 points more of the 120 sealed cases than the seed: 26 won, 4 lost. Credible.',
    'It costs 45 % more a call: 131 tokens of prompt instead of 58.',
  ],
}

const validated = [
  ...running.validated,
  { candidateId: 'c5', atCalls: 284, rate: wilson(48, 60) },
  { candidateId: 'c6', atCalls: 330, rate: wilson(45, 60) },
  { candidateId: 'c7', atCalls: 378, rate: wilson(50, 60) },
]

export const finished: RunView = {
  ...running,
  status: 'done',
  finishedAt: NOW,
  step: null,
  comparing: null,
  notes: [],
  spend: spendOf(370, 16, 240, 0.125),
  candidates: [
    candidate('seed', 'seed', 'seed', 58),
    candidate('c2', '#2', 'superseded', 96),
    candidate('c4', '#4', 'superseded', 121),
    candidate('c5', '#5', 'superseded', 128),
    candidate('c6', '#6', 'rolled-back', 150),
    candidate('c7', '#7 winner', 'winner', 131),
  ],
  validated,
  leaderboard: [
    ...running.leaderboard,
    boardRow({ k: 48, n: 60, candidateId: 'c5', label: '#5', usdPer1000: 0.139 }),
    boardRow({ k: 50, n: 60, candidateId: 'c7', label: '#7 winner', usdPer1000: 0.142, medianLatencyMs: 440 }),
  ],
  sweep,
}

export const noEvidence: RunView = {
  ...finished,
  sweep: {
    ...sweep,
    winner: seedOnTest,
    sealed: null,
    optimistic: pairs(0, 0, 60),
    edits: [],
    sentences: ['No candidate was shown to be better than the seed. The seed stays.'],
  },
}

export const overBudget: RunView = {
  ...running,
  status: 'budget',
  finishedAt: NOW,
  step: null,
  comparing: null,
  message: 'The budget of 400 search calls was reached.',
  spend: spendOf(388, 12, 0, 0.11),
}

export const failed: RunView = {
  ...starting,
  status: 'failed',
  step: null,
  finishedAt: NOW,
  message: 'OpenAI refused the key: Incorrect API key provided. Set another with “Tunesmith: Set API Key”.',
}

const matrixModels = [
  ['openai:gpt-6-luna', null, [37, 48, 50], [0.098, 0.109, 0.142], [410, 415, 440]],
  ['anthropic:claude-haiku-5-5', null, [43, 50, 51], [0.224, 0.248, 0.316], [520, 530, 560]],
  ['vscode:copilot/gpt-4.1', 'Copilot quota; system role emulated', [44, 49, 51], [null, null, null], [900, 910, 1000]],
  ['ollama:llama3.2', 'local; electricity not counted', [24, 37, 41], [0, 0, 0], [1300, 1300, 1500]],
] as const

export const matrix: RunView = {
  ...finished,
  models: matrixModels.map(([model]) => model),
  candidates: [...finished.candidates, candidate('c9', '#9 short', 'superseded', 71)],
  leaderboard: markFrontier(
    matrixModels.flatMap(([model, notice, k, usd, ms]) =>
      (['seed', 'c9', 'c7'] as const).map((candidateId, index) =>
        boardRow({
          k: k[index] ?? 0,
          n: 60,
          candidateId,
          label: ['seed', '#9 short', '#7 winner'][index] ?? '',
          model,
          notice,
          usdPer1000: usd[index] ?? null,
          medianLatencyMs: ms[index] ?? 0,
          p95LatencyMs: 2.2 * (ms[index] ?? 0),
          tokens: [58, 71, 131][index] ?? 0,
        }),
      ),
    ),
  ),
  sweep: {
    ...sweep,
    models: {
      objective: 'mean',
      searched: matrixModels.map(([model]) => model),
      sealedFor: [MODEL],
      rows: [],
      differences: matrixModels.map(([model, , k], index) => ({
        model,
        split: index === 0 ? 'test' : 'select',
        difference: index === 0 ? pairs(26, 4, 120) : pairs(k[2] - k[0] + 2, 2, 60),
        pHolm: [0.0001, 0.02, 0.03, 0.0004][index] ?? 1,
        floorRisk: 0.01,
      })),
      worst: 'vscode:copilot/gpt-4.1',
      floorHeld: true,
      cheaper: [],
      variants: [
        {
          model: 'ollama:llama3.2',
          candidateId: 'c12',
          without: ['The queues are never defined, so close ones are mixed up.'],
          difference: { ...pairs(14, 3, 60), verdict: 'likely' },
        },
      ],
      sentences: [
        'No model has a chance above .2 of being worse by more than 2 points. vscode:copilot/gpt-4.1 gains least: +11.7 points (95 % CI +1.8 to +21.0) on select cases, optimistic.',
        'openai:gpt-6-luna with the new prompt is not worse than anthropic:claude-haiku-5-5 with the old one: +11.7 points (95 % CI −1.4 to +24.0) on 60 select cases (used for choosing, so optimistic), at 63 % of the price a call.',
        'One prompt does not serve every model: a variant for ollama:llama3.2, without 1 of the edits, gains +18.3 points (95 % CI +4.9 to +30.6) on its select cases (used for choosing, so optimistic).',
      ],
    },
    sentences: [
      'gpt-6-luna with #7 against claude-haiku-5-5 with the seed: +11.7 points, 95 % CI −1.4 to +24.0. No evidence that it is worse, and 37 % cheaper.',
      '#9 short against #7 on gpt-6-luna: −3.3 points, 95 % CI −13.2 to +6.7. Not shown to be as good, though 23 % cheaper.',
    ],
  },
}

const evaluated: readonly LeaderboardRow[] = [
  boardRow({ k: 63, n: 120, model: 'sandbox:small', notice: 'simulated', usdPer1000: 0.012, medianLatencyMs: 38 }),
  boardRow({
    k: 81,
    n: 119,
    missing: 1,
    model: 'sandbox:medium',
    notice: 'simulated',
    usdPer1000: 0.061,
    medianLatencyMs: 61,
  }),
  boardRow({ k: 96, n: 120, model: 'sandbox:large', notice: 'simulated', usdPer1000: 0.244, medianLatencyMs: 95 }),
]

export const evaluation: RunView = {
  ...blank,
  id: 13,
  kind: 'eval',
  status: 'done',
  finishedAt: NOW,
  models: ['sandbox:small', 'sandbox:medium', 'sandbox:large'],
  notices: ['simulated'],
  target: null,
  limits: { searchCalls: 360, testCalls: 0 },
  spend: { ...spendOf(360, 0, 0, 0.036), limits: { searchCalls: 360, testCalls: 0 } },
  candidates: [candidate('seed', 'seed', 'seed', 58)],
  leaderboard: evaluated,
  evaluation: {
    rows: evaluated,
    exploratory: false,
    sentences: [
      'sandbox:large passes 27.5 points more than sandbox:small on the same 120 cases, 95 % CI +18.1 to +36.0. Credible.',
      'sandbox:medium against sandbox:small: +15.1 points, 95 % CI +6.4 to +23.4. Credible.',
    ],
  },
}

export const evaluating: RunView = {
  ...evaluation,
  status: 'running',
  step: { text: 'evaluating sandbox:medium', done: 71, total: 120 },
  spend: { ...spendOf(191, 0, 0, 0.009), limits: evaluation.limits },
  leaderboard: evaluation.leaderboard.slice(0, 1),
  evaluation: null,
}

const failures = 20
export const diagnosed: RunView = {
  ...blank,
  id: 15,
  kind: 'diagnosis',
  status: 'done',
  finishedAt: NOW,
  diagnosis: {
    model: MODEL,
    probed: failures,
    plateau: sweep.plateau,
    causes: (
      [
        ['knowledge', 10, 'right once similar answered cases stood in the context'],
        ['noise', 3, 'right in some of 4 repeats'],
        ['instruction', 3, 'right with a one-sentence hint'],
        ['capability', 2, 'right with a bigger model'],
        ['label', 1, 'every model disagrees with the label'],
        ['format', 1, 'right answer, unreadable shape'],
      ] as const
    ).map(([cause, k, probe]) => ({
      cause,
      rate: wilson(k, failures),
      probe,
      caseIds: Array.from({ length: k }, (_, i) => `support-routing-${cause.slice(0, 2)}${i}`),
    })),
    recommendation: {
      action: 'fine-tune',
      headline: 'Fine-tune gpt-6-luna',
      reasons: [
        '15 of 20 failures (75 %, 95 % CI 53 to 89) are knowledge, noise or capability.',
        'At most 14.4 of the 19.2 points still failing can be gained. An upper bound, not a forecast.',
      ],
      usableRows: 225,
      trainingUsd: 0.96,
      alternatives: [
        'Accept #7 and stop: the gain is credible as it is.',
        'Fix 1 label first: free, moves select by up to 1.7 points.',
        'Put the knowledge in the context: probe 10 of 20 right; +310 tokens, +7.8 ¢ per 1,000 calls.',
      ],
    },
  },
}

const dev = [1.34, 0.98, 0.75, 0.64, 0.57, 0.53, 0.49, 0.52]
const trainLoss = (step: number): number =>
  0.34 + 1.5 * Math.exp(-step / 95) + 0.055 * Math.sin(step / 7) * (step > 60 ? 1 : 0.3)

const lossEvents: readonly JobEvent[] = Array.from({ length: 43 }, (_, i) => {
  const step = i * 10
  const validLoss = step > 0 && step % 50 === 0 ? dev[step / 50 - 1] : undefined
  return {
    id: `m${step}`,
    at: NOW - (420 - step) * 1_500,
    level: 'info' as const,
    message: `Step ${step}, loss ${trainLoss(step).toFixed(2)}`,
    metrics: {
      step,
      totalSteps: 900,
      trainLoss: trainLoss(step),
      ...(validLoss === undefined ? {} : { validLoss }),
    },
  }
})

export const job: JobView = {
  marker: 'tunesmith-7qx2m',
  jobId: 'ftjob-7Qx2m',
  backend: 'openai',
  baseModel: MODEL,
  promptPath: PROMPT,
  runId: 14,
  createdAt: NOW - 680_000,
  rows: { corrected: 74, replayed: 151, untested: 0, valid: 25, leftOut: 12 },
  status: { state: 'running', rawState: 'running', finishesAt: NOW + 600_000 },
  step: 420,
  totalSteps: 900,
  loss: trainLoss(420),
  events: [
    { id: 'a', at: NOW - 680_000, level: 'info', message: '250 rows uploaded, 61 kB' },
    { id: 'b', at: NOW - 660_000, level: 'info', message: 'File checked: 250 rows, 0 refused' },
    { id: 'c', at: NOW - 640_000, level: 'info', message: 'Training began' },
    ...lossEvents,
  ],
}

const tunedModel = 'openai:ft:luna:tunesmith:tunesmith:72b7d875018cBx91kQ7Qx2m'
export const trained: JobView = {
  ...job,
  step: 900,
  status: { state: 'succeeded', rawState: 'succeeded', tunedModel, trainedTokens: 61_200 },
}
export const jobFailed: JobView = {
  ...job,
  status: {
    state: 'failed',
    rawState: 'failed',
    error: {
      code: 'invalid_training_file',
      message: 'The training file has 9 examples; the backend asks for at least 10. Row 4 is empty.',
    },
  },
  events: job.events.slice(0, 2),
  step: null,
  loss: null,
}
const simulatedJob: JobView = {
  ...job,
  marker: 'tunesmith-sbx1',
  jobId: 'ftjob-sandbox-1',
  backend: 'sandbox',
  baseModel: 'sandbox:small',
  promptPath: 'prompts/clause-type.prompt.md',
  step: 12,
  totalSteps: 40,
}

const arm = (k: number, label: string, tuned: boolean, usd: number): LeaderboardRow =>
  boardRow({
    k,
    n: 120,
    split: 'test',
    label,
    model: tuned ? tunedModel : MODEL,
    usdPer1000: usd,
    candidateId: `${label}${tuned}`,
  })

export const confirmed: RunView = {
  ...blank,
  id: 16,
  kind: 'confirmation',
  status: 'done',
  finishedAt: NOW,
  models: [MODEL, tunedModel],
  limits: { searchCalls: 0, testCalls: 480, usd: 0.2 },
  spend: { ...spendOf(0, 0, 480, 0.064), limits: { searchCalls: 0, testCalls: 480, usd: 0.2 } },
  confirmation: {
    tunedModel,
    baseModel: MODEL,
    arms: [
      arm(75, 'seed', false, 0.098),
      arm(97, '#7', false, 0.142),
      arm(103, 'seed', true, 0.114),
      arm(109, '#7', true, 0.165),
    ],
    claim: pairs(15, 3, 120),
    contrasts: [
      { label: 'tuned + seed − base + #7: the short prompt after training', difference: pairs(13, 7, 120) },
      { label: 'tuned + #7 − tuned + seed: what the prompt still adds', difference: pairs(9, 3, 120) },
    ],
    testOpenings: 2,
    exploratory: false,
    decision: 'promote',
    sentences: [
      'With #7 the tuned model passes 10.0 points more of the 120 sealed cases than the base model.',
      `Promote ${tunedModel} with #7 winner.`,
    ],
  },
}

const prompts: readonly PromptRow[] = [
  {
    path: PROMPT,
    format: 'Copilot prompt',
    evalPath: 'prompts/route.eval.yaml',
    verdict: '+18.3, credible',
    rate: wilson(97, 120),
    before: wilson(75, 120),
    lastRunId: 14,
  },
  {
    path: 'prompts/summarise-ticket.md',
    format: 'Markdown',
    evalPath: 'prompts/summarise.eval.yaml',
    verdict: 'no evidence',
    rate: wilson(85, 120),
    before: wilson(84, 120),
    lastRunId: 6,
  },
  {
    path: 'prompts/extract-refund.prompty',
    format: 'Prompty',
    evalPath: 'prompts/refund.eval.yaml',
    verdict: '+4.2, likely',
    rate: wilson(111, 120),
    before: wilson(106, 120),
    lastRunId: 9,
  },
  {
    path: 'prompts/clause-type.prompt.md',
    format: 'Copilot prompt',
    evalPath: 'prompts/clause.eval.yaml',
    verdict: '−7.5, worse',
    rate: wilson(97, 120),
    before: wilson(106, 120),
    lastRunId: 3,
    notice: 'simulated',
  },
  {
    path: 'prompts/tone-check.txt',
    format: 'Text',
    evalPath: 'prompts/tone.eval.yaml',
    verdict: null,
    rate: wilson(71, 90),
    lastRunId: 11,
  },
  {
    path: '.github/prompts/a-rather-long-name-for-a-prompt-file.prompt.md',
    format: 'Copilot prompt',
    evalPath: null,
    verdict: null,
    rate: null,
    lastRunId: null,
  },
]

const summary = (run: Partial<RunSummary> & Pick<RunSummary, 'id' | 'kind'> & { daysAgo: number }): RunSummary => {
  const { daysAgo, ...rest } = run
  return {
    promptPath: PROMPT,
    status: 'done',
    startedAt: STARTED - daysAgo * DAY,
    model: MODEL,
    usd: 0.006,
    split: 'select',
    ...rest,
  }
}
const old = 'openai:gpt-5.6-luna'
const runs: readonly RunSummary[] = [
  summary({
    id: 14,
    kind: 'sweep',
    daysAgo: 0,
    rate: wilson(97, 120),
    split: 'test',
    verdict: '+18.3, credible',
    usd: 0.125,
  }),
  summary({ id: 13, kind: 'eval', daysAgo: 2, rate: wilson(37, 60) }),
  summary({ id: 12, kind: 'sweep', daysAgo: 6, rate: wilson(37, 60), verdict: 'no evidence', usd: 0.031 }),
  summary({ id: 11, kind: 'eval', daysAgo: 7, rate: wilson(36, 60), model: old }),
  summary({ id: 10, kind: 'sweep', daysAgo: 9, rate: wilson(33, 60), status: 'budget', model: old, usd: 0.02 }),
  summary({ id: 9, kind: 'eval', daysAgo: 10, rate: wilson(33, 58), model: old }),
  summary({ id: 8, kind: 'eval', daysAgo: 400, status: 'failed', model: old, usd: null }),
]

function snapshot(tab: PanelTab, run: RunView | null, more: Partial<ViewSnapshot> = {}): ViewSnapshot {
  return {
    workspace: 'support-desk',
    prompts,
    promptPath: PROMPT,
    runs,
    run,
    reviewable: run === finished || run === matrix,
    stale: false,
    jobs: [],
    cases: null,
    focus: { tab, nonce: 1 },
    ...more,
  }
}

/** Every view, with its states that differ. */
export const snapshots: Readonly<Record<string, ViewSnapshot>> = {
  overview: snapshot('overview', finished, { jobs: [job, simulatedJob] }),
  'overview-empty': snapshot('overview', null, { prompts: [], promptPath: null, runs: [] }),
  run: snapshot('run', running),
  'run-none': snapshot('run', null, { runs: [] }),
  'run-starting': snapshot('run', starting),
  'run-finished': snapshot('run', finished),
  'run-budget': snapshot('run', overBudget),
  'run-failed': snapshot('run', failed),
  'run-eval': snapshot('run', evaluation),
  'run-evaluating': snapshot('run', evaluating),
  'run-confirmation': snapshot('run', confirmed, { jobs: [trained] }),
  compare: snapshot('compare', finished),
  'compare-models': snapshot('compare', matrix),
  'compare-eval': snapshot('compare', evaluation),
  'compare-running': snapshot('compare', running),
  candidate: snapshot('candidate', finished),
  'candidate-stale': snapshot('candidate', finished, { stale: true }),
  'candidate-none': snapshot('candidate', noEvidence, { reviewable: false }),
  matrix: snapshot('matrix', matrix),
  'matrix-eval': snapshot('matrix', evaluation),
  diagnosis: snapshot('diagnosis', diagnosed),
  'diagnosis-before': snapshot('diagnosis', finished),
  training: snapshot('training', diagnosed, { jobs: [job] }),
  'training-none': snapshot('training', finished),
  'training-trained': snapshot('training', finished, { jobs: [trained] }),
  'training-done': snapshot('training', confirmed, { jobs: [trained] }),
  'training-failed': snapshot('training', diagnosed, { jobs: [jobFailed] }),
  judge: snapshot('judge', finished),
  'cases-none': snapshot('cases', null),
  'cases-asking': snapshot('cases', null, { cases: casesAsking }),
  'cases-making': snapshot('cases', null, { cases: casesMaking }),
  cases: snapshot('cases', null, { cases: casesReviewing }),
  'cases-written': snapshot('cases', null, { cases: casesWritten }),
  history: snapshot('history', finished),
  'history-empty': snapshot('history', null, { runs: [] }),
}
