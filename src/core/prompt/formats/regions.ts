// What all formats share whose messages stand in the file as they are: a message is a region of the source.

import type { Role } from '../../ports.ts'
import type { FormatId, PromptDocument, PromptFormat } from '../document.ts'
import { applySplices, firstLineEnd, lineSplices, type Splice, withLf, withoutOuterLineEnds } from '../lines.ts'

/** [start, end) of the source is one message. `before` and `after` say where an empty region lacks the line end that
 *  parts it from its neighbour. */
export interface Region {
  readonly role: Role
  readonly start: number
  readonly end: number
  readonly before?: boolean
  readonly after?: boolean
}

export interface RegionFormat {
  readonly id: FormatId
  readonly label: string
  matches(path: string): boolean
  regions(path: string, source: string): readonly Region[]
}

export function regionFormat({ id, label, matches, regions }: RegionFormat): PromptFormat {
  return {
    id,
    label,
    matches,
    parse: (path, source) => ({
      messages: regions(path, source).map((region) => ({
        role: region.role,
        text: withLf(source.slice(region.start, region.end)),
      })),
    }),
    write: (document, texts) =>
      applySplices(
        document.source,
        regions(document.path, document.source).flatMap((region, i) => regionSplices(document, region, texts[i] ?? '')),
      ),
  }
}

/** The message between two offsets, without the empty lines around it. */
export function regionBetween(role: Role, source: string, start: number, end: number): Region {
  const inner = withoutOuterLineEnds(source, start, end)
  if (inner.start < inner.end) return { role, ...inner }
  // An empty message keeps the empty lines after it, so new text goes to the front.
  const before = source[start - 1] ?? '\n'
  return {
    role,
    start,
    end: start,
    before: !'\r\n\uFEFF'.includes(before),
    after: start === end && end < source.length,
  }
}

function regionSplices(document: PromptDocument, region: Region, text: string): Splice[] {
  const { source } = document
  const raw = source.slice(region.start, region.end)
  const wanted = withLf(text)
  if (wanted === withLf(raw)) return []
  const fallback = firstLineEnd(source)
  const trimmed = withoutOuterLineEnds(wanted, 0, wanted.length)
  const splices = lineSplices(raw, wanted.slice(trimmed.start, trimmed.end), fallback)
  const added = splices.map((splice) => splice.text).join('')
  if (raw === '' && added !== '')
    return [
      {
        start: region.start,
        end: region.end,
        text: `${region.before ? fallback : ''}${added}${region.after ? fallback : ''}`,
      },
    ]
  return splices.map((splice) => ({
    start: splice.start + region.start,
    end: splice.end + region.start,
    text: splice.text,
  }))
}
