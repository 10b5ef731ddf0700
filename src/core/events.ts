// Everything a run says while it runs. Panel, terminal and tests are readers of this one stream, live or replayed
// from the store. Events carry plain JSON: no classes, no undefined where a reader would have to guess.
import type { RepeatsReport } from './evals/repeatsReport.ts'
import type { RunStatus } from './ports.ts'
import type { MeasuredKind } from './runKind.ts'

/** Successes out of n with the Wilson 95 % interval. All in [0, 1] but k and n. */
export interface Rate {
  readonly k: number
  readonly n: number
  readonly low: number
  readonly high: number
}

export type Verdict = 'credible' | 'likely' | 'no evidence' | 'worse'

/** Second arm minus first, on the same cases. Estimates in [-1, 1]. */
export interface Difference {
  readonly wins: number
  readonly losses: number
  readonly ties: number
  /** Pairs left out because one side is missing. */
  readonly missing: number
  readonly estimate: number
  /** Bonett–Price 95 % interval. */
  readonly low: number
  readonly high: number
  /** P(second is better), flat prior: 1 − one-sided mid-p McNemar. */
  readonly pBetter: number
  readonly verdict: Verdict
}

/** What is made better where there are several models: their mean (with a floor under each), the worst, or the first. */
export type Objective = 'mean' | 'worst' | 'first'

export type CallKind = 'task' | 'judge' | 'optimizer' | 'test'

export interface Limits {
  /** Task, judge and optimizer calls together. */
  readonly searchCalls: number
  /** Held back for the sealed report. */
  readonly testCalls: number
  /** US dollars, for all calls. */
  readonly usd?: number
  readonly tokens?: number
}

export interface Spend {
  readonly calls: Readonly<Record<CallKind, number>>
  /** Answers that came from the store and cost nothing. */
  readonly cachedCalls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** US dollars for the calls whose price is known. */
  readonly usd: number
  /** Calls whose price is unknown; with any of these `usd` is a lower bound. */
  readonly unpricedCalls: number
  readonly limits: Limits
}

export type EditKind = 'instruction' | 'format' | 'definition' | 'example' | 'delete' | 'rewrite'

/** One change that the search tried. */
export interface ProposalOutcome {
  /** Search calls spent so far. */
  readonly atCalls: number
  readonly editId: string
  readonly kind: EditKind
  readonly hypothesis: string
  /** `refused` by a guard before any call, `rejected` by the gate. */
  readonly outcome: 'accepted' | 'rejected' | 'refused'
  /** "fixed 4 of 4 shown, 2 of 2 unseen; broke 0 of 6". */
  readonly detail: string
}

export interface EditSummary {
  readonly id: string
  readonly kind: EditKind
  readonly hypothesis: string
  /** Lines it removed and added, as a person would see them in the diff. */
  readonly removed: readonly string[]
  readonly added: readonly string[]
  /** 1-based line in the seed file where the change begins. */
  readonly line: number
  /** With the edit against without it, on the cases it was tested on. Used for choosing: optimistic. */
  readonly difference: Difference
}

/** `status`: `current` is what the search stands on now; `rolled-back` candidates were evidence against themselves. */
export interface CandidateSummary {
  readonly id: string
  /** "seed", "#2", "#7 winner". */
  readonly label: string
  readonly parentId: string | undefined
  readonly status: 'seed' | 'validating' | 'current' | 'superseded' | 'rolled-back' | 'winner'
  /** Estimated tokens of the template. */
  readonly tokens: number
  readonly editIds: readonly string[]
}

export interface LeaderboardRow {
  readonly candidateId: string
  readonly label: string
  readonly model: string
  readonly split: 'select' | 'test'
  readonly rate: Rate
  readonly missing: number
  /** US dollars for 1,000 calls; null where the price is unknown. */
  readonly usdPer1000: number | null
  readonly medianLatencyMs: number
  /** Absent where it was not measured (the median is then 0), as in batches, and in rows of older runs. */
  readonly p95LatencyMs?: number
  /** Estimated tokens of the prompt. */
  readonly tokens?: number
  /** Its rate on cases that a model wrote and on the others; absent where it rests on none of the first. */
  readonly apart?: { readonly synthetic: Rate; readonly real: Rate }
  /** False where another row beats it (evals/pareto.ts); absent where there is nothing to compare. */
  readonly frontier?: boolean
  /** "simulated", "system role emulated …". */
  readonly notice: string | null
}

/** Why the search stopped, whether that means that prompting is at its ceiling, and each condition with its figure. */
export interface PlateauStatement {
  readonly plateau: boolean
  readonly statement: string
  readonly conditions: readonly { readonly met: boolean; readonly text: string }[]
}

/** Winner minus seed on one of several models. */
export interface ModelDifference {
  readonly model: string
  /** `select` was used for choosing, so it is optimistic. */
  readonly split: 'select' | 'test'
  /** Its verdict is the one that stands after Holm's correction, as does the one-sided p-value. */
  readonly difference: Difference
  readonly pHolm: number
  /** P(worse by more than 2 points). */
  readonly floorRisk: number
}

/** A model that costs less with the winner than today's, the first named, does with the seed, and is not worse. */
export interface CheaperModel {
  readonly model: string
  readonly today: string
  readonly split: 'select' | 'test'
  /** Cheaper model with the winner, minus today's with the seed. Its lower bound is above −2 points. */
  readonly difference: Difference
  /** Its cost per call over today's, below 1. */
  readonly priceShare: number
}

/** A prompt for one model alone: the edits that serve the others, less those that hurt this one. */
export interface ModelVariant {
  readonly model: string
  readonly candidateId: string
  /** Hypotheses of the edits that were left out. */
  readonly without: readonly string[]
  /** Variant minus seed on this model's select cases: optimistic. */
  readonly difference: Difference
}

