// JSON with the place of every value, for what must be changed in place or blamed by line. Reads RFC 8259 and
// nothing more.

export interface JsonNode {
  readonly value: unknown
  readonly start: number
  readonly end: number
  /** Elements of an array. */
  readonly items?: readonly JsonNode[]
  /** Members of an object. */
  readonly members?: ReadonlyMap<string, JsonNode>
}

export class JsonSyntaxError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'JsonSyntaxError'
    this.offset = offset
  }
}

const MAX_DEPTH = 500

/** Throws `JsonSyntaxError`. A byte order mark must be gone. */
export function scanJson(source: string): JsonNode {
  const scanner = new Scanner(source)
  const node = scanner.value(0)
  scanner.end()
  return node
}

/** `offsets[i]` is where the i-th UTF-16 unit of a string's value stands in the source; one more entry for its end. */
export function literalOffsets(source: string, literal: JsonNode): number[] {
  const offsets: number[] = []
  let at = literal.start + 1
  while (at < literal.end - 1) {
    offsets.push(at)
    if (source[at] !== '\\') at += 1
    else at += source[at + 1] === 'u' ? 6 : 2
  }
  offsets.push(literal.end - 1)
  return offsets
}

class Scanner {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError(`values are nested more than ${MAX_DEPTH} deep`, this.#at)
    this.#space()
    const first = this.#source[this.#at]
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    if (first === '"') return this.#string('a string')
    return this.#literal(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
  }

  end(): void {
    this.#space()
    if (this.#at < this.#source.length) throw new JsonSyntaxError('text follows the value', this.#at)
  }

  #object(depth: number): JsonNode {
    const start = this.#at++
    const members = new Map<string, JsonNode>()
    this.#space()
    while (!this.#skip('}')) {
      if (members.size > 0) this.#expect(',')
      this.#space()
      const key = this.#string('a key in quotes')
      if (members.has(String(key.value))) throw new JsonSyntaxError(`the key ${key.value} stands twice`, key.start)
      this.#space()
      this.#expect(':')
      members.set(String(key.value), this.value(depth + 1))
      this.#space()
    }
    const value = Object.fromEntries([...members].map(([key, node]) => [key, node.value]))
    return { value, start, end: this.#at, members }
  }

  #array(depth: number): JsonNode {
    const start = this.#at++
    const items: JsonNode[] = []
    this.#space()
    while (!this.#skip(']')) {
      if (items.length > 0) this.#expect(',')
      items.push(this.value(depth + 1))
      this.#space()
    }
    return { value: items.map((item) => item.value), start, end: this.#at, items }
  }

  #literal(pattern: RegExp): JsonNode {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)
    if (match === null) throw new JsonSyntaxError('a value is expected', this.#at)
    const start = this.#at
    this.#at += match[0].length
    return { value: JSON.parse(match[0]), start, end: this.#at }
  }

  #string(what: string): JsonNode {
    const start = this.#at
    if (this.#source[start] !== '"') throw new JsonSyntaxError(`${what} is expected`, start)
    let at = start + 1
    while (at < this.#source.length && this.#source[at] !== '"') at += this.#source[at] === '\\' ? 2 : 1
    this.#at = at + 1
    try {
      return { value: JSON.parse(this.#source.slice(start, this.#at)), start, end: this.#at }
    } catch {
      throw new JsonSyntaxError(`${what} is not closed or holds a sign that must be escaped`, start)
    }
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#source[this.#at] ?? '.')) this.#at++
  }

  #skip(sign: string): boolean {
    if (this.#source[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): void {
    if (!this.#skip(sign)) throw new JsonSyntaxError(`"${sign}" is expected`, this.#at)
  }
}
