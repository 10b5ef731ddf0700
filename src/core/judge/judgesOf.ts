// The models that judge in a run, by what the eval file says, and what a reader should know of them beforehand.
import { InputError } from '../errors.ts'
import { flatAssertions } from '../evals/case.ts'
import { asksJudge } from '../evals/comparisons.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import type { ChatModel, ModelResolver } from '../ports.ts'
import { judgeWarnings } from './family.ts'

/** One model for each vote, by the provider that an assertion names; under undefined for those that name none. */
export type Judges = ReadonlyMap<string | undefined, readonly ChatModel[]>

/** Throws `InputError` where an assertion needs a judge and none is named. */
export async function judgesOf({ cases, judge, path }: EvalFile, models: ModelResolver): Promise<Judges> {
  const judged = cases
    .flatMap(({ assertions, comparisons = [] }) => [...flatAssertions(assertions), ...comparisons])
    .filter(asksJudge)
  const judges = new Map<string | undefined, readonly ChatModel[]>()
  for (const { provider, type } of judged) {
    if (judges.has(provider)) continue
    const panel = provider === undefined ? judge?.panel : [provider]
    if (panel === undefined)
      throw new InputError(`A "${type}" assertion needs a judge.`, 'Name one under metadata.tunesmith.judge.', {
        file: path,
      })
    const votes = judge?.votes ?? 1
    const found = await Promise.all(panel.map((id) => models(id)))
    judges.set(
      provider,
      found.flatMap((model) => Array.from({ length: votes }, () => model)),
    )
  }
  return judges
}

/** In sentences: judges that may favour what they grade, and votes that can tie. */
export function judgeNotes(
  { judges, heldOut }: { readonly judges: Judges; readonly heldOut?: Judges | undefined },
  models: readonly ChatModel[],
  proposers: readonly ChatModel[],
): string[] {
  const all = [...judges.values(), ...(heldOut?.values() ?? [])]
  const ids = (some: readonly ChatModel[]) => some.map(({ id }) => id)
  const tied = all.find((voters) => voters.length > 0 && voters.length % 2 === 0)
  return [
    ...judgeWarnings(ids(all.flat()), ids(models), ids(proposers)),
    ...(tied === undefined
      ? []
      : [
          `${tied.length} votes can tie, and a tie is no verdict: an odd number under metadata.tunesmith.judge cannot.`,
        ]),
  ]
}
