// `contains` and its family: texts that stand in the output, with or without regard to case.

import { commaList } from './commaList.ts'
import { type Finding, type Grader, type GraderInput, needsText, shown } from './grader.ts'

export const containsFamily: readonly Grader[] = [
  one('contains', same, (output, value) => output.includes(value), 'contains'),
  one('icontains', lower, (output, value) => output.includes(value), 'contains'),
  { ...one('starts-with', same, (output, value) => output.startsWith(value), 'starts with'), problem: needsPrefix },
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
      return texts === undefined ? 'needs a list of texts as its value, with every quotation mark closed' : undefined
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
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value !== '' ? commaList(value) : undefined
}

function needsPrefix(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : 'needs a text as its value'
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
