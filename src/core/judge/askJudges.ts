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
  const { votes, voters, problem } = await askVoters(context, examine, provider, sealed)
  const all = [...votes, ...Array.from({ length: voters - votes.length }, () => undefined)]
  const judgement = tally(all)
  if (judgement !== undefined) return judgement
  const { passes, fails, missing } = countVotes(all)
  const why = problem === undefined ? '' : ` (${problem})`
  throw new Error(`The judges came to no majority: ${passes} for, ${fails} against, ${missing} without a vote${why}.`)
}

export interface Votes<T> {
  /** What those found that answered. */
  readonly votes: readonly T[]
  /** How many were asked. */
  readonly voters: number
  /** Why the first of the others did not answer. */
  readonly problem: string | undefined
}

/** Has every voter examine. Throws where the only one fails, and where further calls are pointless. */
export async function askVoters<T>(
  context: RunContext,
  examine: Examination<T>,
  provider: string | undefined,
  sealed: boolean,
): Promise<Votes<T>> {
  const voters = context.judges.get(provider) ?? []
  if (voters.length === 0) throw new Error('An assertion asks for a judge, and no judge model is given.')
  const problems: unknown[] = []
  const votes = await Promise.all(
    voters.map(async (model, i): Promise<readonly T[]> => {
      const isSame = (other: ChatModel) => other.id === model.id
      const [vote, times] = [voters.slice(0, i).filter(isSame).length, voters.filter(isSame).length]
      try {
        const found = await examine((question) => {
          const repeat = (question.draw ?? 0) * times + vote
          return put(context, question, model, repeat, sealed)
        })
        return [found]
      } catch (problem) {
        if (BudgetSpent.is(problem) || isFatal(problem) || context.signal.aborted || voters.length === 1) throw problem
        problems.push(problem)
        return []
      }
    }),
  )
  const [first] = problems
  return {
    votes: votes.flat(),
    voters: voters.length,
    problem: first instanceof Error ? first.message : undefined,
  }
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
