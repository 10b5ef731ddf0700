// What an eval says of repeats, as plain JSON for every reader.

/** Sum of the chances of n cases, and the 95 % interval of their mean. */
export interface Chance {
  readonly k: number
  readonly n: number
  readonly low: number
  readonly high: number
}

/** Several draws of each case on one model. Cases are the evidence: intervals are over them, not over draws. */
export interface RepeatsReport {
  readonly model: string
  /** Draws of a case, at most. */
  readonly draws: number
  readonly cases: number
  /** For k = 1 … draws, over the cases with as many graded draws: `any` is pass@k, `all` is pass^k. */
  readonly atK: readonly { readonly k: number; readonly any: Chance; readonly all: Chance }[]
  /** Cases that pass in some draws and fail in others. */
  readonly flakyCases: number
  /** The most wavering of them first, 100 at most. */
  readonly flaky: readonly {
    readonly caseId: string
    readonly title: string
    readonly passes: number
    readonly draws: number
  }[]
}
