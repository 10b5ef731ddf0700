// A task graded by other models than its eval file names: what a command says goes before the file. Must never change
// what is graded, or how.
import type { Assertion } from '../evals/case.ts'
import type { Task } from '../task.ts'

/** Ids of models, `provider:name`; undefined leaves what the file says. */
export interface Graders {
  readonly judge: string | undefined
  readonly embedder: string | undefined
}

export function withGraders(task: Task, { judge, embedder }: Graders): Task {
  if (judge === undefined && embedder === undefined) return task
  const { evalFile } = task
  const regraded = ({ assertions, ...assertion }: Assertion): Assertion => {
    const { provider, embedder: vectors, ...rest } = assertion
    return {
      ...rest,
      ...(judge === undefined && provider !== undefined && { provider }),
      ...(embedder === undefined && vectors !== undefined && { embedder: vectors }),
      ...(assertions !== undefined && { assertions: assertions.map(regraded) }),
    }
  }
  return {
    ...task,
    evalFile: {
      ...evalFile,
      ...(judge !== undefined && { judge: { panel: [judge], votes: evalFile.judge?.votes ?? 1 } }),
      ...(embedder !== undefined && { embedder }),
      cases: evalFile.cases.map((kase) => ({ ...kase, assertions: kase.assertions.map(regraded) })),
    },
  }
}
