// Whether prompting has run out of road, as a statement with its evidence; never a mere counter.
import type { PlateauStatement, Rate } from '../events.ts'
import type { SearchOutcome } from './setup.ts'
import type { Validator } from './validate.ts'

const GAIN_LEFT = 0.02
const PERSISTENCE = 0.8
/** Rounds without an accepted edit after which it does not matter what the last validations gained. */
const SETTLED = 12
/** Below this nothing can be called a ceiling. */
const FEWEST_CASES = 20

type Measured = Pick<Validator, 'of' | 'all' | 'graded' | 'difference'>

export function plateauOf(outcome: SearchOutcome, validator: Measured, target: number | undefined): PlateauStatement {
  const { trace, stopped, best } = outcome
  const rate = validator.of(best)?.rate
  const score = `${((100 * (rate?.k ?? 0)) / Math.max(1, rate?.n ?? 0)).toFixed(1)} %`
  const { neglected } = trace
  const exhausted = stopped === 'no failures left'
  const conditions = [
    {
      met: validator.graded(best) >= FEWEST_CASES,
      text: `measured on ${validator.graded(best)} select cases (${FEWEST_CASES} needed)`,
    },
    {
      met: trace.sinceAccepted >= trace.stallLimit || exhausted,
      text: exhausted
        ? 'every confirmed failure was shown to the proposer as often as is any use, or none is left'
        : `${trace.sinceAccepted} proposal rounds in a row without an accepted edit (${trace.stallLimit} needed)`,
    },
    {
      met: neglected === 0,
      text: `${neglected} kinds of failure (5 % of all and more) were worked on fewer than two times`,
    },
    lateGain(validator, trace.sinceAccepted),
    {
      met: trace.persistence === undefined ? exhausted : trace.persistence >= PERSISTENCE,
      text:
        trace.persistence === undefined
          ? 'no known failure was looked at twice'
          : `${Math.round(100 * trace.persistence)} % of known failures failed again on later prompts (80 % needed)`,
    },
    {
      met: trace.restarted && trace.switched,
      text: `${trace.restarted ? 'a restart from whole rewrites was tried' : 'no restart was tried yet'}; ${
        trace.switched ? 'no further proposer is left' : 'the second proposer had no turn yet'
      }`,
    },
  ]
  const isPerfect = rate !== undefined && rate.k === rate.n
  const short = !isPerfect && (target === undefined || rate === undefined || rate.k / Math.max(1, rate.n) < target)
  const plateau = short && conditions.every((condition) => condition.met)
  const aim = target === undefined ? '' : `, short of the ${Math.round(100 * target)} % target`
  const nothing = stopped === 'target' ? undefined : nothingToSearch(rate)
  return { plateau, conditions, statement: nothing ?? statementOf(plateau, stopped, score, aim) }
}

/** Where the select cases leave nothing to search for, that is all there is to say. */
function nothingToSearch(rate: Rate | undefined): string | undefined {
  const { k = 0, n = 0 } = rate ?? {}
  if (n === 0) return 'No select case was measured, so nothing can be said of the prompt.'
  if (k < n) return undefined
  const all = n === 1 ? 'The one select case passes' : `All ${n} select cases pass`
  return `${all}: nothing is left to mend, and no gain could be proven there.`
}

function statementOf(plateau: boolean, stopped: SearchOutcome['stopped'], score: string, aim: string): string {
  if (plateau) return `Prompting has run out of road at ${score} of select cases${aim}.`
  if (stopped === 'target') return `The target is reached on select cases: ${score}.`
  if (stopped === 'no proposals')
    return `The search stopped at ${score} of select cases because the proposer's replies could not be used; try another optimizer model.`
  if (stopped === 'budget')
    return `The search stopped at its budget at ${score} of select cases; this is not a plateau.`
  return `The search stopped at ${score} of select cases; not every condition of a plateau holds.`
}

/** Upper bound of what the last three validations gained together, or that nothing was left to validate. */
function lateGain(validator: Measured, sinceAccepted: number): { met: boolean; text: string } {
  const complete = validator.all.filter((validation) => validation.complete)
  const last = complete.at(-1)
  const first = complete.at(-4) ?? complete[0]
  if (last === undefined || first === undefined || first === last)
    return { met: sinceAccepted > 0, text: `no edit got as far as a second validation in ${sinceAccepted} rounds` }
  const { estimate, high } = validator.difference(first.candidate, last.candidate)
  const settled = sinceAccepted >= SETTLED
  const points = (value: number) => (100 * value).toFixed(1)
  return {
    met: high < GAIN_LEFT || settled,
    text:
      `the last validations gained ${points(estimate)} points (upper 95 % bound ${points(high)}; below ${points(GAIN_LEFT)} needed, ` +
      `or ${SETTLED} rounds since in which no edit passed the gate: ${sinceAccepted})`,
  }
}
