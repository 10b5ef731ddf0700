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

  constructor(items: readonly T[]) {
    this.items = items
  }
}
