// What kind of component a prompt is, told by the answers that people approved where they tell, else by its text.
import { type ComponentId, componentTypes } from '../generate/componentTypes.ts'
import type { DraftCase } from '../generate/draft.ts'
import type { Subject } from '../generate/subject.ts'

const LONGEST_LABEL = 40
/** Answers that must be there to tell, and how often each label stands at least, on average. */
const [FEWEST, REPEATS] = [6, 2]

export function componentOf({ type }: Pick<Subject, 'type'>, drafts: readonly DraftCase[]): ComponentId {
  const answers = drafts.flatMap(({ expected }) => (expected === undefined ? [] : [expected]))
  const isLabelled =
    answers.length >= FEWEST &&
    answers.every((answer) => answer.length <= LONGEST_LABEL) &&
    new Set(answers).size * REPEATS <= answers.length
  return isLabelled && !componentTypes[type].closed ? 'classifier' : type
}
