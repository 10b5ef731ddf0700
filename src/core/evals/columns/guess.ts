// Guesses which column of a dataset is which variable of a prompt, what is expected and what tells rows apart, each with
// its reason. A guess is shown before it is used; what nothing speaks for is left open.
import { InputError } from '../../errors.ts'
import { printValue } from '../../prompt/values.ts'
import { didYouMean } from '../keys.ts'
import { isRecord, type Located } from '../source.ts'
import type { ColumnMap } from './mapping.ts'

export interface Guess {
  /** A variable of the prompt, `expected` or `id`. */
  readonly name: string
  readonly column: string
  /** Why, as the end of "text is question: …". */
  readonly reason: string
}

export interface Column {
  readonly name: string
  /** Rows in which it is not empty. */
  readonly filled: number
  readonly distinct: number
  /** Characters, over the rows in which it is not empty. */
  readonly meanLength: number
  readonly example: string
  /** Its different values, where they are 50 at most. */
  readonly values: readonly string[] | undefined
}

export interface MappingGuess {
  readonly guesses: readonly Guess[]
  /** Variables of the prompt that no column seems to hold. */
  readonly open: readonly string[]
  /** What else was seen, in sentences. */
  readonly remarks: readonly string[]
}

/** More different values are not taken for labels. */
const MOST_LABELS = 50

const EXPECTED =
  'expected expectedoutput ideal answer label target groundtruth gold reference completion output response category class intent correct'.split(
    ' ',
  )
const INPUT = 'text input message question query prompt body content utterance sentence document review title'.split(
  ' ',
)
const IDS = 'id uuid guid key rowid caseid'.split(' ')
const SPLITS = 'split fold subset partition set'.split(' ')

/** The columns of the records, in the order of their first use. */
export function columnsOf(rows: readonly Located[]): Column[] {
  const names = [...new Set(rows.flatMap(({ value }) => (isRecord(value) ? Object.keys(value) : [])))]
  return names
    .filter((name) => name !== '')
    .map((name) => {
      const texts = rows
        .map(({ value }) => (isRecord(value) ? value[name] : undefined))
        .filter((value) => value !== undefined && value !== null && value !== '')
        .map(printValue)
      const distinct = new Set(texts)
      const length = texts.reduce((sum, text) => sum + text.length, 0)
      return {
        name,
        filled: texts.length,
        distinct: distinct.size,
        meanLength: texts.length === 0 ? 0 : length / texts.length,
        example: texts[0] ?? '',
        values: distinct.size <= MOST_LABELS ? [...distinct] : undefined,
      }
    })
}

/** `given` is what the user said; it is not doubted, but for columns that do not exist. Throws `InputError`. */
export function guessColumns(
  columns: readonly Column[],
  rows: number,
  variables: readonly string[],
  given: ColumnMap = {},
): MappingGuess {
  const guesses: Guess[] = Object.entries(given).map(([name, column]) => {
    requireColumn(columns, column)
    return { name, column, reason: 'you said so' }
  })
  const isOpen = (name: string) => !guesses.some((guess) => guess.name === name)
  const free = () => columns.filter(({ name, filled }) => filled > 0 && !guesses.some(({ column }) => column === name))
  const take = (name: string, found: readonly [Column, string] | undefined) => {
    if (found !== undefined && isOpen(name)) guesses.push({ name, column: found[0].name, reason: found[1] })
  }
  for (const name of variables) if (isOpen(name)) take(name, sameName(free(), name))
  if (isOpen('expected')) take('expected', named(free(), EXPECTED, 'a usual name for the right answer'))
  if (isOpen('id')) take('id', idIn(free(), rows))
  const split = named(free(), SPLITS, '')?.[0]
  const inputs = () => free().filter((column) => column !== split)
  for (const name of variables.filter(isOpen)) take(name, inputFor(inputs(), variables.filter(isOpen).length))
  if (isOpen('expected')) take('expected', fewValues(inputs(), rows))
  return {
    guesses,
    open: variables.filter(isOpen),
    remarks: [
      ...(split === undefined ? [] : [`"${split.name}" looks like a split; Tunesmith deals its own, by a hash.`]),
      ...unused(inputs()),
    ],
  }
}

function unused(columns: readonly Column[]): string[] {
  return columns.length === 0 ? [] : [`Not used: ${columns.map(({ name }) => name).join(', ')}.`]
}

function requireColumn(columns: readonly Column[], column: string): void {
  const names = columns.map(({ name }) => name)
  const top = column.split('.')[0] ?? ''
  if (names.includes(column) || names.includes(top)) return
  throw new InputError(
    `The dataset has no column "${column}"${didYouMean(column, names)}`,
    `Its columns are ${names.join(', ')}.`,
  )
}

function sameName(columns: readonly Column[], name: string): readonly [Column, string] | undefined {
  const same = columns.find((column) => column.name === name) ?? columns.find((one) => plain(one.name) === plain(name))
  return same === undefined ? undefined : [same, 'the same name']
}

function named(columns: readonly Column[], names: readonly string[], reason: string) {
  for (const name of names) {
    const found = columns.find((column) => plain(column.name) === name)
    if (found !== undefined) return [found, reason] as const
  }
  return undefined
}

function idIn(columns: readonly Column[], rows: number): readonly [Column, string] | undefined {
  const isUnique = ({ filled, distinct }: Column) => filled === rows && distinct === rows
  const found = columns.find(
    (column) => isUnique(column) && (IDS.includes(plain(column.name)) || /(?:^|[_\s-])id$|[a-z]Id$/i.test(column.name)),
  )
  return found === undefined ? undefined : [found, `a different value in each of the ${rows} rows`]
}

/** For one of `open` variables that no name tells. */
function inputFor(columns: readonly Column[], open: number): readonly [Column, string] | undefined {
  const usual = named(columns, INPUT, 'a usual name for an input')
  if (usual !== undefined) return usual
  const [first, second] = columns.toSorted((a, b) => b.meanLength - a.meanLength)
  if (first === undefined || open > 1) return undefined
  if (second === undefined) return [first, 'the only column left']
  return [first, `the longest texts, ${Math.round(first.meanLength)} characters on average`]
}

function fewValues(columns: readonly Column[], rows: number): readonly [Column, string] | undefined {
  const [few] = columns
    .filter(({ filled, distinct }) => filled === rows && distinct > 1 && distinct <= rows / 3)
    .toSorted((a, b) => a.distinct - b.distinct)
  return few === undefined ? undefined : [few, `${few.distinct} different values in ${rows} rows`]
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
