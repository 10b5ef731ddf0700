// What the languages that are cut into segments and parsed have in common: their spans, inputs and first problem. Broken
// text is answered from its segments alone and never throws.
import type { Span } from '../span.ts'
import { type TemplateEngine, TemplateError, type TemplateProblem } from './engine.ts'

interface SegmentOf {
  readonly kind: string
  readonly start: number
  readonly end: number
}

export interface ParsedLanguage<Segment extends SegmentOf, Body> {
  segments(text: string): readonly Segment[]
  /** Throws `TemplateError`. */
  parse(text: string): Body
  /** Inputs in order of first use, and a helper, filter or test that does not exist. */
  names(body: Body): { readonly inputs: ReadonlySet<string>; readonly unknown: TemplateProblem | undefined }
  /** The name that an output segment prints: plain, as a path, or filtered. Throws `TemplateError` where it is broken. */
  printed(segment: Segment): string | undefined
}

export function readerOf<Segment extends SegmentOf, Body>(
  language: ParsedLanguage<Segment, Body>,
): Pick<TemplateEngine, 'spans' | 'variables' | 'problem'> {
  const parsed = (text: string) => orError(() => language.names(language.parse(text)))
  const printed = (segment: Segment): string | undefined => {
    const name = segment.kind === 'output' ? orError(() => language.printed(segment)) : undefined
    return name instanceof TemplateError ? undefined : name
  }
  const spans = (text: string): Span[] => {
    const names = parsed(text)
    const isInput = (name: string) => names instanceof TemplateError || names.inputs.has(name)
    return language.segments(text).flatMap((segment): Span[] => {
      const { kind, start, end } = segment
      if (kind === 'text') return []
      const place = { start, end, text: text.slice(start, end) }
      if (kind === 'comment' || kind === 'escape') return [{ kind, ...place }]
      const name = printed(segment)
      return [name !== undefined && isInput(name) ? { kind: 'variable', ...place, name } : { kind: 'tag', ...place }]
    })
  }
  return {
    spans,
    variables: (text) => {
      const names = parsed(text)
      if (!(names instanceof TemplateError)) return [...names.inputs]
      return [...new Set(spans(text).flatMap((span) => span.name ?? []))]
    },
    problem: (text) => {
      const names = parsed(text)
      if (!(names instanceof TemplateError)) return names.unknown
      return { offset: Math.min(names.offset, text.length), message: names.message }
    },
  }
}

function orError<T>(read: () => T): T | TemplateError {
  try {
    return read()
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}
