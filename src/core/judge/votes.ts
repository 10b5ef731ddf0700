// How many votes each assertion of a case takes, so that budgets hold all of them before the first is cast.
import type { Assertion, Case } from '../evals/case.ts'
import { asksJudge } from '../evals/comparisons.ts'
import type { JudgePanel } from './question.ts'

/** The case with the votes of its judged assertions: those of the panel, or of the one model that an assertion names. */
export function withVotes(kase: Case, judge: JudgePanel | undefined): Case {
  if (judge === undefined || (judge.panel.length * judge.votes === 1 && judge.heldOut === undefined)) return kase
  const { assertions, comparisons } = kase
  const vote = (assertion: Assertion) => voted(assertion, judge)
  return { ...kase, assertions: assertions.map(vote), ...(comparisons && { comparisons: comparisons.map(vote) }) }
}

function voted(assertion: Assertion, judge: JudgePanel): Assertion {
  const { assertions } = assertion
  if (assertions !== undefined) return { ...assertion, assertions: assertions.map((each) => voted(each, judge)) }
  if (!asksJudge(assertion)) return assertion
  const all = assertion.provider === undefined ? judge.panel.length * judge.votes : judge.votes
  const heldOut = judge.heldOut === undefined ? {} : { heldOutVotes: judge.votes }
  return { ...assertion, judging: { ...assertion.judging, votes: all, ...heldOut } }
}
