// Names and their values, one scope within another. Names are keys of maps: no name reaches a prototype.

export class Scope {
  readonly #values: Map<string, unknown>
  readonly #parent: Scope | undefined

  constructor(values: Iterable<readonly [string, unknown]>, parent?: Scope) {
    this.#values = new Map(values)
    this.#parent = parent
  }

  get(name: string): unknown {
    return this.#values.has(name) ? this.#values.get(name) : this.#parent?.get(name)
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value)
  }

  /** Sets the name where a scope around has it, but for the outermost; else here. */
  reach(name: string, value: unknown): void {
    const owner = this.#owner(name) ?? this
    owner.#values.set(name, value)
  }

  /** The names set in this scope itself. */
  own(): ReadonlyMap<string, unknown> {
    return this.#values
  }

  #owner(name: string): Scope | undefined {
    if (this.#parent === undefined) return undefined
    return this.#values.has(name) ? this : this.#parent.#owner(name)
  }
}
