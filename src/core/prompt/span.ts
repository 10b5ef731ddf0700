// A stretch of a prompt's text that is not prose. Types alone.

export type SpanKind = 'variable' | 'tag' | 'placeholder' | 'comment' | 'escape' | 'reference' | 'url' | 'code' | 'lock'

/** [start, end) of a text; `name` is the variable's. */
export interface Span {
  readonly kind: SpanKind
  readonly start: number
  readonly end: number
  readonly text: string
  readonly name?: string
}
