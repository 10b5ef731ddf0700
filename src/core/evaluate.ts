// Measures one prompt over models on every case that may be looked at. Sealed cases stay sealed.
import { leaderboardRow } from './evals/leaderboard.ts'
import { runCells } from './evals/run.ts'
import type { SplitResult } from './evals/split.ts'
import type { LeaderboardRow } from './events.ts'
import type { ChatModel } from './ports.ts'
import { estimateTokens } from './pricing.ts'
import type { RunContext } from './run.ts'

export async function evaluate(context: RunContext, splits: SplitResult, models: readonly ChatModel[]): Promise<void> {
  const { prompt, evalFile } = context.task
  const seed = { id: 'seed', label: 'seed' }
  const texts = prompt.messages.map((message) => message.text)
  context.emit({ type: 'preflight', sentences: splits.sentences })
  context.store.saveDocument(context.id, 'candidate/seed', { texts, edits: [] })
  context.emit({
    type: 'candidate',
    candidate: {
      ...seed,
      parentId: undefined,
      status: 'seed',
      tokens: estimateTokens(texts.join('\n')),
      editIds: [],
    },
  })
  const rows: LeaderboardRow[] = []
  for (const model of models) {
    const arm = { candidateId: 'seed', texts, model }
    const run = (cases: typeof splits.train | typeof splits.select, split: 'train' | 'select') =>
      runCells(
        context,
        cases.map((kase) => ({ arm, kase, repeat: 0 })),
        split,
        `measuring ${model.id}`,
      )
    const cells = [...(await run(splits.select, 'select')), ...(await run(splits.train, 'train'))]
    rows.push(leaderboardRow(cells, seed, model, 'select'))
    context.emit({ type: 'leaderboard', rows: [...rows] })
  }
  const best = rows.toSorted((a, b) => b.rate.k / Math.max(1, b.rate.n) - a.rate.k / Math.max(1, a.rate.n))[0]
  const sentences = best === undefined ? [] : [scoreSentence(best, evalFile.target)]
  if (splits.vault.size > 0) sentences.push(`${splits.vault.size} cases stay sealed for the claim of a sweep.`)
  context.emit({ type: 'eval-report', report: { rows, exploratory: splits.exploratory, sentences } })
}

function scoreSentence({ model, rate, missing }: LeaderboardRow, target: number | undefined): string {
  const percent = (value: number) => (100 * value).toFixed(1)
  const score = rate.k / Math.max(1, rate.n)
  const aim =
    target === undefined
      ? ''
      : score >= target
        ? ', which reaches the target'
        : `, below the target of ${Math.round(100 * target)} %`
  const gaps = missing === 0 ? '' : ` ${missing} cases are missing, because their calls or graders failed.`
  return `${model} passes ${rate.k} of ${rate.n} cases, ${percent(score)} % (95 % CI ${percent(rate.low)} to ${percent(rate.high)})${aim}.${gaps}`
}
