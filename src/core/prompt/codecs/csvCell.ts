// Text in a cell of a CSV file, with or without quotes as RFC 4180 has them. Quotes are added where the text needs them.
import { type Codec, type Decoded, escapingCodec } from '../codec.ts'
import { withLf } from '../lines.ts'

export const csvCellCodec: Codec = {
  decode,
  edit: (raw, text, lineEnd) => {
    if (raw.startsWith('"')) return quotedCodec.edit(raw, text, lineEnd)
    const lf = withLf(text)
    return /[",\n]|^\s|\s$/.test(lf) ? `"${escaped(lf).replaceAll('\n', lineEnd)}"` : lf
  },
}

const quotedCodec = escapingCodec(decode, escaped)

function escaped(text: string): string {
  return text.replaceAll('"', '""')
}

function decode(raw: string): Decoded {
  if (!raw.startsWith('"')) return { text: raw, offsets: Array.from({ length: raw.length + 1 }, (_, i) => i) }
  let text = ''
  const offsets: number[] = []
  const end = raw.length - 1
  for (let at = 1; at < end; at++) {
    text += raw[at]
    offsets.push(at)
    if (raw[at] === '"') at++
  }
  return { text, offsets: [...offsets, end] }
}
