// Cases for a prompt out of what happened to it: logged calls, its own commits, or both. What measures it today is not
// suggested again. Nothing is written.
import type { Vars } from '../evals/case.ts'
import type { CaseFilesOrder } from '../generate/caseFiles.ts'
import type { ComponentId } from '../generate/componentTypes.ts'
import type { DraftCase } from '../generate/draft.ts'
import { inputsOf } from '../generate/examine.ts'
import type { Subject } from '../generate/subject.ts'
import { stableJson } from '../hash.ts'
import type { Revision } from '../history/revision.ts'
import { type HistoryImport, suggestFromHistory, versionsOf } from '../history/suggest.ts'
import { componentOf } from './componentOf.ts'
import { importTraces, type LogFile, type TraceImport } from './importTraces.ts'
import { historySentences, knownSentence, traceSentences } from './sentences.ts'

export interface SuggestOrder {
  readonly subject: Subject
  /** Commits of the prompt, the newest first; those of a log's calls are matched with them, too. */
  readonly revisions: readonly Revision[]
  readonly logs: readonly LogFile[]
  /** Whether the commits themselves are asked for cases. */
  readonly ofHistory: boolean
  /** Suggestions from logs at most. */
  readonly room: number
  readonly seed: string
}

export interface Suggestions {
  readonly drafts: readonly DraftCase[]
  readonly traces: TraceImport | undefined
  readonly history: HistoryImport | undefined
  /** What was found and what was left out. */
  readonly sentences: readonly string[]
}

/** Throws `InputError` for a log that nobody can read. */
export async function suggestCases(order: SuggestOrder): Promise<Suggestions> {
  const { subject, revisions, logs, ofHistory, room, seed } = order
  const { prompt } = subject
  const older = versionsOf(prompt, revisions).map(({ revision, document }) => ({
    document,
    commit: revision.commit.slice(0, 10),
  }))
  const versions = [{ document: prompt }, ...older]
  const isKnown = knownBy(subject)
  const traces = logs.length === 0 ? undefined : await importTraces({ logs, versions, room, seed, isKnown })
  const history = ofHistory ? suggestFromHistory(prompt, revisions) : undefined
  const told = history?.drafts ?? []
  const fresh = told.filter(({ vars }) => !isKnown(vars))
  return {
    drafts: [...(traces?.drafts ?? []), ...fresh],
    traces,
    history,
    sentences: [
      ...(traces === undefined ? [] : traceSentences(traces)),
      ...(history === undefined ? [] : historySentences(history)),
      ...knownSentence((traces?.known ?? 0) + told.length - fresh.length),
    ],
  }
}

/** What the writer of approved cases is told of the prompt. */
export function filesOrder(
  subject: Subject,
  drafts: readonly DraftCase[],
  { type, model }: { readonly type?: ComponentId | undefined; readonly model?: string | undefined },
): Omit<CaseFilesOrder, 'exists'> {
  const { prompt, evalFile, models } = subject
  return {
    prompt,
    evalFile,
    drafts,
    type: type ?? componentOf(subject, drafts),
    model: model ?? models[0] ?? 'sandbox:small',
  }
}

function knownBy({ prompt, cases }: Subject): (vars: Vars) => boolean {
  const inputs = inputsOf({ prompt })
  const keyOf = (vars: Vars) => stableJson(inputs.map((name) => vars[name] ?? null))
  const known = new Set(cases.map(({ vars }) => keyOf(vars)))
  return (vars) => known.has(keyOf(vars))
}
