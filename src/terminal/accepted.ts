// Which of the listed cases a user said yes to. No answer is none: then nothing is written.
import { InputError } from '../core/errors.ts'
import type { DraftCase } from '../core/generate/draft.ts'
import type { Command } from './arguments.ts'

/** Undefined where the command line says neither. Throws `InputError` for a number that no case has. */
export function acceptedOf(
  drafts: readonly DraftCase[],
  { accept, reject }: Pick<Command, 'accept' | 'reject'>,
): readonly DraftCase[] | undefined {
  if (accept === undefined && reject === undefined) return undefined
  const wanted = accept === undefined || accept === 'all' ? undefined : numbersIn('accept', accept, drafts.length)
  const unwanted = reject === undefined ? undefined : numbersIn('reject', reject, drafts.length)
  return drafts.filter((_, i) => wanted?.has(i + 1) !== false && unwanted?.has(i + 1) !== true)
}

/** "1-12,15" as numbers. */
function numbersIn(option: string, text: string, count: number): Set<number> {
  const numbers = text.split(',').flatMap((part) => {
    const [, from, to = from] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part) ?? []
    const [first, last] = [Number(from), Number(to)]
    if (from === undefined || first < 1 || last < first || last > count)
      throw new InputError(
        `--${option} is “${text}”, which it cannot use.`,
        `Give all, or numbers from 1 to ${count} such as 1-12,15.`,
      )
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
  return new Set(numbers)
}
