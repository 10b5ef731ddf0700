// The keys of an eval file, promptfoo's and ours, and what an unknown one was probably meant to be.
import { nearest } from '../suggest.ts'
import type { Located, ValuePath } from './source.ts'
import { isRecord } from './source.ts'
import type { Warnings } from './warnings.ts'

/** Top-level keys of promptfoo 0.123's configuration. */
export const TOP_KEYS = [
  'description prompts providers targets tests defaultTest metadata tags env evaluateOptions commandLineOptions',
  'outputPath sharing tracing scenarios derivedMetrics nunjucksFilters extensions redteam $schema',
].flatMap((keys) => keys.split(' '))

/** Top-level keys that would change what is measured, and that are not acted on. */
export const IDLE_TOP_KEYS = ['derivedMetrics', 'nunjucksFilters', 'extensions', 'redteam']

export const TEST_KEYS = [
  'description vars assert options metadata threshold provider providers prompts providerOutput',
  'assertScoringFunction',
].flatMap((keys) => keys.split(' '))

export const IDLE_TEST_KEYS = ['provider', 'providers', 'prompts']

export const OPTION_KEYS = [
  'transform postprocess transformVars storeOutputAs prefix suffix provider rubricPrompt factuality',
  'disableDefaultAsserts disableVarExpansion disableConversationVar runSerially repeat',
].flatMap((keys) => keys.split(' '))

export const IDLE_OPTION_KEYS = ['transformVars', 'storeOutputAs']

export const ASSERTION_KEYS =
  'type value threshold weight provider metric transform contextTransform config rubricPrompt'
    .split(' ')
    .concat('assert')

export const SET_KEYS = 'type assert threshold weight metric config'.split(' ')

export const TUNESMITH_KEYS = 'models objective optimizer judge target split repeats group expected labels task'.split(
  ' ',
)

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
