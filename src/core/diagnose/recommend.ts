// From the shares of causes to one thing worth doing, with its reasons and what else could be done.
import type { Cause, DiagnosisReport } from '../events.ts'

type Causes = DiagnosisReport['causes']
type Recommendation = DiagnosisReport['recommendation']

/** Causes that weights can mend and words could not. Failures that no probe mended speak for none of them. */
const TRAINABLE: readonly Cause[] = ['noise', 'knowledge', 'capability']
const FEWEST_ROWS = 50
const FEWEST_FAILURES = 5

export interface Situation {
  readonly model: string
  readonly probed: number
  readonly causes: Causes
  readonly plateau: boolean
  readonly usableRows: number
  readonly trainingUsd: number | undefined
}

export function recommend(situation: Situation): Recommendation {
  const { model, probed, causes, plateau, usableRows, trainingUsd } = situation
  const count = (...wanted: readonly Cause[]) =>
    causes.filter(({ cause }) => wanted.includes(cause)).reduce((sum, { rate }) => sum + rate.k, 0)
  const share = (...wanted: readonly Cause[]) => (probed === 0 ? 0 : count(...wanted) / probed)
  const base = { usableRows, trainingUsd: trainingUsd ?? null }
  const of = (n: number) => `${n} of ${probed} failures`
  if (probed < FEWEST_FAILURES)
    return {
      ...base,
      action: 'stop',
      headline: 'Too few failures to say why',
      reasons: [`Only ${probed} failures were found; a share of so few says nothing.`],
      alternatives: ['Add cases that fail in production, and run again.'],
    }
  if (share('label') >= 0.1 && count('label') >= count(...TRAINABLE))
    return {
      ...base,
      action: 'fix-labels',
      headline: 'Look at the expected answers first',
      reasons: [`${of(count('label'))} disagree with every similar case: the label may be wrong.`],
      alternatives: ['Go on with the prompt as it is.'],
    }
  const trainable = count(...TRAINABLE)
  const mended = probed - count('unknown')
  const enough = usableRows >= FEWEST_ROWS
  if (trainable >= mended / 2 && trainable >= probed / 3 && enough && share('label') < 0.1)
    return {
      ...base,
      action: 'fine-tune',
      headline: `Fine-tune ${model}`,
      reasons: [
        `${trainable} of the ${mended} failures that a probe mended are knowledge, noise or capability: words did not mend them, examples in the context or a bigger model did.`,
        `${usableRows} answered cases are ready as training rows.`,
        ...(plateau ? [] : ['The search had not reached a plateau yet; a longer one may still gain something.']),
      ],
      alternatives: alternatives(count, of),
    }
  if (count('format') >= probed / 2)
    return {
      ...base,
      action: 'structured-output',
      headline: 'Ask for structured outputs',
      reasons: [`${of(count('format'))} hold the right answer in a shape that cannot be read.`],
      alternatives: alternatives(count, of),
    }
  if (count('instruction') > 0 && count('instruction') >= count(...TRAINABLE))
    return {
      ...base,
      action: 'prompt',
      headline: 'Go on with the prompt',
      reasons: [
        `${of(count('instruction'))} came right with one more sentence; the search can find it with more budget.`,
      ],
      alternatives: alternatives(count, of),
    }
  if (count('capability') > count('knowledge'))
    return {
      ...base,
      action: 'bigger-model',
      headline: 'Use a bigger model',
      reasons: [`${of(count('capability'))} came right on a bigger model with the same prompt.`],
      alternatives: alternatives(count, of),
    }
  return {
    ...base,
    action: 'stop',
    headline: enough ? 'No cause stands out' : 'Too few answered cases to train on',
    reasons: [
      enough
        ? `No probe mended half of the ${probed} failures.`
        : `${usableRows} answered train cases; at least ${FEWEST_ROWS} are needed, 200 are better.`,
    ],
    alternatives: [
      ...alternatives(count, of),
      ...(plateau && enough && share('label') < 0.1
        ? [
            `Train ${model} on the ${usableRows} answered cases all the same: what is left resisted the search, and training mends form as well as knowledge.`,
          ]
        : []),
    ],
  }
}

function alternatives(count: (...wanted: readonly Cause[]) => number, of: (n: number) => string): string[] {
  const list = ['Accept the best prompt and stop.']
  if (count('knowledge') > 0)
    list.push(`Put the knowledge in the context (retrieval): ${of(count('knowledge'))} came right that way.`)
  if (count('format') > 0) list.push(`Ask for structured outputs: ${of(count('format'))} are right but unreadable.`)
  if (count('capability') > 0) list.push(`Use a bigger model: ${of(count('capability'))} came right that way.`)
  if (count('label') > 0) list.push(`Look at ${of(count('label'))} whose label may be wrong.`)
  return list
}
