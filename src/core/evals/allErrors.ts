// Everything that is wrong with an eval file, for its editor: loading goes on past an error wherever what follows does
// not hang on it. Must never let through what a run would refuse: loading ends in an error all the same.
import { InputError } from '../errors.ts'
import { Warnings } from './warnings.ts'

/** Errors kept; whoever has more mends these first. */
const MOST = 100

export class AllErrors extends Warnings {
  readonly #errors = new Set<InputError>()

  /** Without repeats, in the order they were met. */
  get errors(): InputError[] {
    return [...new Map([...this.#errors].map((error) => [error.sentence, error])).values()]
  }

  override get errorCount(): number {
    return this.#errors.size
  }

  override attempt<T>(read: () => T, otherwise: T): T {
    try {
      return read()
    } catch (error) {
      this.keep(error)
      return otherwise
    }
  }

  override async attemptAsync<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await read()
    } catch (error) {
      this.keep(error)
      return otherwise
    }
  }

  override end(): void {
    const [first] = this.#errors
    if (first !== undefined) throw first
  }

  /** What is no `InputError` is a bug, and goes on. */
  keep(error: unknown): void {
    if (!InputError.is(error)) throw error
    if (this.#errors.size < MOST) this.#errors.add(error)
  }
}
