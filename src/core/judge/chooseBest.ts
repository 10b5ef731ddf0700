// Which of several outputs is best by a criterion. Judges favour places (Zheng et al. 2023, arXiv 2306.05685), so each sees
// the outputs in one order and in the other: what it says in both counts, else those that it named share the place.
import * as z from 'zod'
import type { Assertion, Vars } from '../evals/case.ts'
import { ORDERS } from '../evals/comparisons.ts'
import type { RunContext } from '../run.ts'
import { askVoters } from './askJudges.ts'
import type { Examination } from './question.ts'

const RULES =
  'You compare outputs by one criterion, which stands as the rubric. They are numbered from 0 in the order they stand ' +
  'in. Where they stand, and how long they are, does not matter. Reason first, then decide. ' +
  'Reply with JSON {"reason", "best"}, best the number of the output that meets the criterion best.'

export interface Choice {
  /** Places of the best among the outputs: several where they tie. */
  readonly best: readonly number[]
  readonly reason: string
  /** How many voters were asked in both orders, and how many changed their mind with it. */
  readonly asked: number
  readonly flipped: number
}

/** Outputs that are the same are one to the judge. Throws where no majority of the voters answers. */
export async function chooseBest(
  context: RunContext,
  { value, provider, judging }: Assertion,
  vars: Vars,
  outputs: readonly string[],
  sealed: boolean,
): Promise<Choice> {
  const different = [...new Set(outputs)]
  const placesOf = (chosen: ReadonlySet<number>) =>
    outputs.flatMap((output, place) => (chosen.has(different.indexOf(output)) ? [place] : []))
  if (different.length < 2)
    return { best: placesOf(new Set([0])), reason: 'the outputs are the same', asked: 0, flipped: 0 }
  const reply = z.object({
    reason: z.string(),
    best: z
      .number()
      .int()
      .min(0)
      .max(different.length - 1),
  })
  const { rubricPrompt } = judging ?? {}
  const rubric = String(value)
  const inBothOrders: Examination<readonly z.infer<typeof reply>[]> = (ask) =>
    Promise.all(
      Array.from({ length: ORDERS }, async (_, order) => {
        const shown = { outputs: order === 0 ? different : different.toReversed() }
        const question = {
          ask: 'best',
          rules: RULES,
          rubric,
          shown,
          vars: { ...vars, criteria: rubric },
          reply,
        } as const
        const said = await ask({ ...question, ...(rubricPrompt !== undefined && { rubricPrompt }) })
        return order === 0 ? said : { ...said, best: different.length - 1 - said.best }
      }),
    )
  const { votes, voters } = await askVoters(context, inBothOrders, provider, sealed)
  if (votes.length <= voters / 2) throw new Error(`Only ${votes.length} of ${voters} judges chose an output.`)
  const firm = votes.map((vote) => new Set(vote.map(({ best }) => best)))
  const agreed = different.findIndex((_, i) => firm.filter((set) => set.size === 1 && set.has(i)).length > voters / 2)
  const chosen = agreed >= 0 ? new Set([agreed]) : new Set(firm.flatMap((set) => [...set]))
  const speaker = votes.flat().find(({ best }) => chosen.has(best))
  return {
    best: placesOf(chosen),
    reason: agreed >= 0 ? (speaker?.reason ?? '') : 'the judge’s choice changes with the order, or between judges',
    asked: votes.length,
    flipped: firm.filter((set) => set.size > 1).length,
  }
}
