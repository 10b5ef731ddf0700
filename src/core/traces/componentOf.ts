// What kind of component a prompt is, told by the answers that people approved where they tell, else by its text.
import { type ComponentId, componentTypes, suggestedType } from '../generate/componentTypes.ts'
import type { DraftCase } from '../generate/draft.ts'
import type { PromptDocument } from '../prompt/document.ts'

const LONGEST_LABEL = 40
/** Answers that must be there to tell, and how often each label stands at least, on average. */
const [FEWEST, REPEATS] = [6, 2]

export function componentOf(prompt: PromptDocument, drafts: readonly DraftCase[]): ComponentId {
  const text = prompt.messages.map((message) => message.text).join('\n')
  const suggested = suggestedType({ text, isInstructions: prompt.class === 'instructions' })
  const answers = drafts.flatMap(({ expected }) => (expected === undefined ? [] : [expected]))
  const isLabelled =
    answers.length >= FEWEST &&
    answers.every((answer) => answer.length <= LONGEST_LABEL) &&
    new Set(answers).size * REPEATS <= answers.length
  return isLabelled && !componentTypes[suggested].closed ? 'classifier' : suggested
}