export interface ModelsReport {
  readonly objective: Objective
  /** The models that the search worked for, and those that the sealed cases were opened for. */
  readonly searched: readonly string[]
  readonly sealedFor: readonly string[]
  /** Seed and winner on every model, select first, then sealed. */
  readonly rows: readonly LeaderboardRow[]
  readonly differences: readonly ModelDifference[]
  /** The model that gains least. */
  readonly worst: string | null
  /** Whether `floorRisk` is at most .2 on each model searched for; null where nothing changed. */
  readonly floorHeld: boolean | null
  readonly cheaper: readonly CheaperModel[]
  readonly variants: readonly ModelVariant[]
  readonly sentences: readonly string[]
}

/** What a sweep claims. The same in panel, terminal and JSON. */
export interface SweepReport {
  readonly model: string
  readonly seed: LeaderboardRow
  readonly winner: LeaderboardRow
  /** Winner minus seed on the sealed cases; undefined where there are too few to hold any back. */
  readonly sealed: Difference | null
  /** The same on select: used for choosing, so optimistic. */
  readonly optimistic: Difference
  /** How often this sealed split has been opened, this time included. */
  readonly testOpenings: number
  /** Too few cases to prove anything: every claim is a hint. */
  readonly exploratory: boolean
  readonly target: number | null
  readonly edits: readonly EditSummary[]
  readonly tokens: { readonly seed: number; readonly winner: number }
  readonly plateau: PlateauStatement
  /** Absent where the run has one model. */
  readonly models?: ModelsReport
  /** The claim in sentences, first the most important. */
  readonly sentences: readonly string[]
}

export type Cause = 'noise' | 'instruction' | 'knowledge' | 'capability' | 'label' | 'format' | 'unknown'

export interface DiagnosisReport {
  readonly model: string
  readonly probed: number
  readonly causes: readonly {
    readonly cause: Cause
    readonly rate: Rate
    /** The probe in words: "right once similar answered cases stood in the context". */
    readonly probe: string
    readonly caseIds: readonly string[]
  }[]
  readonly plateau: PlateauStatement
  readonly recommendation: {
    readonly action: 'fine-tune' | 'prompt' | 'fix-labels' | 'bigger-model' | 'structured-output' | 'stop'
    readonly headline: string
    readonly reasons: readonly string[]
    /** Corrected examples ready for training. */
    readonly usableRows: number
    readonly trainingUsd: number | null
    readonly alternatives: readonly string[]
  }
}

export interface ConfirmationReport {
  readonly tunedModel: string
  readonly baseModel: string
  /** base+seed, base+best, tuned+seed, tuned+best, in this order; without the seed arms where the best prompt is
   *  the seed itself. `candidateId` is `seed` or `best`. */
  readonly arms: readonly LeaderboardRow[]
  /** Declared before the split is opened: tuned+best minus base+best. */
  readonly claim: Difference
  readonly contrasts: readonly { readonly label: string; readonly difference: Difference }[]
  readonly testOpenings: number
  readonly exploratory: boolean
  readonly decision: 'promote' | 'keep' | 'roll back'
  readonly sentences: readonly string[]
}

export interface EvalReport {
  readonly rows: readonly LeaderboardRow[]
  /** One a model; absent where each case was drawn once. */
  readonly repeats?: readonly RepeatsReport[]
  /** Answers of the first model, where nothing judges any; absent where something does. */
  readonly ungraded?: number
  readonly exploratory: boolean
  readonly sentences: readonly string[]
}

export type RunEvent =
  | {
      readonly type: 'started'
      readonly runId: number
      readonly kind: MeasuredKind
      readonly at: number
      readonly promptPath: string
      readonly evalPath: string
      readonly models: readonly string[]
      /** Notices of the models, without repeats. */
      readonly notices: readonly string[]
      readonly splits: Readonly<Record<'train' | 'select' | 'test', number>>
      readonly limits: Limits
      readonly target: number | null
      readonly exploratory: boolean
    }
  /** What is known before money is spent, in sentences. */
  | { readonly type: 'preflight'; readonly sentences: readonly string[] }
  /** What is happening now, in a few words: "validating #5". `done` of `total` calls of this step. */
  | { readonly type: 'step'; readonly text: string; readonly done: number; readonly total: number }
  | { readonly type: 'spend'; readonly spend: Spend }
  | { readonly type: 'candidate'; readonly candidate: CandidateSummary }
  | { readonly type: 'validated'; readonly candidateId: string; readonly atCalls: number; readonly rate: Rate }
  /** The candidate in progress against the seed. `e` is the any-time e-value; 20 is enough. */
  | {
      readonly type: 'comparing'
      readonly candidateId: string
      readonly wins: number
      readonly losses: number
      readonly n: number
      readonly e: number
      /** The candidate's own rate on these n cases. */
      readonly rate?: Rate | undefined
    }
  | { readonly type: 'proposal'; readonly proposal: ProposalOutcome }
  | { readonly type: 'leaderboard'; readonly rows: readonly LeaderboardRow[] }
  /** A quiet line: a retry, a missing answer, a repaired reply. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'sweep-report'; readonly report: SweepReport }
  | { readonly type: 'eval-report'; readonly report: EvalReport }
  | { readonly type: 'diagnosis-report'; readonly report: DiagnosisReport }
  | { readonly type: 'confirmation-report'; readonly report: ConfirmationReport }
  | {
      readonly type: 'finished'
      readonly status: Exclude<RunStatus, 'running'>
      readonly at: number
      /** Why, where it did not simply end. */
      readonly message: string | null
    }
