// What differs between the languages that share the interpreter: how values print, count and combine, and which
// filters, tests and functions there are.
import type { Syntax } from './lexer.ts'
import type { CallArguments } from './values.ts'

/** What a filter, a test, a function or a method may ask of the running template. */
export interface Host {
  readonly dialect: Dialect
  /** Refuses with a sentence at the place of the tag being evaluated. */
  refuse(message: string): never
  step(count?: number): void
  spend(characters: number): void
  text(value: unknown): string
  filter(name: string, value: unknown, args: CallArguments): unknown
  test(name: string, value: unknown, args: CallArguments): boolean
  call(value: unknown, args: CallArguments): unknown
  /** The items that a loop over the value visits; refuses what cannot be looped over. */
  iterate(value: unknown): unknown[]
  attribute(value: unknown, name: string): unknown
  item(value: unknown, key: unknown): unknown
}

export type Filter = (value: unknown, args: ArgumentReader, host: Host) => unknown
export type Test = (value: unknown, args: ArgumentReader, host: Host) => boolean
export type Method = (args: ArgumentReader, host: Host) => unknown

export interface Dialect {
  readonly syntax: Syntax
  /** How values print into the text. */
  text(value: unknown, spend: (characters: number) => void): string
  truthy(value: unknown): boolean
  unary(operator: '-' | '+', value: unknown, host: Host): unknown
  binary(operator: string, left: unknown, right: unknown, host: Host): unknown
  compare(operator: string, left: unknown, right: unknown, host: Host): boolean
  /** `value.name`; undefined where there is none. */
  attribute(value: unknown, name: string, host: Host): unknown
  /** `value[key]` */
  item(value: unknown, key: unknown, host: Host): unknown
  iterate(value: unknown, host: Host): unknown[] | undefined
  /** An attribute of nothing, a call of nothing: an error, or nothing again. */
  readonly undefinedIsError: boolean
  /** A `set` in a loop changes the variable around it. */
  readonly setReachesOut: boolean
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Test>
  globals(host: Host): ReadonlyMap<string, unknown>
}

/** Arguments by place or by name. */
export class ArgumentReader {
  readonly given: CallArguments

  constructor(given: CallArguments) {
    this.given = given
  }

  get(index: number, name: string): unknown {
    const { positional, named } = this.given
    return index < positional.length ? positional[index] : named.get(name)
  }

  has(index: number, name: string): boolean {
    return index < this.given.positional.length || this.given.named.has(name)
  }

  /** The arguments behind the first `count`. */
  rest(count: number): CallArguments {
    return { positional: this.given.positional.slice(count), named: this.given.named }
  }
}

export const NO_VALUES: CallArguments = { positional: [], named: new Map() }

export function table<T>(...tables: readonly Readonly<Record<string, T>>[]): ReadonlyMap<string, T> {
  return new Map(tables.flatMap((one) => Object.entries(one)))
}
