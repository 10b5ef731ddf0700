// New texts for a document's messages, spliced into its source. Everything outside them stays to the byte.
import { plainCodec } from './codec.ts'
import type { PromptDocument } from './document.ts'
import { applySplices, firstLineEnd, type Splice, withLf } from './lines.ts'

/** `texts[i]` belongs to `messages[i]`; texts that are what they were leave the source as it is. */
export function spliceTexts(document: PromptDocument, texts: readonly string[]): string {
  const { source, sources, messages } = document
  const lineEnd = firstLineEnd(source)
  const splices = sources.flatMap(({ start, end, codec }, i): Splice[] => {
    const wanted = withLf(texts[i] ?? '')
    if (wanted === messages[i]?.text) return []
    const edited = codec.edit(source.slice(start, end), wanted, lineEnd)
    return [
      { start, end, text: start === end && codec === plainCodec ? parted(source, start, edited, lineEnd) : edited },
    ]
  })
  // Messages are in the order in which they are sent; a file may have them in another.
  return applySplices(
    source,
    splices.toSorted((a, b) => a.start - b.start),
  )
}

/** Text for an empty place, with the line ends that part it from its neighbours. */
function parted(source: string, at: number, text: string, lineEnd: string): string {
  if (text === '') return ''
  const isParted = (sign: string | undefined) => sign === undefined || '\r\n\uFEFF'.includes(sign)
  return `${isParted(source[at - 1]) ? '' : lineEnd}${text}${isParted(source[at]) ? '' : lineEnd}`
}
