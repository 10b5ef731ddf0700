// Has an output examined by the judges of a run, each voter by calls of its own. No answer is an error, never a score.
import { BudgetSpent } from '../budget.ts'
import { isFatal } from '../calls.ts'
import { wireSchema } from '../optimize/contract.ts'
import { parseJsonReply } from '../optimize/reply.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { judgeMessages } from './messages.ts'
import type { Examination, Judgement, Question } from './question.ts'
import { countVotes, tally } from './tally.ts'

export const JUDGE_OUTPUT_TOKENS = 1024

/** `provider` is the model that the assertion names. Throws where no majority comes about. */
export async function askJudges(
  context: RunContext,
  examine: Examination,
  provider: string | undefined,
  sealed: boolean,
): Promise<Judgement> {
  const voters = context.judges.get(provider) ?? []
  if (voters.length === 0) throw new Error('An assertion asks for a judge, and no judge model is given.')
  const problems: unknown[] = []
  const votes = await Promise.all(
    voters.map(async (model, i) => {
      const isSame = (other: ChatModel) => other.id === model.id
      const [vote, votes] = [voters.slice(0, i).filter(isSame).length, voters.filter(isSame).length]
      try {
        return await examine((question) => {
          const repeat = (question.draw ?? 0) * votes + vote
          return put(context, question, model, repeat, sealed)
        })
      } catch (problem) {
        if (BudgetSpent.is(problem) || isFatal(problem) || context.signal.aborted || voters.length === 1) throw problem
        problems.push(problem)
        return undefined
      }
    }),
  )
  const judgement = tally(votes)
  if (judgement !== undefined) return judgement
  const { passes, fails, missing } = countVotes(votes)
  const [first] = problems
  const why = first instanceof Error ? ` (${first.message})` : ''
  throw new Error(`The judges came to no majority: ${passes} for, ${fails} against, ${missing} without a vote${why}.`)
}

async function put<R>(
  context: RunContext,
  question: Question<R>,
  model: ChatModel,
  repeat: number,
  sealed: boolean,
): Promise<R> {
  const messages = judgeMessages(question, context.seed)
  const schema = { name: 'judge', schema: wireSchema(question.reply) }
  const request = { messages, schema, maxOutputTokens: question.room ?? JUDGE_OUTPUT_TOKENS, repeat }
  const outcome = await context.caller.one({ model, request, kind: sealed ? 'test' : 'judge' }, context.signal)
  if (outcome.reply === undefined) throw outcome.error ?? new Error('The judge gave no answer.')
  return parseJsonReply(outcome.reply.text, question.reply)
}
