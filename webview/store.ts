// What the page knows: the host's last snapshot, and what the user did to the view, which survives a hidden page.
// Must hold no figure of its own: every number shown comes from the snapshot or from a query.
import type { PanelTab, RowFilter, ViewSnapshot } from '../src/shared/viewModel.ts'

export interface CompareState {
  /** Of another run's choices nothing is kept. */
  readonly runId: number | null
  readonly filter: RowFilter | null
  readonly find: string
  readonly model: string | null
  readonly pinned: string | null
  readonly selected: { readonly caseId: string; readonly index: number } | null
  /** The selected case fills the view. */
  readonly open: boolean
}

/** Labels given so far; they are the host's once all are saved. */
export interface LabelState {
  /** Of another run's labels nothing is kept. */
  readonly runId: number | null
  readonly given: Readonly<Record<string, 'pass' | 'fail' | 'skip'>>
  /** Labels anew, though there is a result. */
  readonly again: boolean
}

/** The form for cases as far as it is filled in, and the place in the list of drafts. */
export interface CasesState {
  /** Null follows what the prompt looks like. */
  readonly type: string | null
  readonly description: string
  readonly examples: string
  readonly count: number
  readonly active: number
  /** Draft whose text is being changed. */
  readonly editing: number | null
}

export interface UiState {
  readonly tab: PanelTab
  /** Last "go there now" of the host that was followed. */
  readonly focusNonce: number | null
  readonly scroll: Readonly<Partial<Record<PanelTab, number>>>
  readonly allEdits: boolean
  readonly compare: CompareState
  readonly labels: LabelState
  readonly cases: CasesState
}

export const emptyCompare: CompareState = {
  runId: null,
  filter: null,
  find: '',
  model: null,
  pinned: null,
  selected: null,
  open: false,
}

const noLabels: LabelState = { runId: null, given: {}, again: false }
const noCases: CasesState = { type: null, description: '', examples: '', count: 80, active: 0, editing: null }
const initial: UiState = {
  tab: 'overview',
  focusNonce: null,
  scroll: {},
  allEdits: false,
  compare: emptyCompare,
  labels: noLabels,
  cases: noCases,
}

export class Store {
  #snapshot: ViewSnapshot | undefined
  #ui: UiState
  #failure: string | null = null
  readonly #save: (state: UiState) => void
  readonly #changed: () => void

  /** `saved` is what `save` was last given, or anything at all. */
  constructor(saved: unknown, save: (state: UiState) => void, changed: () => void) {
    this.#ui = restore(saved)
    this.#save = save
    this.#changed = changed
  }

  get snapshot(): ViewSnapshot | undefined {
    return this.#snapshot
  }

  get ui(): UiState {
    return this.#ui
  }

  /** The host's sentence after something went wrong. */
  get failure(): string | null {
    return this.#failure
  }

  receive(snapshot: ViewSnapshot): void {
    this.#snapshot = snapshot
    const { focus } = snapshot
    if (focus.nonce !== this.#ui.focusNonce) this.#set({ tab: focus.tab, focusNonce: focus.nonce })
    this.#changed()
  }

  update(change: Partial<UiState>): void {
    this.#set(change)
    this.#changed()
  }

  /** Remembers without drawing anew: for scrolling. */
  remember(change: Partial<UiState>): void {
    this.#set(change)
  }

  fail(sentence: string | null): void {
    this.#failure = sentence
    this.#changed()
  }

  #set(change: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...change }
    this.#save(this.#ui)
  }
}

function restore(saved: unknown): UiState {
  if (typeof saved !== 'object' || saved === null) return initial
  const known = saved as Partial<UiState>
  return {
    ...initial,
    ...known,
    compare: { ...emptyCompare, ...known.compare },
    labels: { ...noLabels, ...known.labels },
    cases: { ...noCases, ...known.cases },
  }
}
