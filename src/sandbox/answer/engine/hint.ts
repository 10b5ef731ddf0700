// Plays the giver of hints: one general sentence drawn from what the failures have in common.
// Must quote no input.
import type { HintRequest, PromptLine } from '../../../core/optimize/contract.ts'
import { synonymsOf } from '../lexicon.ts'
import { stem, termsOf } from '../text.ts'
import type { Draw } from './edits.ts'
import { alternatives, byExpected, isFormFailure, tellingWords } from './failures.ts'
import { type PromptView, viewPrompt } from './promptView.ts'

const LONGEST = 300

export function hint(request: HintRequest, draw: Draw): { hint: string } {
  const view = viewPrompt(linesOf(request.prompt))
  const form = request.failures.filter(isFormFailure).length
  const text = form * 2 >= request.failures.length ? formHint(view, draw) : meaningHint(request, view, draw)
  return { hint: text.slice(0, LONGEST) }
}

function formHint({ noun }: PromptView, draw: Draw): string {
  return draw('form') < 0.5
    ? `Answer with only the name of the ${noun}, exactly as it is written, and nothing else.`
    : `Give the ${noun} alone, copied exactly, without a sentence, an explanation or punctuation.`
}

/**
 * Names the answer where everyday words that most of the failing inputs share point to it; for the words of a field that
 * the model does not know there is general advice alone.
 */
function meaningHint(request: HintRequest, view: PromptView, draw: Draw): string {
  const [group] = byExpected(request.failures.filter((failure) => !isFormFailure(failure)))
  const inputs = group?.failures.map(({ input }) => input) ?? []
  const others = request.failures.filter((failure) => failure.expected !== group?.expected).map(({ input }) => input)
  const words = tellingWords(inputs, others, group?.expected ?? '', () => 0).filter((word) => {
    const holders = inputs.filter((input) => termsOf(input).includes(stem(word))).length
    return synonymsOf(word).length > 0 && holders >= 2 && holders > inputs.length / 2
  })
  if (group !== undefined && words.length > 0) {
    return `When the ${view.inputNoun} is about ${alternatives(words.slice(0, 3))}, the answer is ${group.expected}.`
  }
  return draw('advice') < 0.5
    ? `Decide by what the ${view.inputNoun} is about as a whole, not by single words.`
    : `Choose the ${view.noun} that says most exactly what the ${view.inputNoun} is for.`
}

function linesOf(prompt: string): PromptLine[] {
  return prompt
    .split('\n')
    .map((text, i) => ({ id: `L${i + 1}`, role: 'user', text, protected: /\{\{|\$\{/u.test(text) }))
}
