// What the user decided about a run's winner, and which texts were written for it. Kept with the run in the store.
import type { Project } from '../../platform/projects.ts'

export interface Decision {
  readonly decision: 'open' | 'accepted' | 'discarded'
  /** Texts of the file that accepting produced, newest last; LF, no byte order mark. */
  readonly written: readonly string[]
}

const DOCUMENT = 'review'
const undecided: Decision = { decision: 'open', written: [] }

export async function decisionOn(project: Project, runId: number): Promise<Decision> {
  const stored = (await project.existingStore())?.document(runId, DOCUMENT)
  return isDecision(stored) ? stored : undecided
}

export async function recordDecision(
  project: Project,
  runId: number,
  step: { readonly decision: Decision['decision']; readonly written?: string },
): Promise<void> {
  const before = await decisionOn(project, runId)
  const written = step.written === undefined ? before.written : [...before.written, step.written]
  const after: Decision = { decision: step.decision, written }
  const store = await project.store()
  store.saveDocument(runId, DOCUMENT, after)
}

function isDecision(value: unknown): value is Decision {
  return (
    typeof value === 'object' &&
    value !== null &&
    'decision' in value &&
    (value.decision === 'open' || value.decision === 'accepted' || value.decision === 'discarded') &&
    'written' in value &&
    Array.isArray(value.written) &&
    value.written.every((text) => typeof text === 'string')
  )
}
