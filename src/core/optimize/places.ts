// Where the prompt may hardly grow, an edit must give way to the next. Says which one is asked to; whether it goes is
// for the gate to find out, on the cases that it once mended.
import type { Candidate, Candidates } from './candidates.ts'
import type { Edit } from './draft.ts'
import type { Guard } from './guard.ts'
import type { SearchTrace } from './trace.ts'

/** Characters of room below which the next edit takes the place of another: about one line. */
const ROOM = 100

export class Places {
  readonly #candidates: Candidates
  readonly #guard: Guard
  readonly #trace: SearchTrace
  /** How often each edit was asked, by id. */
  readonly #asked = new Map<string, number>()

  constructor(candidates: Candidates, guard: Guard, trace: SearchTrace) {
    this.#candidates = candidates
    this.#guard = guard
    this.#trace = trace
  }

  /** What the next proposals start from: the incumbent, or where it has no room the incumbent without one of its edits,
   *  the one asked least often, of those the one that was worth least. */
  startFrom(incumbent: Candidate): Candidate {
    if (this.#guard.roomChars(incumbent) >= ROOM) return incumbent
    const { edits } = incumbent
    const stoodOn = (edit: Edit) => edits.some(({ line }) => line.startsWith(`${edit.id}.`))
    const [leaving] = edits
      .filter((edit) => (edit.op === 'insert_after' || edit.op === 'replace') && !stoodOn(edit))
      .toSorted((a, b) => this.#timesAsked(a) - this.#timesAsked(b) || this.#worth(a) - this.#worth(b))
    if (leaving === undefined) return incumbent
    this.#asked.set(leaving.id, this.#timesAsked(leaving) + 1)
    return this.#candidates.create(
      incumbent,
      edits.filter((edit) => edit !== leaving),
    )
  }

  #timesAsked({ id }: Edit): number {
    return this.#asked.get(id) ?? 0
  }

  #worth({ id }: Edit): number {
    const { wins = 0, losses = 0 } = this.#trace.gates.get(id) ?? {}
    return wins - losses
  }
}
