// Failures and their corrections become training rows. Takes train cases alone: the types keep sealed ones out.
import type { TrainCase } from '../evals/case.ts'
import { hashFraction } from '../hash.ts'
import type { JobRecord, TrainExample } from '../ports.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { renderTexts } from '../prompt/render.ts'

export interface TrainingSet {
  readonly train: readonly TrainExample[]
  /** One row in ten, by hash: never trained on. */
  readonly valid: readonly TrainExample[]
  readonly rows: JobRecord['rows']
}

const VALID_SHARE = 0.1

/**
 * Each row is the best prompt with a case's input, and the expected answer as the assistant's message: what is trained
 * is what will be served. `passed` says which cases the prompt got right (replayed), which it got wrong (corrected);
 * cases that it was never run on count as untested. Cases without one expected answer are left out.
 */
export function buildTrainingSet(
  prompt: PromptDocument,
  texts: readonly string[],
  cases: readonly TrainCase[],
  passed: ReadonlyMap<string, boolean | undefined>,
): TrainingSet {
  const train: TrainExample[] = []
  const valid: TrainExample[] = []
  const rows = { corrected: 0, replayed: 0, untested: 0, valid: 0, leftOut: 0 }
  for (const kase of cases) {
    if (kase.expected === undefined) {
      rows.leftOut++
      continue
    }
    const messages = [...renderTexts(prompt, texts, kase.vars), { role: 'assistant' as const, content: kase.expected }]
    if (hashFraction(`valid ${kase.group}`) < VALID_SHARE) {
      valid.push({ messages })
      rows.valid++
      continue
    }
    train.push({ messages })
    const pass = passed.get(kase.id)
    if (pass === undefined) rows.untested++
    else if (pass) rows.replayed++
    else rows.corrected++
  }
  return { train, valid, rows }
}
