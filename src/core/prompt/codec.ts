// How a message's text stands in its file: as it is, as a JSON string, as an indented YAML block, as a host literal.
// Must change only the lines that differ; escapes and line ends of the others stay as the author has them.
import { applySplices, firstLineEnd, lineSplices, type Splice, withoutOuterLineEnds } from './lines.ts'

export interface Decoded {
  /** As people read it; line ends stay what they are. */
  readonly text: string
  /** Offset in the raw text of each UTF-16 unit of `text`, and of its end. */
  readonly offsets: readonly number[]
}

export interface Codec {
  /** `raw` is the message's stretch of the source. */
  decode(raw: string): Decoded
  /** `raw` changed so that it decodes to `text` (LF). `lineEnd` is the file's first, for lines that have no
   *  neighbour. Throws `InputError` where `text` cannot stand here. */
  edit(raw: string, text: string, lineEnd: string): string
}

/** Text that stands in the file as it is. */
export const plainCodec: Codec = {
  decode: (raw) => ({ text: raw, offsets: upTo(raw.length) }),
  edit: (raw, text, lineEnd) => {
    const trimmed = withoutOuterLineEnds(text, 0, text.length)
    return applySplices(raw, lineSplices(raw, text.slice(trimmed.start, trimmed.end), lineEnd))
  },
}

function upTo(end: number): number[] {
  const numbers: number[] = []
  for (let i = 0; i <= end; i++) numbers.push(i)
  return numbers
}

/** A codec whose signs stand one by one in the source, each perhaps escaped: `escaped` writes new text. */
export function escapingCodec(decode: (raw: string) => Decoded, escaped: (text: string) => string): Codec {
  return {
    decode,
    edit: (raw, text) => {
      const { text: before, offsets } = decode(raw)
      const place = (splice: Splice): Splice => ({
        start: offsets[splice.start] ?? raw.length,
        end: offsets[splice.end] ?? raw.length,
        text: escaped(splice.text),
      })
      return applySplices(raw, lineSplices(before, text, firstLineEnd(before)).map(place))
    },
  }
}
