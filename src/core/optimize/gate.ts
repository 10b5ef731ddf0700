// The gate. Alternatives are tested together on the failures they claim to mend; which of them mends one is then found
// by testing each alone, and those that do are tested on passes that they must not break. Stops as soon as it is clear.
import type { Case } from '../evals/case.ts'
import { wordsOf } from '../evals/caseText.ts'
import { inputOf } from '../evals/input.ts'
import { runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { compatible, groupsOf } from './alternatives.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { Edit } from './draft.ts'
import type { ModelFor } from './objective.ts'
import { wordingEdits } from './reword.ts'

export interface GateSetup {
  readonly context: RunContext
  readonly modelFor: ModelFor
  /** What the edits are held against, in this wording. */
  readonly parentIn: (wording: number) => Candidate
  /** The prompt that these edits make of it. */
  readonly build: (edits: readonly Edit[]) => Candidate
  /** Whether the edit quotes the case: then it is not tested on it. */
  readonly quotes: (edit: Edit, kase: Case) => boolean
  /** Passes of the parent that these edits are most likely to break. */
  readonly guards: (edits: readonly Edit[]) => readonly Case[]
  /** Whether the parent with these edits more is a prompt that may be adopted. */
  readonly fits: (edits: readonly Edit[]) => boolean
  /** The same case may be answered otherwise when asked again or in other words, so that what counts is drawn again. */
  readonly noisy: boolean
  /** Failures that an edit must mend to be taken. */
  readonly fewest: number
}

export interface Verdict {
  readonly edit: Edit
  readonly accepted: boolean
  /** "mended 2 of 6 failures, broke 0 of 6 passes". */
  readonly detail: string
  readonly fixedIds: readonly string[]
  readonly broken: number
  /** Cases looked at. */
  readonly n: number
}

export interface GateResult {
  readonly verdicts: readonly Verdict[]
  /** Outcomes that hold for the parent with the accepted edits. */
  readonly cells: readonly Cell[]
  /** Failures that were chance: they pass on the parent more often than not. */
  readonly chance: readonly Case[]
}

/** Draws that all edits together must mend a failure in. */
const DRAWS = 2
/** Failures on which an edit is drawn again beside its parent, how often at most, and by how many passes it must lead. */
const DUELLED = 3
const ROUNDS = 4
const LEAD = 2

interface Fix {
  readonly edit: Edit
  readonly kase: Case
  readonly cell: Cell
}

/** `failures` fail on the parent. Edits that delete have nothing to mend: see `gateDeletion`. */
export async function gate(setup: GateSetup, edits: readonly Edit[], failures: readonly Case[]): Promise<GateResult> {
  const fixes = await findFixes(setup, edits, failures)
  const { credited, chance } = await credit(setup, fixes)
  const chosen = [...credited.keys()]
  const guards = chosen.length === 0 ? [] : setup.guards(chosen)
  const { broken, cells } = await breaksOf(setup, chosen, guards)
  const refused = await culprits(setup, credited, broken)
  const accepted = chosen.filter((edit) => !refused.includes(edit))
  const verdicts = edits.map((edit): Verdict => {
    const mended = credited.get(edit) ?? []
    const tested = failures.filter((kase) => !setup.quotes(edit, kase)).length
    const once = fixes.filter((fix) => fix.edit === edit).length
    return {
      edit,
      accepted: accepted.includes(edit),
      detail: credited.has(edit)
        ? `mended ${mended.length} of ${tested} failures, broke ${broken.length} of ${guards.length} passes`
        : whyNot(tested, once),
      fixedIds: mended.map(({ kase }) => kase.id),
      broken: credited.has(edit) ? broken.length : 0,
      n: tested + (credited.has(edit) ? guards.length : 0),
    }
  })
  const mending = accepted.flatMap((edit) => (credited.get(edit) ?? []).map(({ cell }) => cell))
  return { verdicts, cells: refused.length === 0 ? [...mending, ...cells] : mending, chance }
}

function whyNot(tested: number, mendedOnce: number): string {
  if (tested === 0) return 'quotes every case it was written for, and mending those proves nothing'
  if (mendedOnce === 0) return `mended none of ${tested} failures that no other edit mended`
  return `mended ${mendedOnce} of ${tested} failures, but not for sure when drawn again`
}

/** Which edit alone mends which failure. What a group of edits does not mend together is left at once; what it does is
 *  tried with one edit after the other, the likeliest first, until one mends it. */
async function findFixes(setup: GateSetup, edits: readonly Edit[], failures: readonly Case[]): Promise<Fix[]> {
  const fixes: Fix[] = []
  let open = failures
  for (const group of groupsOf(edits, setup.fits)) {
    const tried = open.map((kase) => ({ edits: likeliestFirst(setup, group, kase), kase }))
    let together = tried.filter((one) => one.edits.length > 0)
    for (let wording = 0; wording < (setup.noisy ? DRAWS : 1); wording++)
      together = await passing(setup, together, wording)
    open = open.filter((kase) => !together.some((one) => one.kase === kase))
    for (let rank = 0; rank < group.length && together.length > 0; rank++) {
      const alone = together.flatMap(({ edits: some, kase }) =>
        some.slice(rank, rank + 1).map((edit) => ({ edits: [edit], edit, kase })),
      )
      const found = await passing(setup, alone, 0)
      fixes.push(...found)
      together = together.filter(({ kase }) => !found.some((fix) => fix.kase === kase))
    }
  }
  return fixes
}

/** Edits that do not quote the case, those first that share words with it. */
function likeliestFirst({ context, quotes }: GateSetup, edits: readonly Edit[], kase: Case): Edit[] {
  const { prompt } = context.task
  const own = new Set(wordsOf(`${inputOf(prompt, kase)} ${kase.expected ?? ''}`))
  const shared = (edit: Edit) => new Set(wordsOf(edit.text).filter((word) => word.length > 3 && own.has(word))).size
  return edits.filter((edit) => !quotes(edit, kase)).toSorted((a, b) => shared(b) - shared(a))
}

/** Each failure counts for the edit that mends most; of equals, for the shorter one. An only fix must be beyond doubt. */
async function credit(
  setup: GateSetup,
  fixes: readonly Fix[],
): Promise<{ credited: Map<Edit, readonly Fix[]>; chance: readonly Case[] }> {
  const credited = new Map<Edit, readonly Fix[]>()
  const chance = new Set<Case>()
  let open = [...fixes]
  while (open.length > 0) {
    const own = (edit: Edit) => open.filter((fix) => fix.edit === edit)
    const [first] = [...new Set(open.map(({ edit }) => edit))].sort(
      (a, b) => own(b).length - own(a).length || a.text.length - b.text.length,
    )
    if (first === undefined) break
    const mended = own(first)
    if (mended.length < setup.fewest) break
    const { holds, lucky } = setup.noisy ? await duel(setup, first, mended) : { holds: true, lucky: [] }
    for (const kase of lucky) chance.add(kase)
    if (holds) credited.set(first, mended)
    const settled = new Set([...chance, ...(holds ? mended.map(({ kase }) => kase) : [])])
    open = open.filter(({ edit, kase }) => edit !== first && !settled.has(kase))
    const taken = [...credited.keys()]
    open = open.filter(({ edit }) => taken.every((other) => compatible(edit, other)) && setup.fits([...taken, edit]))
  }
  return { credited, chance: [...chance] }
}

/** Fresh draws of both sides on what the edit mends: failures and fixes were chosen for how they fell out, and choosing
 *  flatters. `lucky`: failures that passed on the parent more often than not. */
async function duel(
  setup: GateSetup,
  edit: Edit,
  fixes: readonly Fix[],
): Promise<{ readonly holds: boolean; readonly lucky: readonly Case[] }> {
  const cases = fixes.slice(0, DUELLED).map(({ kase }) => kase)
  const passes = new Map<Case, number>()
  let lead = 0
  let round = 0
  for (; round < ROUNDS && lead < LEAD && lead + cases.length * (ROUNDS - round) >= LEAD; round++) {
    const of = (edits: readonly Edit[]) => cases.map((kase) => ({ edits, kase }))
    const after = await passing(setup, of([edit]), round + 1)
    const before = await passing(setup, of([]), DRAWS + round)
    lead += after.length - before.length
    for (const { kase } of before) passes.set(kase, (passes.get(kase) ?? 0) + 1)
  }
  return { holds: lead >= LEAD, lucky: cases.filter((kase) => 2 * (passes.get(kase) ?? 0) > round) }
}

/** Guards that these edits together turn from surely right to surely wrong. */
async function breaksOf(
  setup: GateSetup,
  edits: readonly Edit[],
  guards: readonly Case[],
): Promise<{ broken: readonly Case[]; cells: readonly Cell[] }> {
  if (guards.length === 0) return { broken: [], cells: [] }
  const cells = await run(
    setup,
    guards.map((kase) => ({ edits, kase })),
    0,
  )
  let broken = guards.filter((_, i) => cells[i]?.grade?.pass === false)
  if (setup.noisy && broken.length > 0) {
    const again = await run(
      setup,
      broken.map((kase) => ({ edits, kase })),
      1,
    )
    broken = broken.filter((_, i) => again[i]?.grade?.pass === false)
    // A case that passes only now and then was never a guard.
    for (const wording of [1, 2])
      broken = (
        await passing(
          setup,
          broken.map((kase) => ({ edits: [], kase })),
          wording,
        )
      ).map(({ kase }) => kase)
  }
  return { broken, cells }
}

/** Edits that must go because of what was broken: those that break it alone, or all where it cannot be told. */
async function culprits(
  setup: GateSetup,
  credited: ReadonlyMap<Edit, readonly Fix[]>,
  broken: readonly Case[],
): Promise<readonly Edit[]> {
  const chosen = [...credited.keys()]
  const mended = [...credited.values()].flat().length
  if (broken.length <= (mended > 1 ? 1 : 0)) return []
  if (chosen.length === 1) return chosen
  const pairs = chosen.flatMap((edit) => broken.map((kase) => ({ edits: [edit], edit, kase })))
  const fine = await passing(setup, pairs, 0)
  const guilty = chosen.filter((edit) => fine.filter((pair) => pair.edit === edit).length < broken.length)
  return guilty.length === 0 ? chosen : guilty
}

/** Whether leaving lines out does no harm: it breaks none of the passes that are most likely to need them, or mends
 *  more failures than it breaks passes. */
export async function gateDeletion(setup: GateSetup, edit: Edit, failures: readonly Case[]): Promise<GateResult> {
  const guards = setup.guards([edit])
  const { broken, cells } = await breaksOf(setup, [edit], guards)
  let mended = broken.length === 0 ? [] : failures.map((kase) => ({ edits: [edit], kase }))
  for (let wording = 0; wording < (setup.noisy ? DRAWS : 1); wording++) mended = await passing(setup, mended, wording)
  const accepted = guards.length > 0 && broken.length <= mended.length
  const detail = `broke ${broken.length} of ${guards.length} passes, mended ${mended.length} failures`
  const fixedIds = mended.map(({ kase }) => kase.id)
  const verdict = { edit, accepted, detail, fixedIds, broken: broken.length, n: guards.length + failures.length }
  return { verdicts: [verdict], cells: accepted ? cells : [], chance: [] }
}

interface Tried {
  readonly edits: readonly Edit[]
  readonly kase: Case
}

async function run(setup: GateSetup, tried: readonly Tried[], wording: number): Promise<Cell[]> {
  const { context, modelFor, parentIn, build } = setup
  const built = new Map<string, Candidate>()
  const rollouts = tried.map(({ edits, kase }) => {
    const key = edits.map(({ id }) => id).join()
    const candidate = built.get(key) ?? (key === '' ? parentIn(wording) : build([...edits, ...wordingEdits(wording)]))
    built.set(key, candidate)
    return { arm: armOf(candidate, modelFor(kase)), kase, repeat: 0 }
  })
  return runCells(context, rollouts, 'train', 'testing edits')
}

async function passing<T extends Tried>(
  setup: GateSetup,
  tried: readonly T[],
  wording: number,
): Promise<(T & { readonly cell: Cell })[]> {
  const cells = await run(setup, tried, wording)
  return tried.flatMap((one, i) => {
    const cell = cells[i]
    return cell?.grade?.pass ? [{ ...one, cell }] : []
  })
}
