// Replies to prompts that offer no set of answers: fields filled from the input, or its most telling sentence.
// Must stay modest: it is there so that any prompt gets a plausible reply, not to solve its task.
import type { JsonShape } from './jsonShape.ts'
import type { Answer, ReadPrompt } from './prompt.ts'
import { countTerms, sentencesOf, termsOf } from './text.ts'

export function answerFreely(prompt: ReadPrompt, shape: JsonShape | undefined): Answer {
  if (shape) {
    const fields = Object.fromEntries(shape.keys.map((key) => [key, fieldOf(key, prompt.input)]))
    return { text: JSON.stringify(fields), refused: false }
  }
  const alike = prompt.examples.map((example) => ({ ...example, like: likeness(example.input, prompt.input) }))
  const nearest = alike.sort((a, b) => b.like - a.like)[0]
  if (nearest && nearest.like > 0.5) return { text: nearest.answer, refused: false }
  return { text: centralSentence(prompt.input) || 'Could you tell me more about what you need?', refused: false }
}

const FIELDS: readonly (readonly [RegExp, RegExp])[] = [
  [/mail/iu, /[\w.+-]+@[\w-]+\.[\w.]+/u],
  [/date|day|when/iu, /\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\p{Lu}\p{L}+ \d{1,2},? \d{4}\b/u],
  [/phone|number/iu, /\+?\d[\d ()-]{5,}\d/u],
  [/price|amount|total|cost|count|quantity/iu, /\d+(?:[.,]\d+)*/u],
  [/name|person|company|party|city|place/iu, /\b\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)*/u],
]

function fieldOf(key: string, input: string): string | null {
  const named = new RegExp(String.raw`\b${key.replaceAll('_', '[ _]')}\s*[:=]\s*([^\n,;]+)`, 'iu').exec(input)?.[1]
  const pattern = FIELDS.find(([name]) => name.test(key))?.[1]
  return named?.trim() ?? pattern?.exec(input)?.[0] ?? null
}

function likeness(a: string, b: string): number {
  const [first, second] = [new Set(termsOf(a)), new Set(termsOf(b))]
  const both = [...first].filter((term) => second.has(term)).length
  return both / Math.sqrt(Math.max(1, first.size * second.size))
}

/** The sentence with the most of the words that the input repeats. */
function centralSentence(input: string): string {
  const counts = countTerms(termsOf(input))
  const weight = (sentence: string): number => {
    const terms = termsOf(sentence)
    return terms.reduce((sum, term) => sum + (counts.get(term) ?? 0), 0) / Math.sqrt(terms.length || 1)
  }
  const sentences = input.split('\n').flatMap(sentencesOf)
  return [...sentences].sort((a, b) => weight(b) - weight(a))[0] ?? ''
}
