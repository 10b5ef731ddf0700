// Where a header ends. The header itself is the author's: it is never read as YAML, because much of it is not.
import { InputError } from '../errors.ts'
import { linesOf } from './lines.ts'

const FENCE = /^---[ \t]*$/

/** Offset of the body: after the header where line 1 is `---`, else after the byte order mark. Throws `InputError`
 *  where the header is never closed. The rule is VS Code's: the header ends at the next line that is `---`. */
export function bodyStart(path: string, source: string): number {
  const end = headerEnd(source)
  if (end === undefined)
    throw new InputError('The header that line 1 opens is never closed.', 'End it with a line "---".', {
      file: path,
      line: 1,
    })
  return end
}

/** The same for formats where `---` on line 1 may be a rule: only a closed block that begins like YAML is a header. */
export function bodyStartIfHeader(source: string): number {
  const start = source.startsWith('\uFEFF') ? 1 : 0
  const end = headerEnd(source) ?? start
  const first = source
    .slice(start, end)
    .split(/\r\n|\n|\r/)
    .slice(1)
    .find((line) => line.trim() !== '' && !line.startsWith('#'))
  return first !== undefined && /^[\w-]+[ \t]*:/.test(first) ? end : start
}

function headerEnd(source: string): number | undefined {
  const start = source.startsWith('\uFEFF') ? 1 : 0
  const [first, ...rest] = linesOf(source.slice(start))
  if (first === undefined || !FENCE.test(source.slice(start, start + first.textEnd))) return start
  const close = rest.find((line) => FENCE.test(source.slice(start + line.start, start + line.textEnd)))
  return close === undefined ? undefined : start + close.end
}
