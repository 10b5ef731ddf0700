// Where a header ends, and what it says. The header is the author's: much of it is no YAML, so what cannot be read of
// it is told and never in the way of the body.

import { lineOfOffset } from '../readText.ts'
import type { YamlProblem } from './codecs/yamlTree.ts'
import { readYaml } from './codecs/yamlTree.ts'
import type { PromptDiagnostic } from './document.ts'
import { linesOf } from './lines.ts'
import type { TreeNode } from './tree.ts'

const FENCE = /^---[ \t]*$/

/** Offsets of the source: `start` after the byte order mark, `close` before the closing line, `end` of the header. */
export interface Header {
  readonly start: number
  readonly close: number
  readonly end: number
  /** Not closed: the whole file is header, as in VS Code. */
  readonly closed: boolean
}

/** The header that the line at `start` opens with `---` and the next such line closes; undefined where that line is
 *  another. */
export function headerOf(source: string, start = afterBom(source)): Header | undefined {
  const [first, ...rest] = linesOf(source.slice(start))
  if (first === undefined || !FENCE.test(source.slice(start, start + first.textEnd))) return undefined
  const close = rest.find((line) => FENCE.test(source.slice(start + line.start, start + line.textEnd)))
  if (close === undefined) return { start, close: source.length, end: source.length, closed: false }
  return { start, close: start + close.start, end: start + close.end, closed: true }
}

/** The same for files where `---` on line 1 may be a rule: only a closed block that begins like YAML is a header. */
export function headerLikeYaml(source: string): Header | undefined {
  const header = headerOf(source)
  if (header === undefined || !header.closed) return undefined
  const first = source
    .slice(header.start, header.close)
    .split(/\r\n|\n|\r/)
    .slice(1)
    .find((line) => line.trim() !== '' && !line.startsWith('#'))
  return first !== undefined && /^[\w-]+[ \t]*:/.test(first) ? header : undefined
}

/** Offset of the first sign after a byte order mark. */
export function afterBom(source: string): number {
  return source.startsWith('\uFEFF') ? 1 : 0
}

/** The header's values with their places in the source, as far as they can be read. */
export function readHeader(source: string, header: Header): { tree: TreeNode; problem: YamlProblem | undefined } {
  return readYaml(source.slice(0, header.close))
}

/** What is to mend in a header. */
export function headerDiagnostics(source: string, header: Header | undefined): PromptDiagnostic[] {
  if (header === undefined) return []
  if (!header.closed)
    return [{ message: 'The header that line 1 opens is never closed: end it with a line "---".', line: 1 }]
  const { problem } = readHeader(source, header)
  if (problem === undefined) return []
  const line = lineOfOffset(source, problem.offset)
  return [{ message: `The header is not YAML: ${problem.message}. The body is read without it.`, line }]
}
