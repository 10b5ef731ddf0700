// `conversation-relevance`: of each turn a judge says whether its answer is to the point, the turns before it at hand
// (after DeepEval's metric, as promptfoo has it). The turns are the variable `_conversation`, else prompt and output.
import * as z from 'zod'
import type { Vars } from '../case.ts'
import type { Grader } from './grader.ts'
import { examined, questionOf } from './judged.ts'

const WINDOW = 5
const THRESHOLD = 0.5
const turns = z.array(z.object({ input: z.unknown(), output: z.unknown() })).min(1)
const config = z.object({ windowSize: z.number().int().min(1).optional() })
const reply = z.object({ reason: z.string(), relevant: z.boolean() })
const RULES =
  'You are given the messages of a conversation. Say whether the last one, the assistant’s, is relevant to what the ' +
  'user said; the messages before it are context. Only an answer that is not to the point at all is irrelevant: a vague ' +
  'answer to a vague message is not. Reason first, then decide. Reply with JSON {"reason", "relevant"}.'

export const conversationRelevance: Grader = {
  type: 'conversation-relevance',
  problem: () => undefined,
  questions: (_, vars) => conversationIn(vars)?.length ?? 1,
  grade: async (input) => {
    const { vars, context, output, threshold = THRESHOLD } = input
    const conversation = conversationIn(vars) ?? [{ input: context.prompt?.() ?? '', output }]
    const size = config.safeParse(input.config).data?.windowSize ?? WINDOW
    return examined(input, async (ask) => {
      const verdicts = await Promise.all(
        conversation.map((_, i) => {
          const window = conversation.slice(Math.max(0, i + 1 - size), i + 1)
          const messages = window.flatMap((turn) => [`user: ${said(turn.input)}`, `assistant: ${said(turn.output)}`])
          return ask(questionOf(input, { ask: 'conversation', rules: RULES, rubric: '', shown: { messages }, reply }))
        }),
      )
      const relevant = verdicts.filter((verdict) => verdict.relevant).length
      const score = relevant / verdicts.length
      const why = verdicts.find((verdict) => !verdict.relevant)?.reason
      const reason = `${relevant} of ${verdicts.length} answers are relevant${why === undefined ? '' : `: ${why}`}`
      return { pass: score >= threshold - Number.EPSILON, score, reason }
    })
  },
}

/** Undefined where the case tells of no turns. */
function conversationIn(vars: Vars): z.infer<typeof turns> | undefined {
  return turns.safeParse(vars._conversation).data
}

function said(text: unknown): string {
  return typeof text === 'string' ? text : (JSON.stringify(text) ?? '')
}
