// A command that checks an output, from `metadata.tunesmith.check`: exit code 0 passes, what it printed last is the
// reason. Must never put a value into the command itself: the output and the case come as files.
import { CodeError, type CodePiece } from '../../code.ts'
import type { Grader } from './grader.ts'

/** Exit codes of a shell that found no such program, or may not run it: no word about the output. */
const NOT_RUN: ReadonlySet<unknown> = new Set([126, 127, 9009])
const MOST = 300

export const command: Grader = {
  type: 'command',
  problem: () => undefined,
  grade: async ({ value, output, vars, context }) => {
    const piece = value as CodePiece
    if (context.code === undefined) throw new CodeError(`Nobody allowed the command at ${piece.place} to run.`)
    const files = { 'output.txt': output, 'case.json': `${JSON.stringify({ vars, output }, null, 2)}\n` }
    const result = await context.code({ piece, args: [{ vars, output }], parameters: [], files })
    const { code, stdout, stderr } = result as { code: number | null; stdout: string; stderr: string }
    const said = tail(stdout) || tail(stderr)
    if (code === null || NOT_RUN.has(code))
      throw new CodeError(`The command at ${piece.place} could not run${said === '' ? '' : `: ${said}`}.`)
    return { pass: code === 0, reason: said || (code === 0 ? 'the check passes' : `the check ends with code ${code}`) }
  },
}

/** The last lines in one. */
function tail(text: string): string {
  const lines = text.trim().split(/\r?\n/).slice(-5).join(' ').trim()
  return lines.length > MOST ? `…${lines.slice(-MOST)}` : lines
}
