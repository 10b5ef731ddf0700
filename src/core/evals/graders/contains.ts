// `contains` and its family: texts that stand in the output, with or without regard to case.
import { parseCsv } from '../csv.ts'
import { type Finding, type Grader, type GraderInput, needsText, shown } from './grader.ts'

export const containsFamily: readonly Grader[] = [
  one('contains', same, (output, value) => output.includes(value), 'contains'),
  one('icontains', lower, (output, value) => output.includes(value), 'contains'),
  one('starts-with', same, (output, value) => output.startsWith(value), 'starts with'),
  many('contains-any', same, 'any'),
  many('contains-all', same, 'all'),
  many('icontains-any', lower, 'any'),
  many('icontains-all', lower, 'all'),
]

function one(
  type: string,
  fold: (text: string) => string,
  holds: (output: string, value: string) => boolean,
  verb: string,
): Grader {
  return {
    type,
    problem: needsText,
    grade: ({ value, output }) => {
      const pass = holds(fold(output), fold(String(value)))
      return {
        pass,
        reason: pass
          ? `the output ${verb} ${shown(value)}`
          : `the output ${verb === 'contains' ? 'does not contain' : 'does not start with'} ${shown(value)}, got ${shown(output)}`,
      }
    },
  }
}

function many(type: string, fold: (text: string) => string, rule: 'any' | 'all'): Grader {
  return {
    type,
    problem: (value) => {
      const texts = textsOf(value)
      return texts === undefined || texts.length === 0 ? 'needs a list of texts as its value' : undefined
    },
    grade: (input) => found(input, fold, rule),
  }
}

function found({ value, output }: GraderInput, fold: (text: string) => string, rule: 'any' | 'all'): Finding {
  const texts = textsOf(value) ?? []
  const folded = fold(output)
  const [present, absent] = [
    texts.filter((text) => folded.includes(fold(text))),
    texts.filter((text) => !folded.includes(fold(text))),
  ]
  if (rule === 'all')
    return absent.length === 0
      ? { pass: true, reason: `the output contains all of ${list(texts)}` }
      : { pass: false, reason: `the output lacks ${list(absent)}, got ${shown(output)}` }
  return present.length > 0
    ? { pass: true, reason: `the output contains ${list(present)}` }
    : { pass: false, reason: `the output contains none of ${list(texts)}, got ${shown(output)}` }
}

/** A list, or a text that is one: `a, "b, c"`. */
function textsOf(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.every((item) => needsText(item) === undefined) ? value.map(String) : undefined
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'string') return undefined
  const spaced = value.replace(/,\s+"/g, ',"').trim()
  try {
    return (parseCsv(spaced)[0]?.cells ?? []).map((cell) => cell.trim()).filter((cell) => cell !== '')
  } catch {
    return value.split(',').map((part) => part.trim())
  }
}

function list(texts: readonly string[]): string {
  return texts.map(shown).join(', ')
}

function same(text: string): string {
  return text
}

function lower(text: string): string {
  return text.toLowerCase()
}
