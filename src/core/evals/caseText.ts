// A case in words: what of its variables is input, and what is the answer beside it.
import { printValue } from '../prompt/values.ts'
import type { Case, Vars } from './case.ts'

/** Names of the variables that are input: without the id and whatever says the expected answer. */
export function inputNames(vars: Vars, expected: string | undefined): string[] {
  const names = Object.keys(vars)
  const input = names.filter(
    (name) => name !== 'id' && name !== 'expected' && (expected === undefined || printValue(vars[name]) !== expected),
  )
  return input.length > 0 ? input : names
}

/** The input as text, one variable after the other; `leaveOut` names variables that do not count. */
export function caseText(kase: Pick<Case, 'vars' | 'expected'>, leaveOut: ReadonlySet<string> = new Set()): string {
  return inputNames(kase.vars, kase.expected)
    .filter((name) => !leaveOut.has(name))
    .map((name) => printValue(kase.vars[name] ?? null))
    .join('\n')
}

/** Input and expected answer: what a prompt must not quote. */
export function textsOf(kase: Pick<Case, 'vars' | 'expected'>): string[] {
  return [caseText(kase), ...(kase.expected === undefined ? [] : [kase.expected])]
}

/** Lower-case words, without punctuation: two texts with the same words are the same to a model. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}
