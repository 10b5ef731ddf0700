// `context-recall`, `context-relevance` and `context-faithfulness`: an answer and the context it was given, as Ragas
// measures them (Es et al. 2023, arXiv 2309.15217), with promptfoo's counts. The context is the variable `context`, or
// what code finds in the answer; a verdict that cannot be counted is an error, never a score.
import * as z from 'zod'
import { promptMessages } from '../../judge/messages.ts'
import type { Judgement, Judging } from '../../judge/question.ts'
import type { Vars } from '../case.ts'
import { codeResult } from './code.ts'
import { type Grader, type GraderInput, needsText } from './grader.ts'
import { examined, questionOf } from './judged.ts'
import { copiedUnits, isQuoted, unitsOf } from './units.ts'

const THRESHOLD = 0.5
/** A list of sentences is longer than a verdict. */
const ROOM = 2048

const attribution = z.object({
  sentences: z.array(z.object({ sentence: z.string(), reason: z.string(), attributed: z.boolean() })).min(1),
})
const extraction = z.object({ reason: z.string(), sentences: z.array(z.string()) })
const statements = z.object({ statements: z.array(z.string().min(1)).min(1) })
const entailment = z.object({ verdicts: z.array(z.object({ reason: z.string(), supported: z.boolean() })).min(1) })

const ATTRIBUTION =
  'You are given a context, and as the rubric a right answer. Say of each sentence of that answer whether it can be ' +
  'attributed to the context. Reason first, then decide. ' +
  'Reply with JSON {"sentences": [{"sentence", "reason", "attributed"}]}, in the order of the answer.'
const EXTRACTION =
  'You are given a context and a query. Copy from the context, without any change, the sentences that are needed to ' +
  'answer the query; none where the context cannot answer it. Reply with JSON {"reason", "sentences"}.'
const STATEMENTS =
  'You are given a question and an answer. Put what the answer says into statements, one or more for each sentence, ' +
  'each to be understood by itself. Reply with JSON {"statements"}.'
const ENTAILMENT =
  'You are given a context and statements. Say of each statement whether the context supports it; what you know ' +
  'otherwise does not count. Reason first, then decide. ' +
  'Reply with JSON {"verdicts": [{"reason", "supported"}]}, one for each statement, in their order.'

const recall: Grader = {
  type: 'context-recall',
  problem: needsText,
  questions: () => 1,
  grade: async (input) => {
    const context = joined(await contextOf(input, input.context.prompt?.()))
    const rubric = String(input.value)
    const question = { ask: 'attribution', rules: ATTRIBUTION, rubric, shown: { context }, room: ROOM } as const
    return examined(input, async (ask) => {
      const { sentences } = await ask(
        questionOf(input, { ...question, reply: attribution, values: { groundTruth: rubric } }),
      )
      const found = sentences.filter(({ attributed }) => attributed).length
      return share(input, found, sentences.length, 'sentences of the answer stand in the context')
    })
  },
}

const relevance: Grader = {
  type: 'context-relevance',
  problem: () => undefined,
  lacks: needsQueryAndContext,
  questions: () => 1,
  grade: async (input) => {
    const context = await contextOf(input)
    const units = unitsOf(context)
    const shown = { query: String(input.vars.query), context: joined(context) }
    const question = { ask: 'extraction', rules: EXTRACTION, rubric: shown.query, shown, room: ROOM } as const
    return examined(input, async (ask) => {
      const { sentences } = await ask(questionOf(input, { ...question, reply: extraction }))
      const found = copiedUnits(sentences, context)
      if (found.size > 0 && ![...found].some((sentence) => isQuoted(sentence, shown.context)))
        throw new Error('The judge names sentences that the context does not have.')
      return share(input, Math.min(found.size, units.length), units.length, 'parts of the context are needed')
    })
  },
}

const faithfulness: Grader = {
  type: 'context-faithfulness',
  problem: () => undefined,
  lacks: needsQueryAndContext,
  questions: () => 2,
  grade: async (input) => {
    const context = joined(await contextOf(input))
    const asked = { question: String(input.vars.query), answer: input.output }
    const prompts = input.judging?.rubricPrompt === undefined ? [] : promptMessages(input.judging.rubricPrompt)
    const step = <R>(at: number, question: Parameters<typeof questionOf<R>>[1]) => {
      const { rubricPrompt: _, ...rest } = questionOf(input, { ...question, room: ROOM })
      const own = prompts[at]
      return own === undefined ? rest : { ...rest, rubricPrompt: [own] }
    }
    return examined(input, async (ask) => {
      const said = await ask(
        step(0, { ask: 'statements', rules: STATEMENTS, rubric: '', shown: asked, reply: statements }),
      )
      const shown = { context, statements: said.statements }
      const { verdicts } = await ask(
        step(1, { ask: 'entailment', rules: ENTAILMENT, rubric: '', shown, reply: entailment }),
      )
      // As in promptfoo, a statement without a verdict is one without support.
      const unsupported = verdicts.filter(({ supported }) => !supported).length
      const missing = Math.max(0, said.statements.length - verdicts.length)
      const supported = Math.max(0, said.statements.length - unsupported - missing)
      return share(input, supported, said.statements.length, 'statements are supported by the context')
    })
  },
}

export const contextFamily: readonly Grader[] = [recall, relevance, faithfulness]

function share({ threshold = THRESHOLD }: GraderInput, found: number, of: number, what: string): Judgement {
  const score = of === 0 ? 0 : found / of
  return { pass: score >= threshold - Number.EPSILON, score, reason: `${found} of ${of} ${what}` }
}

function needsQueryAndContext(vars: Vars, judging: Judging | undefined): string | undefined {
  if (typeof vars.query !== 'string') return 'needs the variable "query", a text'
  return isContext(vars.context) || judging?.contextTransform !== undefined
    ? undefined
    : 'needs the variable "context", a text or a list of texts'
}

async function contextOf(input: GraderInput, instead?: string): Promise<string | readonly string[]> {
  const { kase, vars, context, judging, config } = input
  const code = judging?.contextTransform
  const found =
    code === undefined ? (vars.context ?? instead) : await codeResult(code, context.answer, { kase, config, context })
  if (isContext(found)) return found
  throw new Error('The context is neither a text nor a list of texts, or it is empty.')
}

function isContext(value: unknown): value is string | readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '')
}

function joined(context: string | readonly string[]): string {
  return typeof context === 'string' ? context : context.join('\n\n')
}
