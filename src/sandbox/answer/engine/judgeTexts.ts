// Plays the judge of contexts, statements and conversations: which sentences share their words with which text. Imperfect,
// as judges are.
import type { Ask } from '../../../core/judge/question.ts'
import { conceptsOf } from '../lexicon.ts'
import { sentencesOf, termsOf } from '../text.ts'

/** Texts by name, without their fences. */
export type Texts = Readonly<Record<string, readonly string[]>>

const SUPPORTED = 0.6
const NEEDED = 0.25

/** The reply in the shape that is asked for; undefined where another kind of question is asked. */
export function judgeTexts(ask: Ask, rubric: string, texts: Texts): Readonly<Record<string, unknown>> | undefined {
  const text = (name: string) => texts[name]?.join('\n\n') ?? ''
  const sentences = (of: string) => of.split('\n').flatMap(sentencesOf)
  const supports = (sentence: string) => shareIn(sentence, text('context')) >= SUPPORTED
  if (ask === 'question') return { question: `What is said of this: ${sentences(text('answer'))[0] ?? 'nothing'}` }
  if (ask === 'statements') return { statements: sentences(text('answer')) }
  if (ask === 'attribution')
    return {
      sentences: sentences(rubric).map((sentence) => {
        const attributed = supports(sentence)
        return { sentence, reason: `Its words are ${attributed ? '' : 'not '}in the context.`, attributed }
      }),
    }
  if (ask === 'extraction') {
    const needed = sentences(text('context')).filter((sentence) => shareIn(text('query'), sentence) >= NEEDED)
    return { reason: 'These share words with the query.', sentences: needed }
  }
  if (ask === 'entailment')
    return {
      verdicts: (texts.statements ?? []).map((statement) => {
        const supported = supports(statement)
        return { reason: `Its words are ${supported ? '' : 'not '}in the context.`, supported }
      }),
    }
  if (ask !== 'conversation') return undefined
  const [last = '', asked = ''] = (texts.messages ?? []).toReversed()
  const relevant = shareIn(asked, last) > 0
  return { reason: relevant ? 'The answer takes up what was said.' : 'The answer is about something else.', relevant }
}

/** Share of the words of `part` that `whole` has, or a synonym of; 0 to 1. */
function shareIn(part: string, whole: string): number {
  const terms = [...new Set(termsOf(part))]
  const words = new Set(termsOf(whole))
  const concepts = new Set([...words].flatMap(conceptsOf))
  const found = terms.filter((term) => words.has(term) || conceptsOf(term).some((id) => concepts.has(id)))
  return terms.length === 0 ? 0 : found.length / terms.length
}
