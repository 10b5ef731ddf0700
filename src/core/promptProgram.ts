// A prompt that a program writes, case by case: promptfoo's prompt functions and `exec:`. It is measured as any prompt,
// and cannot be edited: a search is told so. Runs by consent alone.
import { InputError } from './errors.ts'
import type { Case, Vars } from './evals/case.ts'
import { requireJudged } from './evals/cases.ts'
import type { EvalFile } from './evals/evalFile.ts'
import type { LoadCode } from './evals/loadCode.ts'
import type { PromptProgram } from './evals/promptEntries.ts'
import { atLine, isRecord } from './evals/source.ts'
import type { ChatMessage, Role } from './ports.ts'
import { plainCodec } from './prompt/codec.ts'
import type { PromptDocument } from './prompt/document.ts'
import { TemplateError } from './prompt/templates/engine.ts'
import { engineOf } from './prompt/templates/engines.ts'

/** Processes of a command, which writes for one case each. */
const AT_ONCE = 8

/** Whether a path names what a program writes. */
export function isProgramPath(path: string): boolean {
  return path.endsWith('()')
}

/** Throws `InputError` for a prompt that a program writes, and where nothing judges a case. */
export function requireSearchable(prompt: PromptDocument, { cases }: EvalFile): void {
  const { path, format } = prompt
  if (format === 'program')
    throw new InputError(
      'A program writes this prompt, so no edit of it can be tried.',
      'Optimize a text in it: name one as in "prompt.js#NAME".',
      { file: path },
    )
  requireJudged(cases)
}

/** The document that stands for it: its code, none of which may change. */
export function programDocument({ path }: PromptProgram, source: string): PromptDocument {
  return {
    path,
    format: 'program',
    engine: 'none',
    class: 'task',
    source,
    messages: [{ role: 'user', text: source }],
    sources: [{ role: 'user', start: 0, end: source.length, codec: plainCodec }],
    parts: [{ kind: 'code', start: 0, end: source.length, message: 0 }],
    bodyStart: 0,
    variables: [],
    inputs: [],
    cases: [],
    diagnostics: [],
    partials: {},
    context: {},
  }
}

/** The cases with the messages that the program makes of each. Throws `InputError` where it may not run, or fails. */
export async function promptedCases(program: PromptProgram, evalFile: EvalFile, code: LoadCode): Promise<Case[]> {
  const { piece, config = {} } = program
  const where = atLine(evalFile.path, undefined, 1)
  const provider = { id: evalFile.models[0] ?? '' }
  const told = evalFile.cases.map(({ vars }) => ({ vars, provider, config }))
  const print = async (context: unknown) => {
    const call = { piece, args: [], parameters: [], argv: [JSON.stringify(context)] }
    return printedBy(await code.result(call, where), program)
  }
  const made: unknown[] = []
  if (piece.language === 'command')
    for (let i = 0; i < told.length; i += AT_ONCE)
      made.push(...(await Promise.all(told.slice(i, i + AT_ONCE).map(print))))
  else {
    const batch = told.map((context) => [context])
    for (const one of await code.results({ piece, parameters: [] }, batch, where)) made.push(one)
  }
  return evalFile.cases.map((kase, i) => ({ ...kase, messages: messagesOf(made[i], kase.vars, program) }))
}

function printedBy(result: unknown, { path }: PromptProgram): string {
  const { code, stdout, stderr } = isRecord(result) ? result : {}
  if (code === 0 && typeof stdout === 'string' && stdout.trim() !== '') return stdout.trim()
  throw new InputError(`${path} wrote no prompt: ${String(stderr).trim() || `it ended with code ${code}`}.`, 'Mend it.')
}

/** A text, messages, or either under `prompt`; what they hold of templates is filled in, as in promptfoo. */
function messagesOf(made: unknown, vars: Vars, { path }: PromptProgram): ChatMessage[] {
  const prompt = isRecord(made) && 'prompt' in made ? made.prompt : made
  const value = typeof prompt === 'string' ? parsed(prompt) : prompt
  const messages = Array.isArray(value) ? value.flatMap(messageIn) : []
  if (Array.isArray(value) && messages.length === value.length && messages.length > 0)
    return messages.map(({ role, content }) => ({ role, content: filled(content, vars) }))
  if (prompt === undefined || prompt === null)
    throw new InputError(`${path} returned no prompt.`, 'Return a text, or a list of {role, content}.')
  return [{ role: 'user', content: filled(typeof prompt === 'string' ? prompt : JSON.stringify(prompt), vars) }]
}

const ROLES: readonly unknown[] = ['system', 'user', 'assistant'] satisfies readonly Role[]

function messageIn(value: unknown): ChatMessage[] {
  if (!isRecord(value) || !ROLES.includes(value.role) || value.content === undefined) return []
  const { role, content } = value
  return [{ role: role as Role, content: typeof content === 'string' ? content : JSON.stringify(content) }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function filled(text: string, vars: Vars): string {
  try {
    return engineOf('nunjucks')
      .render(text, vars)
      .map((piece) => piece.text)
      .join('')
  } catch (error) {
    if (error instanceof TemplateError) return text
    throw error
  }
}
