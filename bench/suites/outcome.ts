// One case of a public suite, run.

export interface Outcome {
  readonly name: string
  readonly passed: boolean
  readonly got: unknown
  readonly expected: unknown
}
