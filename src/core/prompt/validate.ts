// What a changed file lost, renamed or broke of the prompt it came from, with names: for scripts, the review and hosts.
// Must never guess at a mend.
import { InputError } from '../errors.ts'
import type { ParseContext, PromptDocument } from './document.ts'
import { checkCandidate, type Problem } from './invariants.ts'
import { withLf } from './lines.ts'
import { parsePrompt } from './registry.ts'
import { engineOf } from './templates/engines.ts'

/** What a prompt's author may want and a script must not refuse. */
const TASTE: ReadonlySet<string> = new Set(['length', 'leak', 'meta', 'placeholder-new'])

/** Problems of `candidate` as the new text of the file `path` that held `original`; empty where it may replace it.
 *  Throws `InputError` where the original itself cannot be read. */
export function problemsBetween(
  path: string,
  original: string,
  candidate: string,
  context: ParseContext = {},
): Problem[] {
  const before = parsePrompt(path, original, context)
  let after: PromptDocument
  try {
    after = parsePrompt(path, candidate, context)
  } catch (error) {
    if (!InputError.is(error)) throw error
    return [{ code: 'format', message: error.message }]
  }
  const problems = [...rolesBetween(before, after)]
  if (problems.length === 0) {
    if (outside(before) !== outside(after))
      problems.push({
        code: 'structure',
        message: 'Something outside the messages changed: a header, a key, a marker.',
      })
    const texts = after.messages.map((message) => message.text)
    problems.push(
      ...checkCandidate(before, texts, { keep: [], leakSources: [] }).filter(({ code }) => !TASTE.has(code)),
    )
  }
  const known = new Set(before.diagnostics.map(({ message }) => message))
  for (const { message } of after.diagnostics) if (!known.has(message)) problems.push({ code: 'format', message })
  const broken = after.messages.map(({ text }) => engineOf(after.engine).problem(text)).find((one) => one !== undefined)
  const wasBroken = before.messages.some(({ text }) => engineOf(before.engine).problem(text) !== undefined)
  if (broken !== undefined && !wasBroken && !problems.some(({ code }) => code === 'delimiter'))
    problems.push({ code: 'delimiter', message: broken.message })
  return named(problems)
}

function rolesBetween(before: PromptDocument, after: PromptDocument): Problem[] {
  const [old, now] = [before, after].map(({ messages }) => messages.map(({ role }) => role)) as [string[], string[]]
  if (old.join() === now.join()) return []
  const say = (roles: readonly string[]) => roles.join(', ') || 'none'
  return [{ code: 'roles', message: `The roles are ${say(now)} instead of ${say(old)}.` }]
}

/** The file without its messages' texts, line ends and the empty lines around messages aside. */
function outside({ source, sources }: PromptDocument): string {
  let at = 0
  let rest = ''
  for (const { start, end } of sources) {
    rest += `${source.slice(at, start).trimEnd()}\0`
    at = end
  }
  return withLf(rest + source.slice(at).trimEnd())
}

/** One variable lost and one new are one renamed; a tag that runs or reads something is said to. */
function named(problems: readonly Problem[]): Problem[] {
  const lost = problems.filter(({ code }) => code === 'variable-lost')
  const fresh = problems.filter(({ code }) => code === 'variable-new')
  const tagOf = ({ message }: Problem) => message.replace(/ is (?:lost|new).*$/s, '')
  if (lost.length === 1 && fresh.length === 1 && lost[0] !== undefined && fresh[0] !== undefined) {
    const message = `${tagOf(lost[0])} is renamed to ${tagOf(fresh[0])}.`
    return problems.flatMap((problem) => {
      if (problem === lost[0]) return [{ code: 'variable-renamed' as const, message }]
      return problem === fresh[0] ? [] : [problem]
    })
  }
  return problems.map((problem) => {
    if (problem.code === 'variable-new' && /^(?:!`|!\{)/.test(problem.message))
      return { code: 'shell-new', message: `${tagOf(problem)} would run a command.` }
    if (problem.code === 'span-new') return { ...problem, code: 'reference-new' }
    return problem
  })
}
