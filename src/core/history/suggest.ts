// What a prompt's own commits say should be tested: the examples that they added or told of, and the rules that they put
// in. Everything is a suggestion with its commit as the reason; nothing is taken for true before a person approves it.
import { InputError } from '../errors.ts'
import { type DraftCase, draftProblem } from '../generate/draft.ts'
import { inputsOf } from '../generate/examine.ts'
import { stableJson } from '../hash.ts'
import { diffLines } from '../prompt/diff.ts'
import type { ParseContext, PromptDocument } from '../prompt/document.ts'
import { parsePrompt, splitPath } from '../prompt/registry.ts'
import { templateSpans } from '../prompt/spans.ts'
import { Redactor } from '../traces/redact.ts'
import { examplesIn, examplesInMessage, type WrittenExample } from './examples.ts'
import type { Revision } from './revision.ts'

/** A rule that a commit put into the prompt, as something to check outputs by. */
export interface SuggestedCheck {
  readonly type: 'llm-rubric'
  readonly value: string
  readonly why: string
  readonly from: string
}

export interface HistoryImport {
  readonly drafts: readonly DraftCase[]
  readonly checks: readonly SuggestedCheck[]
  readonly commits: number
  /** Versions that are no prompt of today's kind. */
  readonly unread: number
  /** Examples that are left out, since nothing says which of several variables they are. */
  readonly unplaced: number
}

interface Version {
  readonly revision: Revision
  readonly document: PromptDocument
}

/** Words of a commit that mends something. */
const MENDS =
  /\b(?:fix\w*|bug|wrong\w*|regress\w*|incorrect\w*|mis\w{4,}|stop|never|avoid|handle|instead|should|fail\w*|broken?|issue)\b/i
/** Words of a line that orders something. */
const RULE =
  /\b(?:never|always|must|do not|don't|only|not|if|when|unless|avoid|use|answer|reply|return|write|include|treat|prefer)\b/i
const SHORT_NAME = 10

/** The versions of the prompt that can still be read, the newest first. */
export function versionsOf(document: PromptDocument, revisions: readonly Revision[]): Version[] {
  const { fragment } = splitPath(document.path)
  const context: ParseContext = { ...document.context, format: document.format }
  return revisions.flatMap((revision) => {
    const path = fragment === undefined ? revision.path : `${revision.path}#${fragment}`
    try {
      return [{ revision, document: parsePrompt(path, revision.text, context) }]
    } catch (error) {
      if (InputError.is(error)) return []
      throw error
    }
  })
}

export function suggestFromHistory(document: PromptDocument, revisions: readonly Revision[]): HistoryImport {
  const versions = versionsOf(document, revisions)
  const now = new Set(linesOf(document))
  const redactor = new Redactor()
  const drafts = new Map<string, DraftCase>()
  const checks = new Map<string, SuggestedCheck>()
  let unplaced = 0
  for (const [i, version] of versions.entries()) {
    const before = versions[i + 1]?.document
    const added = before === undefined ? linesOf(version.document) : addedLines(before, version.document)
    const told = before === undefined ? [] : examplesInMessage(version.revision.message)
    const shown = examplesIn(added.join('\n'))
    for (const example of [...told, ...shown].filter((one) => !isTemplate(one, document))) {
      const draft = draftOf(example, version, document, told.includes(example))
      if (draft === undefined) unplaced++
      else if (draftProblem(draft) === undefined) keep(drafts, stableJson(draft.vars), redacted(draft, redactor))
    }
    if (before !== undefined)
      for (const rule of rulesIn(added, shown).filter((line) => now.has(line)))
        keep(checks, rule, { type: 'llm-rubric', value: redactor.text(rule), ...reasonOf(version.revision, redactor) })
  }
  return {
    drafts: [...drafts.values()],
    checks: [...checks.values()],
    commits: revisions.length,
    unread: revisions.length - versions.length,
    unplaced,
  }
}

/** The newest stays. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value)
}

function draftOf(
  { input, output }: WrittenExample,
  { revision }: Version,
  document: PromptDocument,
  isTold: boolean,
): DraftCase | undefined {
  const [name, ...others] = inputsOf({ prompt: document })
  if (name === undefined || others.length > 0) return undefined
  const stands = document.messages.some(({ text }) => text.includes(input))
  const what = isTold ? 'tells of this input' : 'added this example'
  return {
    vars: { [name]: input },
    expected: output,
    kind: MENDS.test(revision.message) ? 'failure' : 'typical',
    why: `Commit ${nameOf(revision)} ${what}: ${subjectOf(revision)}.${stands ? ' It stands in the prompt, so it shows little.' : ''}`,
    source: 'history',
    from: revision.commit.slice(0, SHORT_NAME),
  }
}

function redacted(draft: DraftCase, redactor: Redactor): DraftCase {
  const { vars, expected, why } = draft
  return {
    ...draft,
    vars: Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, redactor.value(value)])),
    ...(expected !== undefined && { expected: redactor.text(expected) }),
    why: redactor.text(why),
  }
}

function reasonOf(revision: Revision, redactor: Redactor): { why: string; from: string } {
  const why = `Commit ${nameOf(revision)} put it into the prompt: ${subjectOf(revision)}.`
  return { why: redactor.text(why), from: revision.commit.slice(0, SHORT_NAME) }
}

function nameOf({ commit, at }: Revision): string {
  return `${commit.slice(0, SHORT_NAME)} of ${at.slice(0, 10)}`
}

function subjectOf({ message }: Revision): string {
  const [subject = ''] = message.split('\n')
  return subject.length > 120 ? `${subject.slice(0, 119)}…` : subject.replace(/[.:]$/, '')
}

function isTemplate({ input, output }: WrittenExample, { engine }: PromptDocument): boolean {
  return templateSpans(`${input}\n${output}`, engine).length > 0 || templateSpans(`${input}\n${output}`).length > 0
}

/** Lines of prose, without what lists put before them. */
function linesOf({ messages }: PromptDocument): string[] {
  return messages.flatMap(({ text }) => text.split('\n').map(trimmed))
}

function addedLines(before: PromptDocument, after: PromptDocument): string[] {
  const text = ({ messages }: PromptDocument) => messages.map((message) => `${message.text}\n`).join('\n')
  return diffLines(text(before), text(after)).flatMap(({ added }) => added.map((line) => line.replace(/[\r\n]+$/, '')))
}

function rulesIn(added: readonly string[], shown: readonly WrittenExample[]): string[] {
  const examples = shown.flatMap(({ input, output }) => [input, output])
  return added.map(trimmed).filter((line) => {
    const words = line.split(/\s+/).length
    const isExample = examples.some((text) => line.includes(text))
    return words >= 2 && words <= 80 && RULE.test(line) && !isExample && templateSpans(line).length === 0
  })
}

function trimmed(line: string): string {
  return line.trim().replace(/^(?:[-*•]|\d{1,3}[.)])\s+/, '')
}
