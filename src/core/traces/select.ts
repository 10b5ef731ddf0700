// Which of many calls become cases: each input once, what failed first, then something of everything. Pure; the same
// calls and seed give the same choice.
import type { Case } from '../evals/case.ts'
import { nearDuplicates } from '../evals/duplicates.ts'
import { stableJson } from '../hash.ts'
import { Random } from '../random.ts'
import type { MatchedCall } from './collect.ts'

export interface Selection {
  readonly calls: readonly MatchedCall[]
  /** Calls left out because another has the same input or, of those that were compared, nearly the same. */
  readonly duplicates: number
  /** Calls that failed, each input once, before the choice. */
  readonly failing: number
  /** Calls for which there was no room. */
  readonly surplus: number
}

/** Share of the room that failures get where there are others: cases that failed alone would reward breaking the rest. */
const FAILING_SHARE = 2 / 3
/** Calls that are compared with each other for one that is chosen: comparing all of a large log takes minutes. */
const POOL = 20
/** An output up to this length may be a label. */
const LONGEST_LABEL = 40

export function selectCalls(all: readonly MatchedCall[], room: number, seed: string): Selection {
  const exact = oneOfEach(all, ({ vars }) => stableJson(vars))
  const pool = takeFailingFirst(exact, room * POOL, seed)
  const distinct = withoutTwins(pool)
  const chosen = takeFailingFirst(distinct, room, seed)
  const duplicates = all.length - exact.length + (pool.length - distinct.length)
  return {
    calls: chosen,
    duplicates,
    failing: exact.filter(hasFailed).length,
    surplus: all.length - duplicates - chosen.length,
  }
}

function takeFailingFirst(calls: readonly MatchedCall[], room: number, seed: string): MatchedCall[] {
  const failing = calls.filter(hasFailed)
  const others = calls.filter((call) => !hasFailed(call))
  const fewest = Math.ceil(room * FAILING_SHARE)
  const forFailing = Math.min(failing.length, Math.max(fewest, room - others.length))
  return [...spread(failing, forFailing, seed), ...spread(others, room - forFailing, seed)]
}

function hasFailed({ failed }: MatchedCall): boolean {
  return failed !== undefined
}

/** One call of each group of nearly equal inputs. */
function withoutTwins(calls: readonly MatchedCall[]): MatchedCall[] {
  const groups = nearDuplicates(calls.map(asCase))
  return oneOfEach(calls, (_, i) => groups.get(String(i)) ?? String(i))
}

/** Of the calls with one key, the one that tells most. */
function oneOfEach(calls: readonly MatchedCall[], keyOf: (call: MatchedCall, i: number) => string): MatchedCall[] {
  const best = new Map<string, MatchedCall>()
  for (const [i, call] of calls.entries()) {
    const key = keyOf(call, i)
    const known = best.get(key)
    if (known === undefined || worth(call) > worth(known)) best.set(key, call)
  }
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
  if (room <= 0) return []
  const random = new Random(seed, 'traces')
  const sizeOf = new Map(calls.map((call) => [call, JSON.stringify(call.vars).length]))
  const sizes = [...sizeOf.values()].toSorted((a, b) => a - b)
  const third = (share: number) => sizes[Math.floor(sizes.length * share)] ?? 0
  const [low, high] = [third(1 / 3), third(2 / 3)]
  const kinds = new Map<string, MatchedCall[]>()
  // Of one kind, what has its answer already comes before what waits for one.
  for (const call of random.shuffle(calls).toSorted((a, b) => answered(b) - answered(a))) {
    const answer = call.correction ?? call.output ?? ''
    const size = sizeOf.get(call) ?? 0
    const key = `${answer.length <= LONGEST_LABEL ? answer.trim() : ''} ${size < low ? 0 : size < high ? 1 : 2}`
    const kind = kinds.get(key)
    if (kind === undefined) kinds.set(key, [call])
    else kind.push(call)
  }
  const chosen: MatchedCall[] = []
  for (let round = 0; chosen.length < Math.min(room, calls.length); round++)
    for (const kind of kinds.values()) {
      const call = kind[round]
      if (call !== undefined && chosen.length < room) chosen.push(call)
    }
  return chosen
}

function answered({ correction, praised }: MatchedCall): number {
  return correction !== undefined || praised ? 1 : 0
}
