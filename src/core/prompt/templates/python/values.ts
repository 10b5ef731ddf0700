// Values that Python tells apart and JavaScript does not.

/** A float without a fraction: prints "5.0". Other floats are plain numbers. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

export class Tuple<T = unknown> {
  readonly items: readonly T[]
  /** Of a named tuple. */
  readonly names: readonly string[]

  constructor(items: readonly T[], names: readonly string[] = []) {
    this.items = items
    this.names = names
  }
}

/** The number as the result of a float operation. */
export function asFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value
}
