import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import type { RunEvent } from '../../../src/core/events.ts'
import { reduceRun } from '../../../src/shared/viewModel.ts'
import { confirmationView } from '../../../src/terminal/confirmation.ts'
import { diagnosisView } from '../../../src/terminal/diagnosis.ts'
import { evalReportView, failuresOf } from '../../../src/terminal/evalReport.ts'
import { jobEndView, jobProgressLine, jobSubmittedView } from '../../../src/terminal/job.ts'
import { leaderboardView } from '../../../src/terminal/leaderboard.ts'
import { lastingLines, progressLine } from '../../../src/terminal/progress.ts'
import { reviewView } from '../../../src/terminal/review.ts'
import { spendLine } from '../../../src/terminal/spend.ts'
import { sweepReportView } from '../../../src/terminal/sweepReport.ts'
import { widthOf } from '../../../src/terminal/text.ts'
import * as story from './story.ts'

const { plain } = story
const sandboxRun = { spend: story.spend, models: ['sandbox:small'], startedAt: 0, finishedAt: 70_000 }

/** The lines of a view against a text whose common indentation is the template's own. */
function assertText(lines: readonly string[], expected: string): void {
  assert.equal(lines.join('\n'), expected.replace(/^\n/, '').replace(/\n +$/, '').replaceAll(/^ {4}/gm, ''))
}

test('shows the leaderboard with unit, interval and what it was measured on', () => {
  assertText(
    leaderboardView([story.seedRow, story.winnerRow], 'the select cases', { ...plain, width: 120 }),
    `
    Prompt     Model                      Pass rate              Passed  Per 1,000 calls  Latency
    seed       sandbox:small (simulated)     62.5 %  (54–71)  75 of 120            9.8 ¢   412 ms
    #7 winner  sandbox:small (simulated)     80.8 %  (73–87)  97 of 120           14.2 ¢    1.3 s
    Measured on the select cases. In brackets: 95 % interval. Latency: median.
    `,
  )
})

test('gives the model a line of its own where the terminal is narrow, and says "unknown" for a price', () => {
  assertText(
    leaderboardView([story.seedRow, story.winnerRow, story.unknownRow], 'the select cases', { ...plain, width: 80 }),
    `
    Prompt       Pass rate              Passed  Missing  Per 1,000 calls  Latency
    sandbox:small (simulated)
      seed          62.5 %  (54–71)  75 of 120        0            9.8 ¢   412 ms
      #7 winner     80.8 %  (73–87)  97 of 120        0           14.2 ¢    1.3 s
    ollama:llama3.2
      seed          62.5 %  (54–71)  75 of 120        2          unknown   412 ms
    Measured on the select cases. In brackets: 95 % interval. Latency: median.
    `,
  )
})

test('reports a sweep: verdict first, select figures called optimistic, openings, cost and plateau', () => {
  assertText(
    sweepReportView(story.sweepReport, sandboxRun, plain),
    `
    Result on sandbox:small (simulated)
      Verdict          ✔ credible: +18.3 points on 120 sealed cases
      Interval         95 % CI +9.5 to +26.5
      Cases            26 won, 4 lost, 90 same
      P(better)        > .999
      seed             75 of 120 · 62.5 % (54–71)
      #7 winner        97 of 120 · 80.8 % (73–87)
      Target           80.0 %: reached, though the interval begins below it
      Optimistic       used for choosing: +21.7 points on 60 select cases · 95 % CI +8.4 to +33.5
      Sealed cases     opened once, for this claim
      Prompt length    about 58 → 131 tokens
      Per 1,000 calls  9.8 ¢ → 14.2 ¢
      Calls            626 (352 task, 34 optimizer, 240 test); 12 answers from the store for nothing
      Tokens           81,100
      Cost             12.5 ¢ (play prices)
      Cost per point   0.682 ¢
      Time             1 min 10 s

    • Prompting is at its ceiling for this model.
        ✓ no edit was kept in the last 14 proposals
        ✗ the last two harvests failed on the same cases (overlap 61 %)
    `,
  )
})

