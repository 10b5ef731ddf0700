// The contract between the engine and whatever plays the proposer: a model, the sandbox, a simulator.
// The request is one user message whose last line is JSON of `ProposalRequest`; the reply is JSON of `proposalReply`.
// Models without structured outputs get the schema in the text and may wrap the JSON in prose or a fence.
import * as z from 'zod'

/** One line of the prompt as it now stands. Lines of all messages are numbered through: L1, L2, … */
export interface PromptLine {
  readonly id: string
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  /** Holds a variable or another protected span; it may be moved past, not deleted or reworded away. */
  readonly protected: boolean
}

export interface ShownCase {
  readonly input: string
  readonly output: string
  readonly expected: string | null
  /** The grader's sentence. */
  readonly reason: string
}

export interface ProposalRequest {
  /** `edits`: alternatives for one cluster of failures. `rewrite`: whole prompts for a weak seed. */
  readonly task: 'propose_edits' | 'rewrite_prompt'
  readonly prompt: readonly PromptLine[]
  /** What the failures have in common, in words. */
  readonly cluster: string
  readonly failures: readonly ShownCase[]
  /** Cases that pass today and must go on passing. */
  readonly passes: readonly Pick<ShownCase, 'input' | 'output'>[]
  /** Hypotheses that were tried for this cluster and did not hold. */
  readonly rejected: readonly { readonly hypothesis: string; readonly result: string }[]
  readonly alternatives: number
  /** Characters the prompt may still grow by. */
  readonly roomChars: number
  /** Spans that must survive verbatim, variables among them. */
  readonly keep: readonly string[]
}

/** `insert_after` with line "L0" inserts before everything. `rewrite` replaces every line of the message that holds
 *  `line`; `text` may have several lines. `delete` ignores `text`. */
export const proposalReply = z.object({
  proposals: z
    .array(
      z.object({
        hypothesis: z.string().min(1).max(400),
        kind: z.enum(['instruction', 'format', 'definition', 'example', 'delete', 'rewrite']),
        op: z.enum(['insert_after', 'replace', 'delete', 'rewrite']),
        line: z.string(),
        text: z.string(),
      }),
    )
    .min(1)
    .max(8),
})
export type ProposalReply = z.infer<typeof proposalReply>
export type Proposal = ProposalReply['proposals'][number]

/** Asked in diagnosis: one general sentence that would have led to the right answers. */
export interface HintRequest {
  readonly task: 'hint'
  readonly prompt: string
  readonly cluster: string
  readonly failures: readonly ShownCase[]
}
export const hintReply = z.object({ hint: z.string().min(1).max(300) })

/** What `llm-rubric` asks of a judge, and the reply it gives. */
export interface JudgeRequest {
  readonly task: 'judge'
  readonly rubric: string
  readonly input: string
  readonly output: string
}
export const judgeReply = z.object({ reason: z.string(), pass: z.boolean(), score: z.number().min(0).max(1) })
