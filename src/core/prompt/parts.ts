// The stretches that cover a file, each either prose that may be edited or something that must stay.
import type { Mark, MessageSource, Part } from './document.ts'
import type { Span } from './span.ts'
import { protectedSpans } from './spans.ts'
import type { EngineId } from './templates/engine.ts'

/** Concatenated, the parts are `source`; none is empty. */
export function partsOf(
  source: string,
  messages: readonly MessageSource[],
  marks: readonly Mark[],
  engine: EngineId,
): Part[] {
  const named = [
    ...marks.map(({ kind, start, end }): Part => ({ kind, start, end })),
    ...messages.flatMap((message, index) => messageParts(source, message, index, engine)),
  ].toSorted((a, b) => a.start - b.start || a.end - b.end)
  const parts: Part[] = []
  let at = 0
  const fill = (end: number) => {
    if (end > at) parts.push({ kind: 'structure', start: at, end })
  }
  for (const part of named) {
    const start = Math.max(part.start, at)
    if (part.end <= start) continue
    fill(start)
    parts.push({ ...part, start })
    at = part.end
  }
  fill(source.length)
  return parts
}

function messageParts(source: string, { start, end, codec }: MessageSource, message: number, engine: EngineId): Part[] {
  const { text, offsets } = codec.decode(source.slice(start, end))
  const place = (offset: number) => start + (offsets[offset] ?? end - start)
  const parts: Part[] = []
  let at = 0
  const put = (kind: Part['kind'], to: number) => {
    if (to > at) parts.push({ kind, start: place(at), end: place(to), message })
    at = Math.max(at, to)
  }
  for (const span of protectedSpans(text, engine)) {
    put('text', span.start)
    put(kindOf(span), span.end)
  }
  put('text', text.length)
  return parts
}

function kindOf({ kind }: Span): Part['kind'] {
  if (kind === 'variable' || kind === 'placeholder' || kind === 'escape') return 'tag'
  return kind === 'url' ? 'reference' : kind
}
