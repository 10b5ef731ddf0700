// Comparisons of other eval tools that promptfoo has no assertion for: they stand under `metadata.tunesmith.check`.
// `text-match`: equals, contains, starts or ends with one of some texts. `fuzzy-match`: OpenAI evals' FuzzyMatch.
import * as z from 'zod'
import { asTexts, type Grader, needsTexts, shown } from './grader.ts'

const KINDS = {
  equals: ['equal', (output: string, text: string) => output === text],
  contains: ['contain', (output: string, text: string) => output.includes(text)],
  'starts-with': ['start with', (output: string, text: string) => output.startsWith(text)],
  'ends-with': ['end with', (output: string, text: string) => output.endsWith(text)],
} as const

const scalar = z.union([z.string(), z.number(), z.boolean()])
const textMatchValue = z.strictObject({
  is: z.enum(['equals', 'contains', 'starts-with', 'ends-with']),
  /** One of them is enough. */
  text: z.union([scalar.transform((one) => [one]), z.array(scalar).min(1)]),
  ignoreCase: z.boolean().default(false),
  /** White space around the output does not count. */
  trim: z.boolean().default(false),
})

/** What a `text-match` compares. Throws where `value` is none. */
export function readTextMatch(value: unknown) {
  const { is, text, ignoreCase, trim } = textMatchValue.parse(value)
  return { is, texts: text.map(String), ignoreCase, trim }
}

export const textMatch: Grader = {
  type: 'text-match',
  problem: (value) =>
    textMatchValue.safeParse(value).success
      ? undefined
      : 'needs {is: equals, contains, starts-with or ends-with, text: …, ignoreCase, trim} as its value',
  grade: ({ value, output }) => {
    const { is, texts, ignoreCase, trim } = readTextMatch(value)
    const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
    const given = fold(trim ? output.trim() : output)
    const [verb, holds] = KINDS[is]
    const found = texts.find((text) => holds(given, fold(text)))
    if (found !== undefined) return { pass: true, reason: `the output does ${verb} ${shown(found)}` }
    const wanted = texts.length === 1 ? shown(texts[0]) : `any of ${texts.map(shown).join(', ')}`
    return { pass: false, reason: `the output does not ${verb} ${wanted}, got ${shown(output)}` }
  },
}

export const fuzzyMatch: Grader = {
  type: 'fuzzy-match',
  problem: needsTexts,
  grade: ({ value, output }) => {
    const found = asTexts(value).find((text) => areAlike(output, text))
    const wanted = asTexts(value).map(shown).join(', ')
    return found === undefined
      ? { pass: false, reason: `the output is like none of ${wanted}, got ${shown(output)}` }
      : { pass: true, reason: `the output is like ${shown(found)}` }
  },
}

/** One stands in the other, case, punctuation, articles and white space aside. */
function areAlike(a: string, b: string): boolean {
  const [one, other] = [normal(a), normal(b)]
  return one === '' || other === '' ? one === other : one.includes(other) || other.includes(one)
}

function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, '')
    .replace(/(?<![\p{L}\p{N}])(?:a|an|the)(?![\p{L}\p{N}])/gu, ' ')
    .trim()
    .replace(/\s+/g, ' ')
}
