// Deals the cases into train, select and test by a hash of their group: stable under reordering, blind to answers.
// Near-duplicates always share a split, so that nothing is learned on a case and proven on its twin.
import { sha256 } from '../hash.ts'
import type { Case, SelectCase, TestCase, TrainCase } from './case.ts'
import { nearDuplicates } from './duplicates.ts'
import { TestVault } from './vault.ts'

export interface Shares {
  readonly train: number
  readonly select: number
  readonly test: number
}

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
const WEAK_BELOW = 100
const SHARES: Shares = { train: 0.4, select: 0.3, test: 0.3 }
/** Above this many cases select and test stop growing; the rest trains. */
const LARGE = 1000
const MOST_SELECT = 200
const MOST_TEST = 300

export function splitCases(cases: readonly Case[], options: { readonly shares?: Shares } = {}): SplitResult {
  const groups = ranked(cases)
  const n = cases.length
  if (n < FEWEST) {
    const [train, select] = deal(groups, [n / 2, n])
    return {
      train: train as TrainCase[],
      select: select as SelectCase[],
      vault: new TestVault([]),
      exploratory: true,
      sentences: [
        `${n} cases are too few to prove anything (${FEWEST} are needed to hold a sealed split back): every result is exploratory.`,
      ],
    }
  }
  const shares = options.shares ?? SHARES
  const large = options.shares === undefined && n > LARGE
  const test = large ? MOST_TEST : shares.test * n
  const select = large ? MOST_SELECT : shares.select * n
  const [sealed, chosen, rest] = deal(groups, [test, test + select, n])
  const vault = new TestVault(sealed as TestCase[])
  const sentences = [`${n} cases: ${rest?.length} train, ${chosen?.length} select, ${vault.size} test (sealed).`]
  if (n < WEAK_BELOW || vault.size < 30) sentences.push('The sealed split is small: only large gains can be proven.')
  return { train: rest as TrainCase[], select: chosen as SelectCase[], vault, exploratory: false, sentences }
}

/** Groups of cases in the order of their hash; cases of a group in the order of their ids. */
function ranked(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  const leader = nearDuplicates(cases)
  for (const kase of cases) {
    const key = leader.get(kase.id) ?? kase.group
    groups.set(key, [...(groups.get(key) ?? []), kase])
  }
  return [...groups]
    .map(([key, members]) => ({
      rank: sha256(`split ${key}`),
      members: members.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ members }) => members)
}

/** Fills the piles in order until each has reached its bound; a group is never divided. */
function deal(groups: readonly (readonly Case[])[], bounds: readonly number[]): Case[][] {
  const piles: Case[][] = bounds.map(() => [])
  let dealt = 0
  for (const group of groups) {
    const pile = bounds.findIndex((bound) => dealt < Math.round(bound))
    piles[pile < 0 ? piles.length - 1 : pile]?.push(...group)
    dealt += group.length
  }
  return piles
}
