// Logs of calls become suggested cases: read, matched to the prompt, made free of what is personal, chosen. Nothing here
// is written anywhere, and no output that nobody reviewed is taken for the right one.
import { InputError } from '../errors.ts'
import type { Vars } from '../evals/case.ts'
import { type DraftAssertion, type DraftCase, draftProblem } from '../generate/draft.ts'
import { CallCollector, type MatchedCall, type Unmatched } from './collect.ts'
import { at } from './fields.ts'
import { PromptMatcher, type PromptVersion } from './matcher.ts'
import { logKinds, readUnit } from './readers.ts'
import { type RedactedKind, Redactor, redactedIn } from './redact.ts'
import { selectCalls } from './select.ts'
import { type LogProblem, unitsOf } from './units.ts'

export interface LogFile {
  /** As the user named it. */
  readonly name: string
  /** The text, chunk by chunk. */
  readonly chunks: AsyncIterable<string>
}

export interface TraceOrder {
  readonly logs: readonly LogFile[]
  /** The prompt as it is comes first, then older versions, the newest before the others. */
  readonly versions: readonly PromptVersion[]
  /** Suggestions at most. */
  readonly room: number
  readonly seed: string
  /** Whether a case of the eval file has these values. */
  readonly isKnown?: (vars: Vars) => boolean
}

export interface TraceImport {
  readonly drafts: readonly DraftCase[]
  /** Kind of each file's log, in words, with the calls in it. */
  readonly files: readonly { readonly name: string; readonly kind: string; readonly calls: number }[]
  readonly problems: readonly LogProblem[]
  /** Problems beyond those that are listed. */
  readonly moreProblems: number
  readonly matched: number
  /** Of the matched: by an older version of the prompt, by the names of the log's own inputs. */
  readonly byOlder: number
  readonly byName: number
  readonly unmatched: Readonly<Record<Unmatched, number>>
  /** How the first text begins that does not hold the prompt, where none does. */
  readonly stranger?: string
  readonly duplicates: number
  readonly failing: number
  readonly surplus: number
  /** Calls with the values of a case that is there. */
  readonly known: number
  /** Calls whose values may not stand in an eval file, by reason. */
  readonly refused: Readonly<Record<string, number>>
  /** Placeholders in the suggestions. */
  readonly redacted: Readonly<Record<RedactedKind, number>>
}

/** Problems that are listed; the others are counted. */
const MOST_PROBLEMS = 20
/** Values of unknown kind after which a file is given up. */
const PATIENCE = 50

/** Throws `InputError` for a file in which no reader knows anything. */
export async function importTraces({
  logs,
  versions,
  room,
  seed,
  isKnown = () => false,
}: TraceOrder): Promise<TraceImport> {
  const collector = new CallCollector(new PromptMatcher(versions), new Redactor())
  const files: TraceImport['files'][number][] = []
  const problems: LogProblem[] = []
  for (const log of logs) files.push(await readLog(log, collector, problems))
  const { calls, unmatched, stranger } = collector.finish()
  const refused: Record<string, number> = {}
  const unknown = calls.filter(({ vars }) => !isKnown(vars))
  const usable = unknown.filter((call) => {
    const why = draftProblem(draftOf(call))
    if (why !== undefined) refused[why] = (refused[why] ?? 0) + 1
    return why === undefined
  })
  const { calls: chosen, ...counts } = selectCalls(usable, room, seed)
  const drafts = chosen.map(draftOf)
  return {
    drafts,
    files,
    problems: problems.slice(0, MOST_PROBLEMS),
    moreProblems: Math.max(0, problems.length - MOST_PROBLEMS),
    matched: calls.length,
    byOlder: calls.filter(({ commit }) => commit !== undefined).length,
    byName: calls.filter(({ isNamed }) => isNamed).length,
    unmatched,
    ...(calls.length === 0 && stranger !== undefined && { stranger }),
    ...counts,
    known: calls.length - unknown.length,
    refused,
    redacted: redactedIn(drafts),
  }
}

async function readLog(
  { name, chunks }: LogFile,
  collector: CallCollector,
  problems: LogProblem[],
): Promise<TraceImport['files'][number]> {
  const kinds = new Map<string, number>()
  let unknown = 0
  let calls = 0
  let sample: unknown
  for await (const unit of unitsOf(name, chunks)) {
    if ('problem' in unit) {
      problems.push(unit)
      continue
    }
    const read = readUnit(unit)
    if (read === undefined) {
      sample ??= unit.value
      unknown++
      if (kinds.size === 0 && unknown >= PATIENCE) break
      continue
    }
    kinds.set(read.label, (kinds.get(read.label) ?? 0) + 1)
    for (const piece of read.pieces) {
      if (piece.kind === 'call') calls++
      collector.add(piece, `${name}:${unit.line}`)
    }
  }
  const [kind] = [...kinds].toSorted(([, a], [, b]) => b - a)
  if (kind === undefined)
    throw notALog(
      name,
      sample,
      problems.find(({ file }) => file === name),
    )
  return { name, kind: kind[0], calls }
}

function notALog(file: string, sample: unknown, problem: LogProblem | undefined): InputError {
  const mend = `These are read: ${logKinds()}. A table or JSON lines will do whose columns are the prompt's variables.`
  if (sample !== undefined)
    return new InputError(`The file holds ${shapeOf(sample)}, which is no log of calls.`, mend, { file })
  if (problem !== undefined) return new InputError(`${problem.problem}.`, mend, { file, line: problem.line })
  return new InputError('The file is empty.', 'Name one with logged calls.', { file })
}

function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `the value ${String(JSON.stringify(value)).slice(0, 40)}`
  return Array.isArray(value) ? 'a list of lists' : 'a record without fields'
}

/** What is expected comes of people alone. */
function draftOf(call: MatchedCall): DraftCase {
  const { vars, failed, praised, correction, output, commit, from } = call
  const expected = correction ?? (praised ? output : undefined)
  const origin = commit === undefined ? '' : ` Sent with the prompt of commit ${commit}.`
  const assert = (call.assert ?? []).map(assertionOf)
  return {
    vars,
    ...(expected !== undefined && assert.length === 0 && { expected }),
    ...(assert.length > 0 && { assert }),
    kind: failed === undefined ? 'typical' : 'failure',
    why: `${reasonOf(call)}${origin}${expected === undefined ? answered(output) : ''}`,
    source: 'trace',
    from,
  }
}

function reasonOf({ failed, praised, correction }: MatchedCall): string {
  if (failed !== undefined) return failed
  if (correction !== undefined) return 'A person wrote what is right.'
  return praised ? 'A person was content with this output.' : 'From real use; nobody has said what is right.'
}

/** For whoever reviews it: what was answered is shown, and is not expected. */
function answered(output: string | undefined): string {
  if (output === undefined) return ''
  const line = output.replace(/\s+/g, ' ').trim()
  return ` The answer was “${line.length > 120 ? `${line.slice(0, 119)}…` : line}”.`
}

function assertionOf(value: unknown): DraftAssertion {
  const [own, threshold] = [at(value, 'value'), at(value, 'threshold')]
  return {
    type: String(at(value, 'type')),
    ...(own !== undefined && { value: own }),
    ...(typeof threshold === 'number' && { threshold }),
  }
}
