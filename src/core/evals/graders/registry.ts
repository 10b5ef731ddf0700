// All graders, by the type that an eval file names.
import type { Assertion, Vars } from '../case.ts'
import { answerRelevance } from './answerRelevance.ts'
import { bleu } from './bleu.ts'
import { choice } from './choice.ts'
import { closedQa } from './closedQa.ts'
import { command } from './command.ts'
import { containsFamily } from './contains.ts'
import { contextFamily } from './context.ts'
import { conversationRelevance } from './conversation.ts'
import { equals } from './equals.ts'
import { factuality } from './factuality.ts'
import { gEval } from './gEval.ts'
import { gleu } from './gleu.ts'
import type { Grader } from './grader.ts'
import { htmlFamily } from './html.ts'
import { jsonFamily } from './json.ts'
import { jsonMatch } from './jsonMatch.ts'
import { levenshtein } from './levenshtein.ts'
import { limits } from './limits.ts'
import { llmRubric } from './llmRubric.ts'
import { rating } from './rating.ts'
import { refusal } from './refusal.ts'
import { regex } from './regex.ts'
import { rouge } from './rouge.ts'
import { scripts } from './script.ts'
import { similarFamily } from './similar.ts'
import { fuzzyMatch, textMatch } from './textMatch.ts'
import { toolCallF1 } from './toolCalls.ts'
import { wordCount } from './wordCount.ts'
import { xmlFamily } from './xml.ts'

const TEXTS = [equals, ...containsFamily, regex, levenshtein, rouge, bleu, gleu, wordCount, refusal]
const STRUCTURES = [...jsonFamily, ...xmlFamily, ...htmlFamily, toolCallF1]
const RETRIEVED = [...contextFamily, answerRelevance, conversationRelevance]
const JUDGED = [llmRubric, ...factuality, closedQa, gEval]
const ASSERTED: readonly Grader[] = [
  ...TEXTS,
  ...STRUCTURES,
  ...limits,
  ...scripts,
  ...similarFamily,
  ...JUDGED,
  ...RETRIEVED,
]
const OWN: readonly Grader[] = [textMatch, fuzzyMatch, jsonMatch, choice, rating]
const GRADERS: ReadonlyMap<string, Grader> = new Map(
  [...ASSERTED, ...OWN, command].map((grader) => [grader.type, grader]),
)

/** The types that may stand under `assert`. A command is no type of promptfoo's: it stands in the metadata. */
export const GRADED_TYPES: readonly string[] = ASSERTED.map(({ type }) => type)

/** The types that promptfoo does not have: they stand under `metadata.tunesmith.check`, beside commands. */
export const OWN_TYPES: readonly string[] = OWN.map(({ type }) => type)

export function graderOf(type: string): Grader | undefined {
  return GRADERS.get(type)
}

type Graded = Pick<Assertion, 'type' | 'value' | 'judging'>

/** Questions that a judge is asked to grade by it, in one vote; 0 where no model grades. */
export function questionsOf({ type, value }: Pick<Graded, 'type' | 'value'>, vars: Vars = {}): number {
  return graderOf(type)?.questions?.(value, vars) ?? 0
}

/** Texts that are made into vectors to grade by it; 0 where none are. */
export function embeddingsOf({ type, value, judging }: Graded, votes = judging?.votes ?? 1): number {
  return graderOf(type)?.embeddings?.(value, votes) ?? 0
}
