// Asks for one general sentence that would have mended a cluster of failures: the instruction probe.
import { type HintRequest, hintReply, wireSchema } from '../optimize/contract.ts'
import { parseJsonReply } from '../optimize/reply.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'

const SCHEMA = wireSchema(hintReply)

/** The sentence, or undefined where the model gave none that can be used. */
export async function askForHint(
  context: RunContext,
  proposer: ChatModel,
  request: HintRequest,
): Promise<string | undefined> {
  const { reply } = await context.caller.one(
    {
      model: proposer,
      request: {
        messages: [
          {
            role: 'system',
            content:
              'Give one general sentence of instruction that would have led to the expected answers, without quoting ' +
              'an input and without naming which input gets which answer. Reply with JSON {"hint"}.',
          },
          { role: 'user', content: `The failures, as JSON on the next line:\n${JSON.stringify(request)}` },
        ],
        schema: { name: 'hint', schema: SCHEMA },
        maxOutputTokens: 1024,
        repeat: 0,
      },
      kind: 'optimizer',
    },
    context.signal,
  )
  if (reply === undefined) return undefined
  try {
    return parseJsonReply(reply.text, hintReply).hint
  } catch {
    return undefined
  }
}
