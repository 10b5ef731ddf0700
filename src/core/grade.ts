// What a grader says of an output, and what is kept of it. Types alone.

export interface Grade {
  /** 0 to 1. */
  readonly score: number
  readonly pass: boolean
  /** One sentence. */
  readonly reason: string
  /** Type of the assertion that decided, e.g. `equals`. */
  readonly grader: string
  /** Scores by metric, of a whole case. */
  readonly namedScores?: Readonly<Record<string, number>>
  /** Of a whole case, those of its assertions; of an `assert-set`, those of its own. */
  readonly parts?: readonly GradePart[]
  /** What the judges alone say; absent where no model graded. */
  readonly judged?: boolean
}

/** The grade of one assertion. */
export interface GradePart extends Grade {
  readonly weight: number
  readonly metric?: string
}
