// BAML as far as prompts need it: the functions with their prompts, and the tests with their arguments. Reads broken
// files as far as it goes, in linear time, and never throws.

export interface BamlToken {
  /** `string`: in quotes or as `#"…"#`. */
  readonly kind: 'word' | 'string' | 'sign'
  readonly start: number
  readonly end: number
  /** The inside of a string, and how many "#" stand around it. */
  readonly inner?: { readonly start: number; readonly end: number; readonly hashes: number; readonly closed: boolean }
}

const SKIPPED = /(?:\s+|\/\/[^\r\n]*)+/y
const WORD = /[\p{L}\p{N}_.-]+/uy
/** A run of "#" without a quote is taken whole, so that none is read twice. */
const OPENING = /(#*)"|#+/y

/** Without comments and spaces. */
export function bamlTokens(source: string): BamlToken[] {
  const tokens: BamlToken[] = []
  let at = source.startsWith('\uFEFF') ? 1 : 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  while (at < source.length) {
    const skipped = match(SKIPPED)
    if (skipped !== null) {
      at += skipped[0].length
      continue
    }
    const start = at
    const opening = match(OPENING)
    const hashes = opening?.[1]?.length
    if (opening !== null && hashes !== undefined) {
      const inside = start + opening[0].length
      const found = hashes === 0 ? quoteEnd(source, inside) : source.indexOf(`"${'#'.repeat(hashes)}`, inside)
      const closed = found >= 0
      const end = closed ? found : source.length
      at = closed ? end + 1 + hashes : end
      tokens.push({ kind: 'string', start, end: at, inner: { start: inside, end, hashes, closed } })
    } else {
      const word = opening ?? match(WORD)
      at += word?.[0].length ?? 1
      tokens.push({ kind: word === null ? 'sign' : 'word', start, end: at })
    }
  }
  return tokens
}

function quoteEnd(source: string, from: number): number {
  let at = from
  while (at < source.length && source[at] !== '"') at += source[at] === '\\' ? 2 : 1
  return at < source.length ? at : -1
}

export interface BamlFunction {
  readonly name: string
  readonly start: number
  readonly parameters: readonly { readonly name: string; readonly type: string }[]
  /** The type of what it returns, without spaces. */
  readonly returns: string
  readonly prompt: Required<BamlToken>['inner']
}

export interface BamlTest {
  readonly start: number
  readonly functions: readonly string[]
  readonly args: Readonly<Record<string, unknown>>
}

/** `textOf` reads the inside of a string. */
export function readBaml(
  source: string,
  textOf: (inner: Required<BamlToken>['inner']) => string,
): { functions: BamlFunction[]; tests: BamlTest[] } {
  const cursor = new Cursor(source, textOf)
  const functions: BamlFunction[] = []
  const tests: BamlTest[] = []
  while (!cursor.done) {
    const start = cursor.offset
    const word = cursor.next()
    if (word === 'function') functions.push(...readFunction(cursor, start))
    else if (word === 'test') tests.push(...readTest(cursor, start))
    else if (word === '{') cursor.skipBlock()
  }
  return { functions, tests }
}

function readFunction(cursor: Cursor, start: number): BamlFunction[] {
  const name = cursor.next()
  const parameters = cursor.next() === '(' ? readParameters(cursor) : []
  let returns = ''
  while (!cursor.done && cursor.peek() !== '{') returns += cursor.next()
  cursor.next()
  const found: BamlFunction[] = []
  for (let depth = 1; depth > 0 && !cursor.done; ) {
    const word = cursor.next()
    const prompt = cursor.string()
    if (word === '{') depth++
    else if (word === '}') depth--
    else if (word === 'prompt' && depth === 1 && prompt !== undefined && found.length === 0)
      found.push({ name, start, parameters, returns: returns.replace(/^->/, ''), prompt })
  }
  return found
}

const OPENS = new Set('([<{')
const CLOSES = new Set(')]>}')

/** After "(": names with their types, to the matching ")". */
function readParameters(cursor: Cursor): { name: string; type: string }[] {
  const parameters: { name: string; type: string }[] = []
  let words: string[] = []
  const close = () => {
    const [name, colon, ...type] = words
    if (name !== undefined && colon === ':') parameters.push({ name, type: type.join('') })
    words = []
  }
  for (let depth = 1; depth > 0 && !cursor.done; ) {
    const word = cursor.next()
    if (OPENS.has(word)) depth++
    if (CLOSES.has(word)) depth--
    if (depth === 0 || (depth === 1 && word === ',')) close()
    else words.push(word)
  }
  return parameters
}

function readTest(cursor: Cursor, start: number): BamlTest[] {
  cursor.next()
  if (cursor.next() !== '{') return []
  let functions: string[] = []
  let args: Readonly<Record<string, unknown>> = {}
  while (!cursor.done && cursor.peek() !== '}') {
    const key = cursor.next()
    const value = cursor.peek()
    if (key === 'functions' && value === '[') functions = cursor.list(0).map(String)
    else if (key === 'args' && value === '{') args = cursor.map(0)
    else if (key === '{') cursor.skipBlock()
  }
  cursor.next()
  return [{ start, functions, args }]
}

const MOST_NESTED = 64

class Cursor {
  readonly #source: string
  readonly #tokens: readonly BamlToken[]
  readonly #textOf: (inner: Required<BamlToken>['inner']) => string
  #at = 0

  constructor(source: string, textOf: (inner: Required<BamlToken>['inner']) => string) {
    this.#source = source
    this.#tokens = bamlTokens(source)
    this.#textOf = textOf
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  get offset(): number {
    return this.#tokens[this.#at]?.start ?? this.#source.length
  }

  peek(): string {
    const token = this.#tokens[this.#at]
    return token === undefined || token.kind === 'string' ? '' : this.#source.slice(token.start, token.end)
  }

  next(): string {
    const word = this.peek()
    this.#at++
    return word
  }

  /** The string that comes next, left in its place. */
  string(): BamlToken['inner'] {
    return this.#tokens[this.#at]?.inner
  }

  /** After "{": past the matching "}". */
  skipBlock(): void {
    for (let depth = 1; depth > 0 && !this.done; ) {
      const word = this.next()
      if (word === '{') depth++
      if (word === '}') depth--
    }
  }

  list(depth: number): unknown[] {
    const items: unknown[] = []
    this.next()
    while (!this.done && this.peek() !== ']') {
      if (this.peek() === ',') this.next()
      else items.push(this.value(depth + 1))
    }
    this.next()
    return items
  }

  map(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = []
    this.next()
    while (!this.done && this.peek() !== '}') {
      const inner = this.string()
      const word = this.next()
      if (word === ',') continue
      if (this.peek() === ':') this.next()
      members.push([inner === undefined ? word : this.#textOf(inner), this.value(depth + 1)])
    }
    this.next()
    return Object.fromEntries(members)
  }

  /** A string, a map, a list, or what stands unquoted up to the end of its line. */
  value(depth: number): unknown {
    const inner = this.string()
    if (inner !== undefined) {
      this.next()
      return this.#textOf(inner)
    }
    const first = this.peek()
    if (depth > MOST_NESTED) this.#at = this.#tokens.length
    else if (first === '[') return this.list(depth)
    else if (first === '{') return this.map(depth)
    return this.#unquoted()
  }

  #unquoted(): unknown {
    const start = this.offset
    let end = start
    while (!this.done && !',]}'.includes(this.peek() || '.')) {
      if (end > start && /[\r\n]/.test(this.#source.slice(end, this.offset))) break
      this.next()
      end = this.#tokens[this.#at - 1]?.end ?? end
    }
    if (end === start) this.next()
    const text = this.#source.slice(start, end)
    if (text === 'true' || text === 'false') return text === 'true'
    if (text === 'null') return null
    return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
  }
}
