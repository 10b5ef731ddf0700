// What the panel shows, computed from the event stream in one place, so that panel and terminal say the same.
// Must stay plain JSON: it is posted to the webview whole.
import type {
  CandidateSummary,
  ConfirmationReport,
  DiagnosisReport,
  EvalReport,
  LeaderboardRow,
  Limits,
  ProposalOutcome,
  Rate,
  RunEvent,
  Spend,
  SweepReport,
} from '../core/events.ts'
import type { JobView } from '../core/jobView.ts'
import type { RunStatus } from '../core/ports.ts'
import type { MeasuredKind, RunKind } from '../core/runKind.ts'
import type { CaseMakerView } from './caseMaker.ts'

export interface RunView {
  readonly id: number
  readonly kind: MeasuredKind
  readonly promptPath: string
  readonly evalPath: string
  readonly status: RunStatus
  readonly message: string | null
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly models: readonly string[]
  readonly notices: readonly string[]
  readonly splits: Readonly<Record<'train' | 'select' | 'test', number>>
  readonly limits: Limits
  readonly target: number | null
  readonly exploratory: boolean
  readonly preflight: readonly string[]
  readonly step: { readonly text: string; readonly done: number; readonly total: number } | null
  readonly spend: Spend | null
  readonly candidates: readonly CandidateSummary[]
  readonly validated: readonly { readonly candidateId: string; readonly atCalls: number; readonly rate: Rate }[]
  readonly comparing: Extract<RunEvent, { type: 'comparing' }> | null
  readonly proposals: readonly ProposalOutcome[]
  readonly leaderboard: readonly LeaderboardRow[]
  readonly notes: readonly string[]
  readonly sweep: SweepReport | null
  readonly evaluation: EvalReport | null
  readonly diagnosis: DiagnosisReport | null
  readonly confirmation: ConfirmationReport | null
}

/** The view after one more event. Start from undefined; the first event of a run is `started`. */
export function reduceRun(view: RunView | undefined, event: RunEvent): RunView {
  if (event.type === 'started')
    return {
      id: event.runId,
      kind: event.kind,
      promptPath: event.promptPath,
      evalPath: event.evalPath,
      status: 'running',
      message: null,
      startedAt: event.at,
      finishedAt: null,
      models: event.models,
      notices: event.notices,
      splits: event.splits,
      limits: event.limits,
      target: event.target,
      exploratory: event.exploratory,
      preflight: [],
      step: null,
      spend: null,
      candidates: [],
      validated: [],
      comparing: null,
      proposals: [],
      leaderboard: [],
      notes: [],
      sweep: null,
      evaluation: null,
      diagnosis: null,
      confirmation: null,
    }
  if (view === undefined) throw new Error(`A run begins with "started", not with "${event.type}".`)
  switch (event.type) {
    case 'preflight':
      return { ...view, preflight: event.sentences }
    case 'step':
      return { ...view, step: { text: event.text, done: event.done, total: event.total } }
    case 'spend':
      return { ...view, spend: event.spend }
    case 'candidate':
      return { ...view, candidates: withCandidate(view.candidates, event.candidate) }
    case 'validated':
      return {
        ...view,
        comparing: null,
        validated: [...view.validated, { candidateId: event.candidateId, atCalls: event.atCalls, rate: event.rate }],
      }
    case 'comparing':
      return { ...view, comparing: event }
    case 'proposal':
      return { ...view, proposals: [...view.proposals, event.proposal] }
    case 'leaderboard':
      return { ...view, leaderboard: event.rows }
    case 'note':
      return { ...view, notes: [...view.notes, event.text] }
    case 'sweep-report':
      return { ...view, sweep: event.report }
    case 'eval-report':
      return { ...view, evaluation: event.report }
    case 'diagnosis-report':
      return { ...view, diagnosis: event.report }
    case 'confirmation-report':
      return { ...view, confirmation: event.report }
    case 'finished':
      return {
        ...view,
        status: event.status,
        message: event.message,
        finishedAt: event.at,
        step: null,
        comparing: null,
      }
  }
}

function withCandidate(all: readonly CandidateSummary[], one: CandidateSummary): readonly CandidateSummary[] {
  return all.some((known) => known.id === one.id)
    ? all.map((known) => (known.id === one.id ? one : known))
    : [...all, one]
}

export interface PromptRow {
  readonly path: string
  /** "Copilot prompt". */
  readonly format: string
  /** Path of its eval file, where there is one. */
  readonly evalPath: string | null
  /** Last finished run's claim in few words: "+18.3, credible". */
  readonly verdict: string | null
  readonly rate: Rate | null
  /** The seed's rate on the same cases, where the last run was a sweep. */
  readonly before?: Rate | null | undefined
  readonly lastRunId: number | null
  /** Notice of the model that `rate` was measured on, e.g. "simulated". */
  readonly notice?: string | null | undefined
}

export interface RunSummary {
  readonly id: number
  readonly kind: RunKind
  readonly promptPath: string
  readonly status: RunStatus
  readonly startedAt: number
  /** First model of the run. */
  readonly model?: string | undefined
  /** The rate it ended on: the winner's of a sweep, on the split that `split` names. */
  readonly rate?: Rate | null | undefined
  readonly split?: 'select' | 'test' | undefined
  /** "+18.3, credible". */
  readonly verdict?: string | null | undefined
  /** US dollars spent; null where a price is unknown. */
  readonly usd?: number | null | undefined
  readonly notice?: string | null | undefined
}

/** Everything the page needs, always whole: a hidden page misses messages. */
export interface ViewSnapshot {
  readonly workspace: string
  readonly prompts: readonly PromptRow[]
  readonly promptPath: string | null
  readonly runs: readonly RunSummary[]
  readonly run: RunView | null
  /** The winner waits for the user: neither accepted nor discarded. */
  readonly reviewable: boolean
  /** The prompt file changed since the run; accepting is off. */
  readonly stale: boolean
  readonly jobs: readonly JobView[]
  /** Cases in the making for this prompt; null where none are. */
  readonly cases: CaseMakerView | null
  /** The view the host asks the page to show, e.g. after a command. Bumped `nonce` means "go there now". */
  readonly focus: { readonly tab: PanelTab; readonly nonce: number }
}

export type PanelTab =
  | 'overview'
  | 'run'
  | 'compare'
  | 'candidate'
  | 'matrix'
  | 'judge'
  | 'diagnosis'
  | 'training'
  | 'history'
  | 'cases'

export type RowFilter = 'all' | 'changed' | 'failing'

export interface CompareCell {
  readonly candidateId: string
  /** Null where the call failed. */
  readonly pass: boolean | null
  /** First 200 characters. */
  readonly output: string
  readonly error: string | null
}

export interface CompareRow {
  readonly caseId: string
  readonly title: string
  readonly expected: string | null
  readonly change: 'won' | 'lost' | 'same'
  readonly cells: readonly CompareCell[]
}

export interface ComparePage {
  readonly counts: Readonly<Record<RowFilter, number>>
  readonly won: number
  readonly lost: number
  readonly same: number
  /** Sealed cases: counted, never listed. */
  readonly sealed: number
  readonly from: number
  readonly rows: readonly CompareRow[]
}

export interface CaseView {
  readonly caseId: string
  readonly split: 'train' | 'select'
  readonly input: string
  readonly expected: string | null
  readonly outputs: readonly {
    readonly candidateId: string
    readonly label: string
    readonly pass: boolean | null
    readonly output: string
    readonly reason: string
    readonly latencyMs: number
    readonly usd: number | null
  }[]
}
