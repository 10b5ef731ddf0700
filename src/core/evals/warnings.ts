// What a loader saw and did not act on. The same remark about many cases is one warning with a count.
import type { Located, ValuePath } from './source.ts'

export interface Remark {
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly sentence: string
}

/** Places kept of the same remark: enough to mark them in an editor. */
const MOST_PLACES = 100

export class Warnings {
  readonly #seen = new Map<string, { readonly remarks: Remark[]; count: number }>()

  add(sentence: string, where: Located, path: ValuePath = []): void {
    const known = this.#seen.get(sentence) ?? { remarks: [], count: 0 }
    this.#seen.set(sentence, known)
    known.count++
    if (known.remarks.length < MOST_PLACES) known.remarks.push({ file: where.file, line: where.lineOf(path), sentence })
  }

  /** Errors that loading went on past. */
  get errorCount(): number {
    return 0
  }

  /** What `read` gives. Loading ends with its `InputError`, unless a reader wants to see every error: then `otherwise`
   *  stands for what could not be read. */
  attempt<T>(read: () => T, _otherwise: T): T {
    return read()
  }

  /** The same for what takes time. */
  attemptAsync<T>(read: () => Promise<T>, _otherwise: T): Promise<T> {
    return read()
  }

  /** Ends loading where something before could not be read, and what comes hangs on it. */
  end(): void {}

  /** One for each place, up to a hundred of the same sentence. */
  remarks(): Remark[] {
    return [...this.#seen.values()].flatMap(({ remarks }) => remarks)
  }

  /** `file:line: sentence`, in the order they were first seen. */
  list(): string[] {
    return [...this.#seen.values()].flatMap(({ remarks: [first], count }) =>
      first === undefined
        ? []
        : [`${first.file}:${first.line}: ${first.sentence}${count > 1 ? ` (${count} times)` : ''}`],
    )
  }
}
