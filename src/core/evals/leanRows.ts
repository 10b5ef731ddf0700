// Rows of JSON Lines kept as the bytes they came in, and parsed anew where they are looked at: a hundred thousand of them
// take the room of their file. What is read of a row must not be changed; the same look may be handed out again.
import { decodeUtf8 } from '../readText.ts'
import type { Vars } from './case.ts'
import { jsonLine } from './columns/records.ts'
import { isRecord, type Located } from './source.ts'
import { isPlainRow } from './testCase.ts'
import type { Warnings } from './warnings.ts'

const PLACE = Symbol('place in the file')
const ORIGIN = Symbol('row of the variables')

interface Place {
  readonly lines: Lines
  readonly start: number
  readonly end: number
}

interface Origin {
  readonly row: Located
  readonly defaults: Vars
}

/** Own getters that all objects share, so that each takes no more room than a value would. */
const VALUE: PropertyDescriptor & ThisType<{ readonly [PLACE]: Place }> = {
  get() {
    return this[PLACE].lines.valueAt(this[PLACE])
  },
  enumerable: true,
}
const VARS: PropertyDescriptor & ThisType<{ readonly [ORIGIN]: Origin }> = {
  get() {
    const { row, defaults } = this[ORIGIN]
    return { ...defaults, ...varsIn(row.value) }
  },
  enumerable: true,
}

/** One row for each line that is not empty. Throws `InputError` for the first that is no JSON. */
export function readLines(file: string, bytes: Uint8Array, warnings: Warnings): Located[] {
  const lines = new Lines(file, bytes)
  const rows: Located[] = []
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(LINE_FEED, start)
    const end = next === -1 ? bytes.length : next
    const number = ++line
    const lineOf = () => number
    if (warnings.attempt(() => lines.check({ lines, start, end }, number), false)) {
      const row = Object.defineProperty({ file, lineOf }, PLACE, { value: { lines, start, end } })
      rows.push(Object.defineProperty(row, 'value', VALUE) as Located)
    }
    start = end + 1
  }
  return rows
}

/** The same test or case, which reads its variables from `row` where that is one of ours and says them as they are. */
export function withVarsOf<T extends { readonly vars: Vars }>(holder: T, row: Located, own: Vars, defaults: Vars): T {
  if (!(PLACE in row) || (!isPlainRow(row.value) && own !== varsIn(row.value))) return holder
  return reading(holder, { row, defaults })
}

/** `holder` with the variables of `other`, from where that one has them. */
export function withSameVars<T extends { readonly vars: Vars }>(holder: T, other: { readonly vars: Vars }): T {
  return ORIGIN in other ? reading(holder, other[ORIGIN] as Origin) : holder
}

function reading<T extends { readonly vars: Vars }>({ vars: _, ...rest }: T, value: Origin): T {
  return Object.defineProperty(Object.defineProperty(rest, ORIGIN, { value }), 'vars', VARS) as unknown as T
}

function varsIn(value: unknown): Vars {
  if (!isRecord(value)) return {}
  if (!isPlainRow(value)) return isRecord(value.vars) ? value.vars : {}
  const { input, expected } = value
  return { ...(isRecord(input) ? input : { input }), ...(expected !== undefined && { expected }) }
}

const LINE_FEED = 10

class Lines {
  readonly #file: string
  readonly #bytes: Uint8Array
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #last: { readonly start: number; readonly value: unknown } | undefined

  constructor(file: string, bytes: Uint8Array) {
    this.#file = file
    this.#bytes = bytes
  }

  /** Whether anything stands there. Throws `InputError` where it is no JSON. */
  check({ start, end }: Place, line: number): boolean {
    const text = this.#textAt(start, end)
    if (text.trim() === '') return false
    jsonLine(this.#file, text, line)
    return true
  }

  valueAt({ start, end }: Place): unknown {
    if (this.#last?.start !== start) this.#last = { start, value: JSON.parse(this.#textAt(start, end)) }
    return this.#last.value
  }

  #textAt(start: number, end: number): string {
    try {
      return this.#decoder.decode(this.#bytes.subarray(start, end))
    } catch {
      return decodeUtf8(this.#bytes, this.#file)
    }
  }
}
