// Deals the cases into train, select and test by a hash of their group: stable under reordering, blind to answers.
// Near-duplicates always share a split, so that nothing is learned on a case and proven on its twin.
import { sha256 } from '../hash.ts'
import type { Case, SelectCase, TestCase, TrainCase } from './case.ts'
import { textsOf } from './caseText.ts'
import { nearDuplicates } from './duplicates.ts'
import { QuoteIndex } from './quoteIndex.ts'
import { TestVault } from './vault.ts'

export interface Shares {
  readonly train: number
  readonly select: number
  readonly test: number
}

/** Whether `text` quotes a case that the search may not read, in words that `known` has not. */
export type QuotesHeldBack = (text: string, known: string) => boolean

export interface SplitResult {
  readonly train: readonly TrainCase[]
  readonly select: readonly SelectCase[]
  readonly vault: TestVault
  /** Too few cases to hold any back: every claim is a hint. */
  readonly exploratory: boolean
  /** What a user should know of the split, in sentences. */
  readonly sentences: readonly string[]
}

const FEWEST = 60
const WEAK_TEST = 30
const SHARES: Shares = { train: 0.4, select: 0.3, test: 0.3 }
const HALVES: Shares = { train: 0.5, select: 0.5, test: 0 }
/** Above this many cases select and test stop growing; the rest trains. */
const LARGE = 1000
const MOST_SELECT = 200
const MOST_TEST = 300

/** `shares` replace our own rule. Below 60 cases nothing is sealed, whatever the shares say. */
export function splitCases(
  cases: readonly Case[],
  options: { readonly shares?: Shares | undefined } = {},
): SplitResult {
  const exploratory = cases.length < FEWEST
  const wanted = sizesWanted(cases.length, exploratory, options.shares)
  const { sealed, select, train } = deal(ranked(cases), wanted)
  const vault = new TestVault(sealed as TestCase[])
  const sizes = { train: train.length, select: select.length, test: vault.size }
  return {
    train: train as TrainCase[],
    select: select as SelectCase[],
    vault,
    exploratory,
    sentences: sentencesOf(sizes, wanted, exploratory, options.shares),
  }
}

/** The splits of an eval file: the same for every run and every reader. */
export function splitsOf(evalFile: {
  readonly cases: readonly Case[]
  readonly split: Shares | undefined
}): SplitResult {
  return splitCases(evalFile.cases, { shares: evalFile.split })
}

interface Sizes {
  readonly select: number
  readonly test: number
}

function sizesWanted(n: number, exploratory: boolean, shares: Shares | undefined): Sizes {
  const { select, test } = exploratory ? HALVES : (shares ?? SHARES)
  if (shares === undefined && n > LARGE) return { select: MOST_SELECT, test: MOST_TEST }
  return { select: Math.round(select * n), test: Math.round(test * n) }
}

function sentencesOf(
  { train, select, test }: Shares,
  wanted: Sizes,
  exploratory: boolean,
  shares: Shares | undefined,
): string[] {
  const n = train + select + test
  const uneven =
    select < 0.8 * wanted.select || test < 0.8 * wanted.test
      ? [
          select === 0
            ? 'The cases say nearly the same, or are of one group, so they stay together in train: nothing is left to compare prompts on. Add cases that differ.'
            : 'Large groups of cases stay together in train, so select and test are smaller than asked for.',
        ]
      : []
  if (exploratory) {
    const ignored = shares === undefined ? '' : ' The shares of the eval file are left aside.'
    return [
      `${n} ${n === 1 ? 'case is' : 'cases are'} too few to prove anything (${FEWEST} are needed to hold a sealed split back): every result is exploratory.${ignored}`,
      ...uneven,
    ]
  }
  const weak =
    test === 0
      ? ['No case is sealed, so no gain can be proven.']
      : n < 100 || test < WEAK_TEST
        ? ['The sealed split is small: only large gains can be proven.']
        : []
  return [`${n} cases: ${train} train, ${select} select, ${test} test (sealed).`, ...weak, ...uneven]
}

/** Answers for select and sealed cases. */
export function quotesOf({ select, vault }: Pick<SplitResult, 'select' | 'vault'>): QuotesHeldBack {
  const index = new QuoteIndex(select.flatMap(textsOf))
  return (text, known) => index.quoted(text, known) !== undefined || vault.quotes(text, known)
}

/** Groups of cases in the order of their hash; cases of a group in the order of their ids. */
function ranked(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  const leaders = nearDuplicates(cases)
  for (const kase of cases) {
    const key = leaders.get(kase.id) ?? kase.group
    const members = groups.get(key)
    if (members === undefined) groups.set(key, [kase])
    else members.push(kase)
  }
  return [...groups]
    .map(([key, members]) => ({
      rank: sha256(`split ${key}`),
      members: members.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ members }) => members)
}

/** Fills test, then select, then train. A group is never divided, so one that would fill half of a pile trains. */
function deal(
  groups: readonly (readonly Case[])[],
  wanted: Sizes,
): { readonly sealed: Case[]; readonly select: Case[]; readonly train: Case[] } {
  const sealed: Case[] = []
  const select: Case[] = []
  const train: Case[] = []
  const piles = [wanted.test, wanted.select].filter((size) => size > 0)
  const largest = Math.max(1, Math.min(...piles) / 2)
  const free = groups.filter((group) => group.length <= largest)
  const dealt = free.reduce((sum, group) => sum + group.length, 0)
  const scale = Math.min(1, dealt / Math.max(1, wanted.test + wanted.select))
  const test = Math.round(wanted.test * scale)
  const chosen = Math.round(wanted.select * scale)
  for (const group of groups) {
    const pile =
      group.length > largest
        ? train
        : sealed.length + group.length <= test
          ? sealed
          : select.length + group.length <= chosen
            ? select
            : train
    for (const kase of group) pile.push(kase)
  }
  return { sealed, select, train }
}
