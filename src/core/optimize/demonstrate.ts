// The last stage of a search: whether worked examples from train cases make the prompt better still. Chosen on train
// cases that no set shows, confirmed on select cases; a prompt is never measured on a case that it holds.
import type { TrainCase } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { Counts } from '../stats/intervals.ts'
import { probabilityBetter } from '../stats/paired.ts'
import { armOf, type Candidate } from './candidates.ts'
import { type Demo, exampleBlock, exampleSets, examplesLine } from './demos.ts'
import type { Edit } from './draft.ts'
import { screen } from './screen.ts'
import type { SearchOutcome, SearchSetup, Weighed } from './setup.ts'

/** Cases that examples are chosen from. */
const POOL = 12
const MOST_SETS = 8
/** Screening calls for one set, and below which no set is worth screening. */
const CALLS_PER_SET = 40
const LEAST_CALLS = 80
/** Of the search calls, at most. */
const SHARE = 0.3
const SELECT_P = 0.65
const ADOPT_P = 0.9
/** Points that this many further tokens must bring. */
const TOKENS_PER_POINT = 300

export type DemoSetup = Omit<SearchSetup, 'proposers' | 'target'> & Pick<SearchOutcome, 'stopped' | 'worth'>

/** The last validated candidate with examples; itself where the target is reached, or where calls, room
 *  or evidence do not suffice. */
export async function demonstrate(setup: DemoSetup, incumbent: Candidate): Promise<Weighed> {
  const bare: Weighed = { candidate: incumbent, worth: setup.worth }
  const { context, modelFor, validator, order, candidates } = setup
  const spare = () => context.ledger.searchLeft - setup.keepCalls - validator.size
  if (setup.stopped === 'target' || spare() < LEAST_CALLS + 2 * POOL) return bare
  const pool = await poolOf(setup, incumbent)
  const calls = Math.min(spare(), SHARE * setup.presetCalls)
  const contestants = contestantsOf(setup, incumbent, pool, Math.min(MOST_SETS, Math.floor(calls / CALLS_PER_SET)))
  const unseen = order.filter((kase) => !pool.some((demo) => demo.kase === kase)).toReversed()
  const { best, others } = await screen(context, modelFor, incumbent, contestants, unseen, calls)
  for (const { candidate, detail } of others) tell(setup, candidate, 'rejected', detail)
  if (best === undefined) return bare
  candidates.tell(best.candidate, 'validating')
  const { complete } = await validator.validate(best.candidate, candidates.seed, incumbent)
  const counts = validator.counts(incumbent, best.candidate)
  const harmed = validator.harmed(candidates.seed, best.candidate)
  const tokens = best.candidate.tokens - incumbent.tokens
  const pays = complete && harmed.length === 0 && paysFor(counts, best.counts, tokens)
  tell(setup, best.candidate, pays ? 'accepted' : 'rejected', `won ${counts.wins}, lost ${counts.losses}`)
  candidates.tell(best.candidate, pays ? 'current' : 'rolled-back')
  const edit = best.candidate.edits.at(-1)
  if (!pays || edit === undefined) return bare
  return { candidate: best.candidate, worth: new Map([...setup.worth, [edit.id, counts]]) }
}

/** Whether examples of `tokens` tokens are likely better, and by enough for their length. Screening counts as evidence,
 *  but its winner is the best of several and flatters: select cases must say the same, if less surely. */
export function paysFor({ wins, losses, ties }: Counts, screened: Counts, tokens: number): boolean {
  const points = (100 * (wins - losses)) / Math.max(1, wins + losses + ties)
  return (
    probabilityBetter(wins, losses) >= SELECT_P &&
    probabilityBetter(wins + screened.wins, losses + screened.losses) >= ADOPT_P &&
    points >= tokens / TOKENS_PER_POINT
  )
}

/** Short train cases of many kinds that the incumbent passes twice, with what it answered. */
async function poolOf({ context, modelFor, train, guard }: DemoSetup, incumbent: Candidate): Promise<Demo[]> {
  const { prompt } = context.task
  const mayShow = (demo: Demo) => guard.mayShow(exampleBlock(prompt, [demo])) && demo.output.trim() !== ''
  const passing = train.passing.map(({ kase, cell }): Demo => ({ kase, output: cell.output })).filter(mayShow)
  const length = (demo: Demo) => exampleBlock(prompt, [demo]).length
  const byKind = new Map<string | undefined, Demo[]>()
  for (const demo of passing.toSorted((a, b) => length(a) - length(b)))
    byKind.set(demo.kase.expected, [...(byKind.get(demo.kase.expected) ?? []), demo])
  const rounds = Math.max(0, ...[...byKind.values()].map((demos) => demos.length))
  const turns = Array.from({ length: rounds }, (_, i) => [...byKind.values()].flatMap((demos) => demos[i] ?? []))
  const first = turns.flat().slice(0, POOL)
  const draw = async (demos: readonly Demo[], repeat: number): Promise<Demo[]> => {
    const rollouts = demos.map(({ kase }) => ({ arm: armOf(incumbent, modelFor(kase)), kase, repeat }))
    const cells: readonly Cell[] = await runCells(context, rollouts, 'train', 'looking for examples')
    return demos.flatMap(({ kase }, i) => {
      const cell = cells[i]
      return cell?.grade?.pass ? [{ kase, output: cell.output }] : []
    })
  }
  return draw(await draw(first, 0), 1)
}

function contestantsOf(setup: DemoSetup, incumbent: Candidate, pool: readonly Demo[], count: number): Candidate[] {
  const { context, candidates, guard, train } = setup
  const { prompt } = context.task
  const failing = new Map<string | undefined, number>()
  for (const { kase } of train.failures) failing.set(kase.expected, (failing.get(kase.expected) ?? 0) + 1)
  const line = examplesLine(incumbent.draft, (text) => guard.holdsInput(text))
  return exampleSets(prompt, pool, failing, guard.roomTokens(incumbent), count).flatMap((demos, i) => {
    const cases = demos.map(({ kase }): TrainCase => kase)
    const text = exampleBlock(prompt, demos)
    guard.allowQuoting(text, cases)
    const edit: Edit = {
      id: `x${i + 1}`,
      kind: 'example',
      op: 'insert_after',
      line,
      text,
      hypothesis: `${cases.length} worked examples from train cases.`,
      cluster: 'worked examples',
      shows: cases.map(({ id }) => id),
    }
    const candidate = candidates.create(incumbent, [...incumbent.edits, edit])
    const problem = guard.problemWith(candidate, incumbent)
    if (problem !== undefined) tell(setup, candidate, 'refused', problem)
    return problem === undefined ? [candidate] : []
  })
}

function tell(
  { context: { emit, ledger } }: DemoSetup,
  { edits }: Candidate,
  outcome: 'accepted' | 'rejected' | 'refused',
  detail: string,
): void {
  const edit = edits.at(-1)
  if (edit === undefined) return
  const { id: editId, kind, hypothesis } = edit
  emit({ type: 'proposal', proposal: { atCalls: ledger.searchCalls, editId, kind, hypothesis, outcome, detail } })
}
