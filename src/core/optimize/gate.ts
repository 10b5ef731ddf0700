// The gate. Alternatives are tested together on the failures they claim to mend; which of them mends one is then found
// by testing each alone, and those that do are tested on passes that they must not break. Stops as soon as it is clear.
import type { Case } from '../evals/case.ts'
import { runCells } from '../evals/run.ts'
import type { Cell } from '../ports.ts'
import type { RunContext } from '../run.ts'
import { armOf, type Candidate } from './candidates.ts'
import type { Edit } from './draft.ts'
import type { ModelFor } from './objective.ts'
import { wordingEdits } from './reword.ts'

export interface GateSetup {
  readonly context: RunContext
  readonly modelFor: ModelFor
  readonly parent: Candidate
  /** The parent with these edits more. */
  readonly build: (edits: readonly Edit[]) => Candidate
  /** Whether the edit quotes the case: then it is not tested on it. */
  readonly quotes: (edit: Edit, kase: Case) => boolean
  /** Passes of the parent that these edits are most likely to break. */
  readonly guards: (edits: readonly Edit[]) => readonly Case[]
  /** The same case may be answered otherwise when asked again or in other words, so that what counts is drawn again. */
  readonly noisy: boolean
  /** Failures that an edit must mend to be taken. */
  readonly fewest: number
  /** Calls that may be spent on finding out which edit mends what. */
  readonly room: number
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

/** Draws that a fix must hold in; and where it is the only one its edit has. */
const DRAWS = 2
const SURE = 3

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
    const mended = credited.get(edit)
    const tested = failures.filter((kase) => !setup.quotes(edit, kase)).length
    const parts = [`mended ${fixes.filter((fix) => fix.edit === edit).length} of ${tested} failures`]
    if (tested === 0) parts[0] = 'quotes every case it was written for, and mending those proves nothing'
    else if (mended !== undefined) parts.push(`broke ${broken.length} of ${guards.length} passes`)
    else if (fixes.some((fix) => fix.edit === edit)) parts.push('an alternative did better')
    return {
      edit,
      accepted: accepted.includes(edit),
      detail: parts.join(', '),
      fixedIds: (mended ?? []).map(({ kase }) => kase.id),
      broken: mended === undefined ? 0 : broken.length,
      n: tested + (mended === undefined ? 0 : guards.length),
    }
  })
  const mending = accepted.flatMap((edit) => (credited.get(edit) ?? []).map(({ cell }) => cell))
  return { verdicts, cells: refused.length === 0 ? [...mending, ...cells] : mending, chance }
}

/** Which edit alone mends which failure, in all draws. Failures that all edits together do not mend are left at once. */
async function findFixes(setup: GateSetup, edits: readonly Edit[], failures: readonly Case[]): Promise<Fix[]> {
  const draws = setup.noisy ? DRAWS : 1
  const of = (kase: Case) => edits.filter((edit) => !setup.quotes(edit, kase))
  let together = failures.map((kase) => ({ edits: of(kase), kase })).filter((one) => one.edits.length > 0)
  for (let wording = 0; wording < draws; wording++) together = await passing(setup, together, wording)
  const affordable = Math.max(1, Math.floor(setup.room / (draws * Math.max(1, edits.length))))
  together = together.slice(0, affordable)
  let alone = together.flatMap(({ edits: some, kase }) => some.map((edit) => ({ edits: [edit], edit, kase })))
  let fixes: ((typeof alone)[number] & { readonly cell: Cell })[] = []
  for (let wording = 0; wording < draws; wording++) alone = fixes = await passing(setup, alone, wording)
  return fixes
}

/** Each failure counts for the edit that mends most; of equals, for the shorter one. An only fix must be beyond doubt. */
async function credit(
  setup: GateSetup,
  fixes: readonly Fix[],
): Promise<{ credited: Map<Edit, readonly Fix[]>; chance: readonly Case[] }> {
  const credited = new Map<Edit, readonly Fix[]>()
  const chance: Case[] = []
  let open = [...fixes]
  while (open.length > 0) {
    const own = (edit: Edit) => open.filter((fix) => fix.edit === edit)
    const [first] = [...new Set(open.map(({ edit }) => edit))].sort(
      (a, b) => own(b).length - own(a).length || a.text.length - b.text.length,
    )
    if (first === undefined) break
    const mended = own(first)
    if (mended.length < setup.fewest) break
    const only = setup.noisy && mended.length === 1 ? mended[0] : undefined
    if (only !== undefined && (await failsByChance(setup, only.kase))) {
      chance.push(only.kase)
      open = open.filter(({ kase }) => kase !== only.kase)
      continue
    }
    const sure = only === undefined || (await passing(setup, [{ ...only, edits: [first] }], SURE - 1)).length > 0
    if (sure) credited.set(first, mended)
    open = open.filter(({ edit, kase }) => edit !== first && !(sure && mended.some((fix) => fix.kase === kase)))
  }
  return { credited, chance }
}

/** Whether a case that failed on the parent passes in two of three further draws: then there was nothing to mend. */
async function failsByChance(setup: GateSetup, kase: Case): Promise<boolean> {
  let passes = 0
  for (let draw = 0; draw < 3 && passes < 2 && draw - passes < 2; draw++)
    passes += (await passing(setup, [{ edits: [], kase }], DRAWS + draw)).length
  return passes === 2
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
  const { context, modelFor, parent, build } = setup
  const built = new Map<string, Candidate>([['', parent]])
  const rollouts = tried.map(({ edits, kase }) => {
    const all = [...edits, ...wordingEdits(wording)]
    const key = all.map(({ id }) => id).join()
    const candidate = built.get(key) ?? build(all)
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
