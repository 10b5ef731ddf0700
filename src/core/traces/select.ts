// Which of many calls become cases: each input once, what failed first, then something of everything. Pure; the same
// calls and seed give the same choice.
import type { Case } from '../evals/case.ts'
import { nearDuplicates } from '../evals/duplicates.ts'
import { stableJson } from '../hash.ts'
import { Random } from '../random.ts'
import type { MatchedCall } from './collect.ts'

export interface Selection {
  readonly calls: readonly MatchedCall[]
  /** Calls left out because another has the same input, or nearly. */
  readonly duplicates: number
  /** Distinct calls that failed, before the choice. */
  readonly failing: number
  /** Distinct calls for which there was no room. */
  readonly surplus: number
}

/** Share of the room that failures get where there are others: cases that failed alone would reward breaking the rest. */
const FAILING_SHARE = 2 / 3
/** An output up to this length may be a label. */
const LONGEST_LABEL = 40

export function selectCalls(all: readonly MatchedCall[], room: number, seed: string): Selection {
  const distinct = withoutTwins(all)
  const failing = distinct.filter(({ failed }) => failed !== undefined)
  const others = distinct.filter(({ failed }) => failed === undefined)
  const fewest = Math.ceil(room * FAILING_SHARE)
  const forFailing = Math.min(failing.length, Math.max(fewest, room - others.length))
  const chosen = [...spread(failing, forFailing, seed), ...spread(others, room - forFailing, seed)]
  return {
    calls: chosen,
    duplicates: all.length - distinct.length,
    failing: failing.length,
    surplus: distinct.length - chosen.length,
  }
}

/** One call of each group of nearly equal inputs: the one that tells most. */
function withoutTwins(calls: readonly MatchedCall[]): MatchedCall[] {
  const best = new Map<string, MatchedCall>()
  const keep = (key: string, call: MatchedCall) => {
    const known = best.get(key)
    if (known === undefined || worth(call) > worth(known)) best.set(key, call)
  }
  for (const call of calls) keep(stableJson(call.vars), call)
  const exact = [...best.values()]
  const groups = nearDuplicates(exact.map(asCase))
  best.clear()
  for (const [i, call] of exact.entries()) keep(groups.get(String(i)) ?? String(i), call)
  return [...best.values()]
}

function asCase({ vars }: MatchedCall, i: number): Case {
  const id = String(i)
  return { id, vars, assertions: [], group: id, expected: undefined, title: '', source: { file: '', line: 0 } }
}

function worth({ failed, correction, praised }: MatchedCall): number {
  return (failed === undefined ? 0 : 4) + (correction === undefined ? 0 : 2) + (praised ? 1 : 0)
}

/** As many of each kind as there is room for, a kind being answer and length. */
function spread(calls: readonly MatchedCall[], room: number, seed: string): MatchedCall[] {
  const random = new Random(seed, 'traces')
  const sizes = calls.map(sizeOf).toSorted((a, b) => a - b)
  const third = (share: number) => sizes[Math.floor(sizes.length * share)] ?? 0
  const [low, high] = [third(1 / 3), third(2 / 3)]
  const kinds = new Map<string, MatchedCall[]>()
  for (const call of random.shuffle(calls)) {
    const answer = call.correction ?? call.output ?? ''
    const size = sizeOf(call)
    const key = `${answer.length <= LONGEST_LABEL ? answer.trim() : ''} ${size < low ? 0 : size < high ? 1 : 2}`
    kinds.set(key, [...(kinds.get(key) ?? []), call])
  }
  const chosen: MatchedCall[] = []
  for (let round = 0; chosen.length < Math.min(room, calls.length); round++)
    for (const kind of kinds.values()) {
      const call = kind[round]
      if (call !== undefined && chosen.length < room) chosen.push(call)
    }
  return chosen
}

function sizeOf({ vars }: MatchedCall): number {
  return JSON.stringify(vars).length
}