test('says of calls without a price that their cost is unknown, never nothing', () => {
  assert.match(spendLine({ ...story.spend, unpricedCalls: 626, usd: 0 }, []), /^Cost: unknown for 626 calls /)
  assert.match(spendLine({ ...story.spend, unpricedCalls: 26 }, []), /^Cost: 12\.5 ¢ and 26 calls of unknown price for/)
})

test('says of a sweep without sealed cases that nothing is proven', () => {
  const report = { ...story.sweepReport, sealed: null, exploratory: true }
  const text = sweepReportView(report, { ...sandboxRun, spend: null }, plain).join('\n')
  assert.match(text, /no claim: too few cases to hold any back, so nothing is proven/)
  assert.doesNotMatch(text, /opened once/)
})

test('says of a sweep that found nothing that the prompt stays', () => {
  const report = { ...story.sweepReport, sealed: null, winner: story.seedRow }
  const text = sweepReportView(report, { ...sandboxRun, spend: null }, plain).join('\n')
  assert.match(text, /⊖ no evidence: nothing beat the seed/)
  assert.doesNotMatch(text, /Optimistic|opened|point\b/)
})

test('counts every opening of the sealed cases from the second on as a weakness', () => {
  const text = sweepReportView({ ...story.sweepReport, testOpenings: 3 }, { ...sandboxRun, spend: null }, plain).join(
    '\n',
  )
  assert.match(text, /opened 3 times: each further opening makes a claim on them weaker/)
})

test('shows the winning diff with hypotheses and won and lost for each hunk', () => {
  assertText(
    reviewView(story.review, plain),
    `
    Changes to route.prompt.md: #7 winner, +18.3 points, credible

    • The queues are not named, so the model invents some.
    • Wordy replies fail the grader.
      line 2: ▲ 15 won, ▼ 2 lost of 60 cases, P(better) .999; used for choosing, so optimistic
        You route messages.
      - Pick a queue.
      + Pick one of: billing, card, loan.
      + Answer with the name alone.
    `,
  )
})

test('shows causes with intervals, one recommendation with its money, and every alternative', () => {
  assertText(
    diagnosisView(story.diagnosisReport, plain),
    `
    Why the rest fails on sandbox:small (simulated)
      knowledge  56.7 %  (39–73)  17 of 30  right once similar answered cases stood in the context
      noise      13.3 %   (5–30)   4 of 30  sometimes right when asked again
      Share of the 30 failures that were probed; in brackets: 95 % interval.

      Plateau. Prompting is at its ceiling for this model.
        ✓ no edit was kept in the last 14 proposals
        ✗ the last two harvests failed on the same cases (overlap 61 %)

    → Fine-tune: the model does not know the distinctions of this field.
      • Knowledge is the cause of 17 of 30 failures.
      • Training on 212 rows costs about 12.0 ¢ (play prices)

    Or:
      • Put similar answered cases into the context (retrieval).
      • Stop here.
    `,
  )
})

test('shows what changed inside a prompt that its file holds on one line', () => {
  const file = (text: string) => `[\n  ${JSON.stringify({ role: 'system', content: text })}\n]\n`
  const review = {
    ...story.review,
    seedSource: file('Sort it.\nTypes:\n- one\n- two'),
    candidateSource: file('Sort it.\nTypes:\n- one: the first\n- two\nName one.'),
    hunks: story.review.hunks.map((hunk) => ({
      ...hunk,
      seed: { start: 1, count: 1 },
      candidate: { start: 1, count: 1 },
      n: 0,
    })),
  }
  assertText(
    reviewView(review, plain).slice(4),
    `
      line 2: not measured apart from the whole
        Types:
      - - one
      - - two"}
      + - one: the first
      + - two
      + Name one."}
    `,
  )
})

