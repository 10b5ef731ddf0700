// The questions the Compare view asks of the host: pages of rows, and single cases, with the answers it has so far.
// Must start a question once, and forget answers that belong to another run.
import type { HostParams } from '../src/shared/protocol.ts'
import type { CaseView, ComparePage, CompareRow, RowFilter, RunView } from '../src/shared/viewModel.ts'
import type { ViewEndpoint } from '../src/shared/viewRpc.ts'
import { Pager } from './pager.ts'
import { type CompareState, emptyCompare } from './store.ts'

/** The protocol's limit on candidates in one question. */
const MOST_CANDIDATES = 12

export interface Choice {
  readonly model: string
  readonly filter: RowFilter
  readonly find: string
  /** Reference first, pinned last. */
  readonly candidateIds: readonly string[]
}

export type CaseAnswer =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: CaseView }
  | { readonly state: 'failed'; readonly message: string }

/** What was chosen in this run before, or nothing. */
export function stateFor(run: RunView, state: CompareState): CompareState {
  return state.runId === run.id ? state : { ...emptyCompare, runId: run.id }
}

/** Seed, what was validated, and last the candidate that stands out, unless another one is pinned. */
export function choiceFor(run: RunView, saved: CompareState): Choice {
  const state = stateFor(run, saved)
  const measured = new Set([
    ...run.validated.map((one) => one.candidateId),
    ...run.leaderboard.map((row) => row.candidateId),
  ])
  const shown = run.candidates.filter((one) => measured.has(one.id) && one.status !== 'validating')
  const seed = run.candidates.find((one) => one.status === 'seed')?.id ?? shown[0]?.id ?? 'seed'
  const best =
    shown.find((one) => one.status === 'winner') ?? shown.findLast((one) => one.status === 'current') ?? shown.at(-1)
  const pinned = shown.find((one) => one.id === state.pinned)?.id ?? best?.id ?? seed
  const between = shown.map((one) => one.id).filter((id) => id !== seed && id !== pinned)
  const candidateIds = pinned === seed ? [seed] : [seed, ...between.slice(-(MOST_CANDIDATES - 2)), pinned]
  const model = run.models.find((id) => id === state.model) ?? run.sweep?.model ?? run.models[0] ?? ''
  const filter = state.filter ?? (candidateIds.length > 1 ? 'changed' : 'failing')
  return {
    model,
    filter: candidateIds.length === 1 && filter === 'changed' ? 'failing' : filter,
    find: state.find,
    candidateIds,
  }
}

export class CompareModel {
  readonly pager: Pager<CompareRow, ComparePage>
  readonly #endpoint: ViewEndpoint
  readonly #changed: () => void
  readonly #cases = new Map<string, CaseAnswer>()
  #caseScope = ''

  constructor(endpoint: ViewEndpoint, changed: () => void) {
    this.#endpoint = endpoint
    this.#changed = changed
    this.pager = new Pager(() => Promise.reject(new Error('No run is open.')), changed)
  }

  /** Points the pager at this run and choice. */
  show(run: RunView, { model, filter, find, candidateIds }: Choice): void {
    const query = { runId: run.id, candidateIds: [...candidateIds], model, filter, find }
    this.pager.point(JSON.stringify(query), versionOf(run), (from, count, signal) =>
      this.#endpoint.call('rows.page', { ...query, from, count }, signal),
    )
  }

  /** The case, asked for on first need. */
  caseOf(run: RunView, choice: Choice, caseId: string): CaseAnswer {
    const params: HostParams<'case.get'> = {
      runId: run.id,
      caseId,
      model: choice.model,
      candidateIds: [...choice.candidateIds],
    }
    const scope = JSON.stringify([{ ...params, caseId: '' }, versionOf(run)])
    if (scope !== this.#caseScope) this.#cases.clear()
    this.#caseScope = scope
    const known = this.#cases.get(caseId)
    if (known !== undefined) return known
    this.#cases.set(caseId, { state: 'loading' })
    const settle = (answer: CaseAnswer): void => {
      if (scope !== this.#caseScope) return
      this.#cases.set(caseId, answer)
      this.#changed()
    }
    this.#endpoint.call('case.get', params).then(
      (value) => settle({ state: 'here', value }),
      (error: unknown) => settle({ state: 'failed', message: (error as Error).message }),
    )
    return { state: 'loading' }
  }

  /** Asks again after a failure. */
  retry(caseId?: string): void {
    if (caseId === undefined) this.pager.reset()
    else this.#cases.delete(caseId)
    this.#changed()
  }
}

/** Rows change when a candidate was validated or the run ended. */
function versionOf(run: RunView): string {
  return `${run.validated.length}:${run.leaderboard.length}:${run.status}`
}
