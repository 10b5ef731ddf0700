// The text of a string in code. Interpolations are `${…}` in the text whatever the language writes, and stand in the
// file as the author has them; prose between them gets the escapes of the language.
import { type Codec, type Decoded, escapingCodec } from '../codec.ts'
import { decodeEscapes, escapedLinesCodec } from '../codecs/escapes.ts'
import { withLf } from '../lines.ts'
import { holesIn } from '../templates/host.ts'

/** How a language writes one kind of string. */
export interface LiteralStyle {
  /** All escapes of the string, for `meaning`. */
  readonly escapes: RegExp
  /** What an escape stands for; undefined: it is text. */
  readonly meaning: (match: RegExpExecArray) => string | undefined
  /** Prose as it stands in the string; line ends only where the string may hold them. */
  readonly escaped: (prose: string) => string
  /** Whether line ends stand as they are. */
  readonly isLong: boolean
  readonly holes?: HoleStyle
}

export interface HoleStyle {
  /** Where interpolations stand in a string's inside. */
  readonly find: (inside: string) => readonly { readonly start: number; readonly end: number }[]
  /** Signs in front of the brace: "$" in JavaScript, none in Python. */
  readonly mark: string
}

export function literalCodec(style: LiteralStyle): Codec {
  const { escapes, meaning, escaped, isLong, holes } = style
  if (holes !== undefined) return withHoles(style, holes)
  const decode = (raw: string) => decodeEscapes(raw, escapes, meaning)
  return isLong ? escapedLinesCodec(decode, escaped) : escapingCodec(decode, escaped)
}

/** Line ends within interpolations are hidden while lines are compared, so that none is ever cut in two. */
const HIDDEN = '\uE000'
const DROPPED = '\uE001'

function withHoles({ escapes, meaning, escaped, isLong }: LiteralStyle, holes: HoleStyle): Codec {
  const decode = (raw: string) => decodeWithHoles(raw, holes, (prose) => decodeEscapes(prose, escapes, meaning))
  const hide = (text: string) => mapHoles(text, same, (hole) => hole.replaceAll('\n', HIDDEN))
  return {
    decode,
    edit: (raw, text, lineEnd) => {
      const write = (line: string) =>
        mapHoles(line, escaped, (hole) => `${holes.mark}${hole.slice(1).replaceAll(HIDDEN, lineEnd)}`)
      const hidden = (inside: string) => hiddenIn(decode(inside))
      const inner = isLong ? escapedLinesCodec(hidden, write) : escapingCodec(hidden, write)
      return inner.edit(raw, hide(withLf(text)), lineEnd)
    },
  }
}

const same = (text: string) => text

/** With each line end within an interpolation as one hidden sign. */
function hiddenIn({ text, offsets }: Decoded): Decoded {
  const shown = mapHoles(text, same, (hole) => hole.replace(/\r(?=\n)/g, DROPPED).replace(/[\r\n]/g, HIDDEN))
  const kept = Array.from({ length: shown.length }, (_, i) => i).filter((i) => shown[i] !== DROPPED)
  return { text: shown.replaceAll(DROPPED, ''), offsets: [...kept.map((i) => offsets[i] ?? 0), offsets.at(-1) ?? 0] }
}

function decodeWithHoles(raw: string, holes: HoleStyle, decodeProse: (prose: string) => Decoded): Decoded {
  let text = ''
  const offsets: number[] = []
  const put = (from: number, decoded: Decoded) => {
    text += decoded.text
    for (let i = 0; i < decoded.text.length; i++) offsets.push(from + (decoded.offsets[i] ?? 0))
  }
  let done = 0
  for (const { start, end } of holes.find(raw)) {
    put(done, decodeProse(raw.slice(done, start)))
    const shown = `$${raw.slice(start + holes.mark.length, end)}`
    const shift = holes.mark.length - 1
    text += shown
    for (let i = 0; i < shown.length; i++) offsets.push(start + Math.max(0, i + shift))
    done = end
  }
  put(done, decodeProse(raw.slice(done)))
  return { text, offsets: [...offsets, raw.length] }
}

function mapHoles(text: string, prose: (text: string) => string, hole: (text: string) => string): string {
  let out = ''
  let done = 0
  for (const { start, end } of holesIn(text)) {
    out += prose(text.slice(done, start)) + hole(text.slice(start, end))
    done = end
  }
  return out + prose(text.slice(done))
}