test('does not share out causes among fewer than five failures', () => {
  const lines = diagnosisView({ ...story.diagnosisReport, probed: 3 }, plain)
  assert.equal(lines[1], '  3 failures probed: too few to say how the causes are shared out.')
  assert.doesNotMatch(lines.join('\n'), /56\.7 %/)
})

test('shows four arms, the claim declared beforehand, and the decision', () => {
  assertText(
    confirmationView(story.confirmationReport, plain),
    `
    Tuned sandbox:ft:small:7f3a (simulated) against base sandbox:small (simulated)

    Prompt                 Pass rate              Passed  Per 1,000 calls  Latency
    sandbox:small (simulated)
      base + seed prompt      62.5 %  (54–71)  75 of 120            9.8 ¢   412 ms
      base + best prompt      80.8 %  (73–87)  97 of 120           14.2 ¢    1.3 s
    sandbox:ft:small:7f3a (simulated)
      tuned + seed prompt     62.5 %  (54–71)  75 of 120            9.8 ¢   412 ms
      tuned + best prompt     80.8 %  (73–87)  97 of 120           14.2 ¢    1.3 s
    Measured on the sealed test cases, opened twice. In brackets: 95 % interval. Latency: median.

    Claim, declared before the cases were opened: tuned against base model, both with the best prompt.
      ✔ credible: +18.3 points
      95 % CI +9.5 to +26.5 · 26 won, 4 lost, 90 same · P(better) > .999
      Beside it, tuned + seed prompt against base + best prompt: no evidence, 95 % CI −7.3 to +5.6

    ✓ Decision: promote (use the tuned model)
      Promote the tuned model.
    `,
  )
})

test('says what is trained on, how far it is, and how it ended', () => {
  assertText(
    [
      ...jobSubmittedView(story.job, plain),
      jobProgressLine(story.job, 21_000),
      ...jobEndView(
        { ...story.job, status: { state: 'succeeded', rawState: 'succeeded', tunedModel: 'sandbox:ft:small:7f3a' } },
        plain,
      ),
      ...jobEndView(
        {
          ...story.job,
          status: { state: 'failed', rawState: 'failed', error: { code: 'bad_row', message: 'Row 3.' } },
        },
        plain,
      ),
    ],
    `
    Fine-tuning job tune-7f3a · route.prompt.md · base sandbox:small (simulated)
      Training set: 61 corrected failures; 122 cases that passed before, so that nothing is unlearned;
      20 held back to watch the loss; 3 left out. No sealed case is among them.
    job tune-7f3a · running · step 120 of 400 · loss 0.431 · about 40 s left
    ✓ Training done, training loss 2.310 → 0.431. Tuned model: sandbox:ft:small:7f3a (simulated)
    ✗ Job failed: Row 3. (bad_row)
    `,
  )
})

test('says in one line where a run stands', () => {
  const view = story.viewOf(
    { type: 'step', text: 'validating #5', done: 23, total: 60 },
    { type: 'spend', spend: story.spend },
  )
  assert.equal(progressLine(view, 42_000), 'validating #5 · 23 of 60 · 626 of 640 calls · 12.5 of 25.0 ¢ · 41 s')
})

test('keeps the beginning, what was kept, and notes; nothing for a rejected edit', () => {
  const view = story.viewOf()
  const preflight: RunEvent = { type: 'preflight', sentences: ['About 400 calls, at most 25.0 ¢.'] }
  const proposal = {
    atCalls: 90,
    editId: 'e1',
    kind: 'definition' as const,
    hypothesis: 'The queues are not named.',
    outcome: 'accepted' as const,
    detail: 'fixed 4 of 4 shown, broke 0 of 6',
  }
  assertText(
    [
      ...lastingLines(undefined, story.started, plain),
      ...lastingLines(view, preflight, plain),
      ...lastingLines(reduceRun(view, preflight), preflight, plain),
      ...lastingLines(view, { type: 'proposal', proposal }, plain),
      ...lastingLines(view, { type: 'proposal', proposal: { ...proposal, outcome: 'rejected' } }, plain),
      ...lastingLines(view, { type: 'note', text: 'retried one call' }, plain),
    ],
    `
    Sweep 14 · route.prompt.md · sandbox:small
    ! Simulated: the sandbox is not a real model.
      About 400 calls, at most 25.0 ¢.
    ✓ Tried and kept: The queues are not named.
      fixed 4 of 4 shown, broke 0 of 6
    · retried one call
    `,
  )
})

