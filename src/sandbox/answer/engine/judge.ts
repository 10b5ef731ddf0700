// Plays the judge: how much of what the rubric asks for is in the output, by words and everyday synonyms. Imperfect, as
// judges are.
import type { JudgeRequest } from '../../../core/judge/question.ts'
import { ABILITIES, type Size } from '../ability.ts'
import { conceptsOf } from '../lexicon.ts'
import { sentencesOf, termsOf, wordsOf } from '../text.ts'
import type { Draw } from './edits.ts'
import { judgeTexts, type Texts } from './judgeTexts.ts'

const PASS = 0.5
/** Words of rubrics that say nothing of the wanted content. */
const RUBRIC_WORDS = new Set(
  termsOf(
    'output answer response reply text must should contain include mention state say give provide use make sure clear correct good pass fail score rubric following least each every model user',
  ),
)
const FORBIDS = /\b(?:not|never|no|without|avoid|free of)\b/iu
const SHORT = /\b(?:short|concise|brief|one sentence|single sentence|one word|at most|no more than)\b/iu

interface Graded {
  readonly rubric: string
  readonly output: string
}

/** The reply in the shape that is asked for. */
export function judge(request: JudgeRequest, size: Size, draw: Draw): Readonly<Record<string, unknown>> {
  const texts = textsOf(request)
  const listed = judgeTexts(request.ask, request.rubric, texts)
  if (listed !== undefined) return listed
  if (request.ask === 'best') {
    const scores = (texts.outputs ?? []).map((output) => grade({ rubric: request.rubric, output }, size, draw).score)
    return { reason: 'It has most of what the rubric asks for.', best: scores.indexOf(Math.max(...scores)) }
  }
  const graded = { rubric: request.rubric, output: texts.output?.[0] ?? '' }
  const { reason, score } = grade(graded, size, draw)
  const pass = score >= PASS
  if (request.ask === 'factuality') return { reason, category: categoryOf(graded, pass) }
  if (request.ask === 'closed-qa') return { reason, answer: pass ? 'Y' : 'N' }
  if (request.ask === 'g-eval')
    return { steps: ['Read the criterion.', 'Look for it in the output.'], reason, score: Math.round(10 * score) }
  return { reason, pass, score }
}

function grade(request: Graded, size: Size, draw: Draw): { reason: string; score: number } {
  const demands = request.rubric.split(/\n|;/u).flatMap(sentencesOf)
  const met = demands.map((demand) => ({ demand, share: shareMet(demand, request) }))
  const mean = met.reduce((sum, { share }) => sum + share, 0) / Math.max(1, met.length)
  const noise = ABILITIES[size].noise * (draw('judge') - 0.5)
  const score = Math.round(Math.min(1, Math.max(0, mean + noise)) * 100) / 100
  const worst = [...met].sort((a, b) => a.share - b.share)[0]
  const reason =
    score >= PASS
      ? 'The output has what the rubric asks for.'
      : `The output misses this: ${worst?.demand.slice(0, 120) ?? 'the rubric'}`
  return { reason, score }
}

/** Subset, superset or the same, by the words of both; else a contradiction. */
function categoryOf({ rubric, output }: Graded, agrees: boolean): string {
  if (!agrees) return 'D'
  const [said, known] = [wordsOf(output).length, wordsOf(rubric).length]
  return said < known ? 'A' : said > known ? 'B' : 'C'
}

/** What is shown, without its fences. */
function textsOf({ task, ask, fence, rubric, ...shown }: JudgeRequest): Texts {
  return Object.fromEntries(
    Object.entries(shown).map(([name, text]) => [name, [text ?? ''].flat().map((one) => unfenced(one, fence))]),
  )
}

function unfenced(text: string, fence: string): string {
  const [open, close] = [`<<${fence}\n`, `\n${fence}>>`]
  return text.startsWith(open) && text.endsWith(close) ? text.slice(open.length, -close.length) : text
}

/** How much of one demand is met, 0 to 1. */
function shareMet(demand: string, { output }: Graded): number {
  if (output.trim() === '') return 0
  const quoted = [...demand.matchAll(/["“`']([^"”`'\n]{1,80})["”`']/gu)].map((match) => (match[1] ?? '').toLowerCase())
  const wanted = FORBIDS.test(demand) ? 0 : 1
  if (quoted.length > 0) {
    const found = quoted.filter((text) => output.toLowerCase().includes(text)).length / quoted.length
    return wanted === 1 ? found : 1 - found
  }
  if (SHORT.test(demand)) return wordsOf(output).length <= 30 ? 1 : 0.2
  const terms = [...new Set(termsOf(demand))].filter((term) => !RUBRIC_WORDS.has(term))
  if (terms.length === 0) return 0.7
  const words = new Set(termsOf(output))
  const concepts = new Set([...words].flatMap(conceptsOf))
  const alike = (term: string): number =>
    words.has(term) ? 1 : conceptsOf(term).some((id) => concepts.has(id)) ? 0.7 : 0
  const share = terms.reduce((sum, term) => sum + alike(term), 0) / terms.length
  return wanted === 1 ? Math.min(1, 1.6 * share) : 1 - share
}
