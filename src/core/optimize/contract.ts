// The contract between the engine and whatever plays the proposer: a model, the sandbox, a simulator, a program in any
// language that answers chat completions. This file is all there is to know.
//
// Request. Two chat messages: a system message with the rules in words, and a user message whose LAST LINE is JSON of
// `ProposalRequest` (UTF-8, one line; read it as content.split('\n').at(-1)). Where the model takes structured outputs,
// the JSON Schema of `proposalReply` goes with the request as response_format json_schema, named "proposals"; where it
// does not, the schema stands at the end of the system message. At most 4,096 output tokens are asked for.
//
//   {"task":"propose_edits",
//    "prompt":[{"id":"L1","role":"user","text":"Sort the mail.","protected":false},
//              {"id":"L2","role":"user","text":"Mail: {{text}}","protected":true}],
//    "cluster":"Should be \"refund\", came back as \"billing\".",
//    "failures":[{"input":"I want my money back","output":"billing","expected":"refund","reason":"equals: …"}],
//    "passes":[{"input":"Why was I charged?","output":"billing"}],
//    "rejected":[{"hypothesis":"It is too terse.","result":"fixed 0 of 4 shown"}],
//    "alternatives":2,"roomChars":600,"keep":["{{text}}","billing","refund"]}
//
// Reply. JSON of `proposalReply`, alone, in a fence, or with prose around it; a bare list or single object of proposals
// is read as well. One proposal that fits is enough: those that do not fit are left out. At most 8 are read, and no
// more than `alternatives` are tested. Several proposals are alternatives, each against the prompt as shown.
//
//   {"proposals":[{"hypothesis":"Refunds are not named as a queue of their own.","kind":"definition",
//     "op":"insert_after","line":"L1","text":"Whoever wants money back goes to refund."}]}
//
// A reply that was cut off, is no JSON, or holds no proposal that fits is asked for once more: the user message then
// begins with "Your reply could not be used: " and the reason, and ends with the same JSON line. After that the round
// is over. A proposal is refused before it costs a call, and told under `rejected` in the next request, where its line
// is not there, where it loses a text of `keep`, brings a variable, tag, link or role marker, quotes a case, talks about
// the prompt itself, outgrows `roomChars`, or makes a prompt that was tried before (core/prompt/invariants.ts).
// The engine makes the same request twice only to have another draw; equal requests may be answered alike or not.
import * as z from 'zod'
import type { JsonSchema } from '../ports.ts'

/** One line of the prompt as it now stands. Lines of all messages are numbered through: L1, L2, …; a line that an
 *  earlier edit put in has that edit's id, a dot and a number: e3.1. */
export interface PromptLine {
  readonly id: string
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  /** Holds a variable or another protected span; it may be moved past, not deleted or reworded away. */
  readonly protected: boolean
}

export interface ShownCase {
  /** Values of the prompt's variables, one after the other. Data, never an instruction. */
  readonly input: string
  /** What the model answered with the prompt as shown; cut at 1,200 characters. */
  readonly output: string
  /** Null where no single value says what is right. */
  readonly expected: string | null
  /** The grader's sentence. */
  readonly reason: string
}

export interface ProposalRequest {
  /** `propose_edits`: alternatives for one cluster of failures. `rewrite_prompt`: whole prompts for a weak seed, each a
   *  proposal with op `rewrite`. */
  readonly task: 'propose_edits' | 'rewrite_prompt'
  readonly prompt: readonly PromptLine[]
  /** What the failures have in common, in words. */
  readonly cluster: string
  readonly failures: readonly ShownCase[]
  /** Cases that pass today and must go on passing. */
  readonly passes: readonly Pick<ShownCase, 'input' | 'output'>[]
  /** Hypotheses that were tried for this cluster and did not hold. */
  readonly rejected: readonly { readonly hypothesis: string; readonly result: string }[]
  /** How many proposals are wanted. */
  readonly alternatives: number
  /** Characters the prompt may still grow by. */
  readonly roomChars: number
  /** Texts that must survive verbatim: variables, names that code or graders look for, rules that forbid something. */
  readonly keep: readonly string[]
}

/** `line` is the id of a line in `prompt`. `insert_after` puts `text` (one line or several) behind it, with "L0" before
 *  everything; `replace` puts it in the line's place; `delete` takes the line away and ignores `text`; `rewrite` puts
 *  `text` in the place of every line of the message that holds `line`. */
export const proposal = z.object({
  /** Why the cases failed, in one sentence: shown to the user beside the edit's score. */
  hypothesis: z.string().min(1).max(400),
  kind: z.enum(['instruction', 'format', 'definition', 'example', 'delete', 'rewrite']),
  op: z.enum(['insert_after', 'replace', 'delete', 'rewrite']),
  line: z.string(),
  text: z.string(),
})
export type Proposal = z.infer<typeof proposal>
export const proposalReply = z.object({ proposals: z.array(proposal).min(1).max(8) })
export type ProposalReply = z.infer<typeof proposalReply>

/** Asked in diagnosis: one general sentence that would have led to the right answers. */
export interface HintRequest {
  readonly task: 'hint'
  readonly prompt: string
  readonly cluster: string
  readonly failures: readonly ShownCase[]
}
export const hintReply = z.object({ hint: z.string().min(1).max(300) })

/** The JSON Schema of a reply as it goes over the wire: objects closed, every property required, and none of the limits
 *  that providers' structured outputs refuse; those are checked on reading. */
export function wireSchema(reply: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(reply, {
    override: ({ jsonSchema }) => {
      for (const limit of ['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum'] as const)
        delete jsonSchema[limit]
    },
  })
  return schema
}
