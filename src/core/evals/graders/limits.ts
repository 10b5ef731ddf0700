// `cost`, `latency` and `finish-reason`: what is known of the reply beside its text. What is not known is an error,
// never a score.
import type { FinishReason } from '../../ports.ts'
import type { Grader } from './grader.ts'

/** promptfoo's names for what providers call their finish reasons. */
const FINISH: Readonly<Record<FinishReason, string | undefined>> = {
  stop: 'stop',
  length: 'length',
  refused: 'content_filter',
  other: undefined,
}

export const limits: readonly Grader[] = [
  {
    type: 'cost',
    needsThreshold: true,
    problem: () => undefined,
    grade: ({ threshold = 0, context }) => {
      const usd = context.reply?.usd
      if (usd === undefined) throw new Error('The cost of this call is not known: the model has no price.')
      return { pass: usd <= threshold, reason: `the call cost $${usd.toPrecision(2)}, the limit is $${threshold}` }
    },
  },
  {
    type: 'latency',
    needsThreshold: true,
    problem: () => undefined,
    grade: ({ threshold = 0, context }) => {
      const ms = context.reply?.latencyMs
      if (ms === undefined) throw new Error('How long this call took is not known.')
      return { pass: ms <= threshold, reason: `the call took ${Math.round(ms)} ms, the limit is ${threshold} ms` }
    },
  },
  {
    type: 'finish-reason',
    problem: (value) => (typeof value === 'string' ? undefined : 'needs a text as its value, such as "stop"'),
    grade: ({ value, context }) => {
      const finish = context.reply?.finish === undefined ? undefined : FINISH[context.reply.finish]
      if (finish === undefined) return { pass: false, reason: 'the model named no reason for its finish' }
      const pass = String(value).toLowerCase() === finish
      return { pass, reason: `the model finished by "${finish}"${pass ? '' : `, not by "${value}"`}` }
    },
  },
]
