// What codecs of languages with escapes share: reading them with the place of every sign, and writing new lines.
import { InputError } from '../../errors.ts'
import type { Codec, Decoded } from '../codec.ts'
import { applySplices, lineSplices, type Splice } from '../lines.ts'

/** `raw` with each match of `pattern` (global) replaced by what it stands for; undefined leaves it as it is. */
export function decodeEscapes(
  raw: string,
  pattern: RegExp,
  meaning: (match: RegExpExecArray) => string | undefined,
): Decoded {
  let text = ''
  const offsets: number[] = []
  const copy = (from: number, to: number) => {
    text += raw.slice(from, to)
    for (let at = from; at < to; at++) offsets.push(at)
  }
  let done = 0
  for (const match of raw.matchAll(pattern)) {
    const value = meaning(match)
    if (value === undefined) continue
    copy(done, match.index)
    text += value
    for (let i = 0; i < value.length; i++) offsets.push(match.index)
    done = match.index + match[0].length
  }
  copy(done, raw.length)
  return { text, offsets: [...offsets, raw.length] }
}

/** A codec for strings that hold line ends as they are: `escaped` writes new lines and must leave their ends alone. */
export function escapedLinesCodec(decode: (raw: string) => Decoded, escaped: (text: string) => string): Codec {
  return {
    decode,
    edit: (raw, text, lineEnd) => {
      const { text: before, offsets } = decode(raw)
      const place = (splice: Splice): Splice => ({
        start: offsets[splice.start] ?? raw.length,
        end: offsets[splice.end] ?? raw.length,
        text: escaped(splice.text),
      })
      return applySplices(raw, lineSplices(before, text, lineEnd).map(place))
    },
  }
}

/** The codec, but for texts whose written form holds what may not stand there: `sentence` says what. */
export function refusing(codec: Codec, pattern: RegExp, sentence: string): Codec {
  return {
    decode: codec.decode,
    edit: (raw, text, lineEnd) => {
      const written = codec.edit(raw, text, lineEnd)
      if (pattern.test(written)) throw new InputError(sentence, 'Leave that out.')
      return written
    },
  }
}
