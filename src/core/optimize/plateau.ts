// Whether prompting has run out of road, as a statement with its evidence; never a mere counter.
import type { PlateauStatement } from '../events.ts'
import type { SearchOutcome } from './setup.ts'
import type { Validator } from './validate.ts'

const GAIN_LEFT = 0.02
const PERSISTENCE = 0.8
/** Below this nothing can be called a ceiling. */
const FEWEST_CASES = 20

export function plateauOf(outcome: SearchOutcome, validator: Validator, target: number | undefined): PlateauStatement {
  const { trace, stopped, best } = outcome
  const rate = validator.of(best)?.rate
  const score = rate === undefined ? 'unknown' : `${((100 * rate.k) / Math.max(1, rate.n)).toFixed(1)} %`
  const exhausted = stopped === 'no failures left'
  const conditions = [
    {
      met: validator.graded(best) >= FEWEST_CASES,
      text: `measured on ${validator.graded(best)} select cases (${FEWEST_CASES} needed)`,
    },
    {
      met: trace.sinceAccepted >= trace.stallLimit || exhausted,
      text: exhausted
        ? 'every confirmed failure was shown to the proposer three times, or none is left'
        : `${trace.sinceAccepted} proposal rounds in a row without an accepted edit (${trace.stallLimit} needed)`,
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
  const short = target === undefined || rate === undefined || rate.k / Math.max(1, rate.n) < target
  const plateau = short && conditions.every((condition) => condition.met)
  const aim = target === undefined ? '' : `, short of the ${Math.round(100 * target)} % target`
  return { plateau, conditions, statement: statementOf(plateau, stopped, score, aim) }
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
function lateGain(validator: Validator, sinceAccepted: number): { met: boolean; text: string } {
  const complete = validator.all.filter((validation) => validation.complete)
  const last = complete.at(-1)
  const first = complete.at(-4) ?? complete[0]
  if (last === undefined || first === undefined || first === last)
    return { met: sinceAccepted > 0, text: 'no edit got as far as a second validation' }
  const { estimate, high } = validator.difference(first.candidate, last.candidate)
  const settled = sinceAccepted >= 12
  const points = (value: number) => (100 * value).toFixed(1)
  return {
    met: high < GAIN_LEFT || settled,
    text:
      `the last validations gained ${points(estimate)} points (upper 95 % bound ${points(high)})` +
      (settled ? ', and nothing has passed the gate since' : ''),
  }
}
