// A task graded by other models than its eval file names: what a command says goes before the file. Must never change
// what is graded, or how.
import { InputError } from '../errors.ts'
import type { Assertion } from '../evals/case.ts'
import type { Task } from '../task.ts'
import { withVotes } from './votes.ts'

/** Ids of models, `provider:name`; undefined leaves what the file says. */
export interface Graders {
  readonly judge: string | undefined
  readonly embedder: string | undefined
}

/** Throws `InputError` where the judge is the one that the file holds out. */
export function withGraders(task: Task, { judge, embedder }: Graders): Task {
  if (judge === undefined && embedder === undefined) return task
  const { evalFile } = task
  if (judge !== undefined && judge === evalFile.judge?.heldOut)
    throw new InputError(
      `${judge} is held out of the search, so it cannot be the judge too.`,
      'Give another to --judge, or another as heldOut under metadata.tunesmith.judge.',
      { file: evalFile.path },
    )
  const judges =
    judge === undefined ? evalFile.judge : { ...evalFile.judge, panel: [judge], votes: evalFile.judge?.votes ?? 1 }
  const regraded = ({ assertions, ...assertion }: Assertion): Assertion => {
    const { provider, embedder: vectors, judging, ...rest } = assertion
    const { votes: _, heldOutVotes: __, ...asked } = judging ?? {}
    return {
      ...rest,
      ...(judging !== undefined && { judging: asked }),
      ...(judge === undefined && provider !== undefined && { provider }),
      ...(embedder === undefined && vectors !== undefined && { embedder: vectors }),
      ...(assertions !== undefined && { assertions: assertions.map(regraded) }),
    }
  }
  return {
    ...task,
    evalFile: {
      ...evalFile,
      ...(judges !== undefined && { judge: judges }),
      ...(embedder !== undefined && { embedder }),
      cases: evalFile.cases.map(({ assertions, comparisons, ...kase }) =>
        withVotes(
          {
            ...kase,
            assertions: assertions.map(regraded),
            ...(comparisons && { comparisons: comparisons.map(regraded) }),
          },
          judges,
        ),
      ),
    },
  }
}