test('reports an eval with its target and the worst failures, where their cases stand', () => {
  const failure = {
    place: 'data/a.jsonl:12',
    title: 'I lost my card',
    output: 'The queue is **card**.\nThanks!',
    reason: 'Expected "card".',
  }
  assertText(
    evalReportView(
      { rows: [story.seedRow], exploratory: false, sentences: ['75 of 120 pass, below the target.'] },
      story.viewOf(),
      { count: 1, worst: [failure] },
      plain,
    ),
    `
    Prompt  Model                      Pass rate              Passed  Per 1,000 calls  Latency
    seed    sandbox:small (simulated)     62.5 %  (54–71)  75 of 120            9.8 ¢   412 ms
    Measured on 120 cases of train and select; 120 stay sealed. In brackets: 95 % interval. Latency:
    median.
    ✗ 75 of 120 pass, below the target.

    1 failure on sandbox:small:
      ✗ I lost my card
        answered  The queue is **card**. ⏎ Thanks!
        Expected "card".
        data/a.jsonl:12
    `,
  )
})

test('lists failures lowest score first, and neither sealed cases nor missing answers', () => {
  const cell = { candidateId: 'c0', model: 'a:b', repeat: 0, output: 'no', usd: 0, latencyMs: 1 }
  const graded = (score: number) => ({ score, pass: false, reason: 'Wrong.', grader: 'equals' })
  const cases = ['one', 'two', 'three', 'four'].map((id) => ({
    id,
    vars: {},
    assertions: [],
    group: id,
    expected: undefined,
    title: id,
    source: { file: 'a.jsonl', line: 1 },
  }))
  const failures = failuresOf(
    'a:b',
    [
      { ...cell, caseId: 'one', split: 'train', grade: graded(0.5) },
      { ...cell, caseId: 'two', split: 'select', grade: graded(0) },
      { ...cell, caseId: 'three', split: 'test', grade: graded(0) },
      { ...cell, caseId: 'four', split: 'train', grade: undefined, error: 'timeout' },
    ],
    cases,
  )
  assert.deepEqual(
    failures.worst.map(({ title }) => title),
    ['two', 'one'],
  )
})

test('labels simulated models in every view that shows figures', () => {
  const views = [
    leaderboardView([story.seedRow], 'x', plain),
    sweepReportView(story.sweepReport, { ...sandboxRun, spend: null }, plain),
    diagnosisView(story.diagnosisReport, plain),
    confirmationView(story.confirmationReport, plain),
    jobSubmittedView(story.job, plain),
  ]
  for (const lines of views) assert.match(lines.join('\n'), /simulated/)
})

test('loses no word or sign where colours are off', () => {
  const coloured = { ...plain, colour: true }
  const text = (lines: readonly string[]) => stripVTControlCharacters(lines.join('\n'))
  assert.equal(
    text(sweepReportView(story.sweepReport, sandboxRun, coloured)),
    text(sweepReportView(story.sweepReport, sandboxRun, plain)),
  )
  assert.equal(text(reviewView(story.review, coloured)), text(reviewView(story.review, plain)))
})

test('keeps sentences and tables within 80 columns', () => {
  const narrow = { ...plain, width: 80 }
  const lines = [
    ...leaderboardView([story.seedRow, story.winnerRow], 'the select cases', narrow),
    ...sweepReportView(story.sweepReport, sandboxRun, narrow),
    ...confirmationView(story.confirmationReport, narrow),
    ...jobSubmittedView(story.job, narrow),
  ]
  for (const line of lines) assert.ok(widthOf(line) <= 80, line)
})
