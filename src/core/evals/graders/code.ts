// What a user's code is told of an output, and what it says of it. Core runs none itself: the context does, with
// consent.
import { CodeError, type CodePiece } from '../../code.ts'
import type { Case } from '../case.ts'
import type { GradeContext } from './grader.ts'

interface About {
  readonly kase: Case
  readonly config: unknown
  readonly context: GradeContext
}

/** What the code returned. Throws `CodeError` where there is no result. */
export async function codeResult(
  piece: CodePiece,
  output: unknown,
  { kase, config, context }: About,
): Promise<unknown> {
  if (context.code === undefined) throw new CodeError(`Nobody allowed the code at ${piece.place} to run.`)
  const told = {
    prompt: context.prompt?.() ?? '',
    vars: kase.vars,
    test: { vars: kase.vars },
    ...(config !== undefined && { config }),
  }
  const body = bodyOf(piece)
  return context.code({
    piece,
    ...(body !== undefined && { body }),
    args: [output, told],
    parameters: ['output', 'context'],
  })
}

/** Inline JavaScript of one line may declare names before its last expression: then it is made a body that returns it,
 *  as promptfoo does. */
function bodyOf({ file, language, text: whole }: CodePiece): string | undefined {
  if (file !== undefined || language !== 'javascript') return undefined
  if (whole.includes('\n')) return whole
  const line = whole.trim().replace(/;+\s*$/, '')
  if (!/^(?:const|let|var)\s/.test(line)) return line
  const end = lastStatementEnd(line)
  const expression = line.slice(end).trim()
  return end === 0 || expression === '' ? `${line}\n` : `${line.slice(0, end)}\nreturn ${expression}`
}

const QUOTED = /(["'`])(?:\\.|(?!\1).)*\1?/gs

/** Behind the last semicolon outside of quotations; 0 where there is none. */
function lastStatementEnd(line: string): number {
  return line.replace(QUOTED, (text) => ' '.repeat(text.length)).lastIndexOf(';') + 1
}
