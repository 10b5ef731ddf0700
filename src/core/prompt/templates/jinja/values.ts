// Values inside of a template. Data is copied in as lists and maps, so that nothing of JavaScript can be reached: no
// prototype, no constructor, no function but those of the language.
import type { Piece } from '../engine.ts'
import { Float, Tuple } from '../python/values.ts'

/** Text that a block or macro printed: it knows what of it stood in the template. */
export class Printed {
  readonly pieces: readonly Piece[]
  readonly text: string

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces
    this.text = pieces.map((piece) => piece.text).join('')
  }

  toString(): string {
    return this.text
  }
}

export interface CallArguments {
  readonly positional: readonly unknown[]
  readonly named: ReadonlyMap<string, unknown>
}

/** A macro, a function of the language, or a method of a value. */
export class Callable {
  readonly name: string
  readonly call: (args: CallArguments, at: number) => unknown

  constructor(name: string, call: (args: CallArguments, at: number) => unknown) {
    this.name = name
    this.call = call
  }

  toString(): string {
    return `<function ${this.name}>`
  }
}

/** `namespace(…)`, `loop`, an imported template: attributes, and perhaps a call. */
export class Namespace {
  readonly attributes: Map<string, unknown>
  readonly call: Callable['call'] | undefined

  constructor(attributes: Iterable<readonly [string, unknown]>, call?: Callable['call']) {
    this.attributes = new Map(attributes)
    this.call = call
  }

  toString(): string {
    return '<Namespace>'
  }
}

const MAX_DEPTH = 200

export function isText(value: unknown): value is string | Printed {
  return typeof value === 'string' || value instanceof Printed
}

/** Printed text as a string, all else as it is. */
export function plain(value: unknown): unknown {
  return value instanceof Printed ? value.text : value
}

/** The number in a number, a float or a boolean. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  return typeof value === 'boolean' ? Number(value) : undefined
}

export function isList(value: unknown): value is unknown[] | Tuple {
  return Array.isArray(value) || value instanceof Tuple
}

/** How much there is to go through: characters, items or entries. */
export function sizeOf(value: unknown): number {
  if (isText(value)) return value instanceof Printed ? value.text.length : value.length
  return isList(value) ? itemsIn(value).length : value instanceof Map ? value.size : 0
}

/** Of a list or tuple. */
export function itemsIn(value: unknown[] | Tuple): readonly unknown[] {
  return Array.isArray(value) ? value : value.items
}

/** Equal by content; `step` counts the items compared. Lists that hold themselves are equal to nothing. */
export function equal(a: unknown, b: unknown, step?: (count: number) => void, depth = 0): boolean {
  const [x, y] = [plain(a), plain(b)]
  if (x === y) return true
  const [m, n] = [numberIn(x), numberIn(y)]
  if (m !== undefined && n !== undefined) return m === n
  step?.(1)
  if (depth > MAX_DEPTH) return false
  if (isList(x) && isList(y)) {
    const [xs, ys] = [itemsIn(x), itemsIn(y)]
    return (
      Array.isArray(x) === Array.isArray(y) &&
      xs.length === ys.length &&
      xs.every((one, i) => equal(one, ys[i], step, depth + 1))
    )
  }
  if (!(x instanceof Map) || !(y instanceof Map) || x.size !== y.size) return false
  return [...x].every(([key, value]) => y.has(key) && equal(value, y.get(key), step, depth + 1))
}

/** Below zero, zero or above, or undefined where the two have no order. */
export function order(a: unknown, b: unknown, depth = 0): number | undefined {
  const [x, y] = [plain(a), plain(b)]
  const [m, n] = [numberIn(x), numberIn(y)]
  if (m !== undefined && n !== undefined) return m - n
  if (typeof x === 'string' && typeof y === 'string') return orderOfTexts(x, y)
  if (!isList(x) || !isList(y) || Array.isArray(x) !== Array.isArray(y) || depth > MAX_DEPTH) return undefined
  const [xs, ys] = [itemsIn(x), itemsIn(y)]
  for (let i = 0; i < Math.min(xs.length, ys.length); i++)
    if (!equal(xs[i], ys[i])) return order(xs[i], ys[i], depth + 1)
  return xs.length - ys.length
}

/** By code points, as Python does. */
function orderOfTexts(x: string, y: string): number {
  if (x === y) return 0
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue
    return (x.codePointAt(i) ?? 0) - (y.codePointAt(i) ?? 0)
  }
  return x.length - y.length
}
