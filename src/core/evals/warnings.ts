// What a loader saw and did not act on. The same remark about many cases is one warning with a count.
import type { Located, ValuePath } from './source.ts'

export class Warnings {
  readonly #seen = new Map<string, { readonly place: string; count: number }>()

  add(sentence: string, where: Located, path: ValuePath = []): void {
    const known = this.#seen.get(sentence)
    if (known === undefined) this.#seen.set(sentence, { place: `${where.file}:${where.lineOf(path)}`, count: 1 })
    else known.count++
  }

  /** `file:line: sentence`, in the order they were first seen. */
  list(): string[] {
    return [...this.#seen].map(
      ([sentence, { place, count }]) => `${place}: ${sentence}${count > 1 ? ` (${count} times)` : ''}`,
    )
  }
}
