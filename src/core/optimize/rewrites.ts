// Whole prompts that stand in for the seed: which of them, if any, is likely to be better than the incumbent.
import type { Candidate } from './candidates.ts'
import type { Edit } from './draft.ts'
import { screen } from './screen.ts'
import type { SearchSetup } from './setup.ts'

export interface Rewritten {
  readonly best: Candidate | undefined
  readonly outcomes: readonly {
    readonly edit: Edit
    readonly outcome: 'accepted' | 'rejected' | 'refused'
    readonly detail: string
  }[]
}

/** Screens the rewrites, each an edit of the seed, on train cases within `calls` calls. */
export async function screenRewrites(
  setup: SearchSetup,
  incumbent: Candidate,
  edits: readonly Edit[],
  calls: number,
): Promise<Rewritten> {
  const { context, modelFor, candidates, guard, order } = setup
  const outcomes: Rewritten['outcomes'][number][] = []
  const contestants = new Map<Candidate, Edit>()
  for (const edit of edits) {
    const candidate = candidates.create(candidates.seed, [edit])
    const problem = guard.problemWith(candidate, candidates.seed)
    if (problem === undefined) contestants.set(candidate, edit)
    else outcomes.push({ edit, outcome: 'refused', detail: problem })
  }
  // From the other end than a harvest, so that rewrites are not judged on the failures they were written from.
  const cases = order.toReversed()
  const { best, others } = await screen(context, modelFor, incumbent, [...contestants.keys()], cases, calls)
  for (const { candidate, detail } of best === undefined ? others : [...others, best]) {
    const edit = contestants.get(candidate)
    if (edit !== undefined)
      outcomes.push({ edit, outcome: candidate === best?.candidate ? 'accepted' : 'rejected', detail })
  }
  return { best: best?.candidate, outcomes }
}
