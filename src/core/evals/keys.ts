// The keys of an eval file, promptfoo's and ours, and what an unknown one was probably meant to be.
import { nearest } from '../suggest.ts'
import { ASSERTION, OPTIONS, TEST, TOP, TUNESMITH } from './schema/keyTable.ts'
import type { Located, ValuePath } from './source.ts'
import { isRecord } from './source.ts'
import type { Warnings } from './warnings.ts'

/** Top-level keys of promptfoo 0.123's configuration. */
export const TOP_KEYS = Object.keys(TOP)

/** Top-level keys that would change what is measured, and that are not acted on. */
export const IDLE_TOP_KEYS = ['nunjucksFilters', 'extensions', 'redteam']

export const TEST_KEYS = Object.keys(TEST)

export const OPTION_KEYS = Object.keys(OPTIONS)

export const IDLE_OPTION_KEYS = ['storeOutputAs']

export const ASSERTION_KEYS = Object.keys(ASSERTION)

export const SET_KEYS = 'type assert threshold weight metric config'.split(' ')

export const TUNESMITH_KEYS = Object.keys(TUNESMITH)

/** Warns about keys of the record at `path` that nobody knows, and about those that are not acted on. */
export function checkKeys(
  where: Located,
  path: ValuePath,
  value: unknown,
  keys: { readonly known: readonly string[]; readonly idle?: readonly string[]; readonly what: string },
  warnings: Warnings,
): void {
  if (!isRecord(value)) return
  for (const key of Object.keys(value)) {
    if (!keys.known.includes(key))
      warnings.add(`Unknown key "${key}" ${keys.what}${didYouMean(key, keys.known)}`, where, [...path, key])
    else if (keys.idle?.includes(key)) warnings.add(`"${key}" ${keys.what} is not acted on.`, where, [...path, key])
  }
}

/** "; did you mean "assert"?" or a full stop. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates)
  return best === undefined ? '.' : `; did you mean "${best}"?`
}

/** The word that a sentence made with {@link didYouMean} proposes in place of the one it quotes first. */
export function meantIn(sentence: string): { readonly word: string; readonly meant: string } | undefined {
  const [, meant] = /did you mean "(.+)"\?/.exec(sentence) ?? []
  const word = quotedIn(sentence)[0]
  return meant === undefined || word === undefined ? undefined : { word, meant }
}

/** What a sentence quotes, in its order: names and values of the file that it speaks of. */
export function quotedIn(sentence: string): string[] {
  return [...sentence.matchAll(/"([^"\n]+)"/g)].map((match) => match[1] ?? '')
}
