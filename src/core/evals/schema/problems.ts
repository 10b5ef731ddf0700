// What is wrong with an eval file, where, and what may have been meant: from the very code that loads it for a run.
import type { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import { AllErrors } from '../allErrors.ts'
import { loadEvalFile } from '../evalFile.ts'
import { meantIn, quotedIn } from '../keys.ts'
import { NotAllowed } from '../loadCode.ts'
import { textsAndKeysIn } from './position.ts'

export interface Problem {
  /** Relative to the workspace folder. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly sentence: string
  /** An error keeps the file from being run. */
  readonly severity: 'error' | 'warning'
}

export interface Mark {
  readonly start: number
  readonly end: number
  /** What was probably meant in place of what stands there. */
  readonly meant?: string
}

/** Everything that loading says: all errors that do not come of one another, then the warnings. */
export async function problemsOf(files: Files, path: string): Promise<Problem[]> {
  const found = new AllErrors()
  await loadEvalFile(files, path, found).catch((error: unknown) => found.keep(error))
  return [
    ...found.errors.map((error) => problemOf(error, path)),
    ...found.remarks().map((remark): Problem => ({ ...remark, severity: 'warning' })),
  ]
}

/** Code is asked for when a run needs it: until then its cases are not known, and nothing is wrong. */
function problemOf(error: InputError, path: string): Problem {
  const { file = path, line = 1, message, mend } = error
  return { file, line, sentence: `${message} ${mend}`, severity: error instanceof NotAllowed ? 'warning' : 'error' }
}

/** The place in `text` that a problem of it is about: the word it quotes, at or after its line, else the whole line. */
export function markOf(text: string, { line, sentence }: Pick<Problem, 'line' | 'sentence'>): Mark {
  const from = offsetOfLine(text, line)
  const end = endOfLine(text, from)
  const fix = meantIn(sentence)
  const words = fix === undefined ? quotedIn(sentence) : [fix.word]
  const inFile = words.length === 0 ? [] : textsAndKeysIn(text).filter(({ start }) => start >= from)
  for (const word of words) {
    const found = inFile.find((place) => place.text === word || place.text === `not-${word}`)
    if (found === undefined) continue
    const start = text.indexOf(word, found.start)
    return { start, end: start + word.length, ...(fix !== undefined && { meant: fix.meant }) }
  }
  const shown = /\S.*\S|\S/.exec(text.slice(from, end))
  return { start: from + (shown?.index ?? 0), end: from + (shown?.index ?? 0) + (shown?.[0].length ?? 0) }
}

function offsetOfLine(text: string, line: number): number {
  let at = 0
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', at)
    if (next < 0) return at
    at = next + 1
  }
  return at
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from).search(/\r?\n/)
  return end < 0 ? text.length : from + end
}
