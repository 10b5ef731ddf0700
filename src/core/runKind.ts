// The kinds of run: everything that spends is one.

export type MeasuredKind = 'eval' | 'sweep' | 'diagnosis' | 'confirmation'

/** `generation` has cases written and measures nothing: its journal is empty. */
export type RunKind = MeasuredKind | 'generation'
