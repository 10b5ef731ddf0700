// What formats share whose messages stand in the file as they are: a message is a region of the source, without the
// empty lines around it.
import type { Role } from '../../ports.ts'
import { plainCodec } from '../codec.ts'
import type { MessageSource } from '../document.ts'
import { withoutOuterLineEnds } from '../lines.ts'

/** The message between two offsets. An empty one keeps the empty lines after it, so new text goes to the front. */
export function regionBetween(role: Role, source: string, start: number, end: number): MessageSource {
  const inner = withoutOuterLineEnds(source, start, end)
  const place = inner.start < inner.end ? inner : { start, end: start }
  return { role, ...place, codec: plainCodec }
}
