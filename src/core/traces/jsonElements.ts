// Splits a JSON document that comes in chunks into the elements of its long lists, so that no more than one element is
// held. What is not in such a list is the rest, with those lists empty. Must never parse: a broken element
// is the caller's to tell.

/** Lists whose elements come one by one, by the keys that lead to them; '' is a list that is the whole document. */
const LONG_LISTS: ReadonlySet<string> = new Set(
  ' data resourceSpans results results.results traces runs examples feedback observations scores trace.observations trace.scores items records logs'.split(
    ' ',
  ),
)
/** Characters of one element; whatever is longer is no record of a call. */
const LONGEST = 64 * 1024 * 1024
/** Characters of a key that may name a list. */
const LONGEST_KEY = 40

const [QUOTE, BACKSLASH, LINE_END, COMMA, COLON] = [34, 92, 10, 44, 58]
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [91, 93, 123, 125]

export interface JsonElement {
  readonly text: string
  /** 1-based line on which it begins. */
  readonly line: number
}

export class JsonElements {
  /** Keys of the records that are open outside of lists. */
  readonly #keys: string[] = []
  /** What is open inside an element, or inside a list that is not split. */
  #depth = 0
  #place: 'outside' | 'element' | 'list' = 'outside'
  #element = ''
  #rest = ''
  #key = ''
  #string = ''
  #isString = false
  #isEscaped = false
  /** Of what is read next; 1-based. */
  line = 1
  #elementLine = 1
  #isTooLong = false

  /** Elements that end in this chunk. */
  push(chunk: string): JsonElement[] {
    const found: JsonElement[] = []
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i)
      if (code === LINE_END) this.line++
      if (this.#isString) this.#inString(code, chunk, i)
      else if (code === QUOTE) {
        this.#isString = true
        this.#string = ''
      } else if (this.#isBoundary(code)) {
        this.#keep(chunk.slice(from, i))
        from = this.#place === 'element' ? i + 1 : i
        if (this.#place === 'element') found.push(...this.#endElement())
        if (code === CLOSE_LIST) {
          this.#place = 'outside'
          from = i
        }
      } else if (this.#step(code)) {
        this.#keep(chunk.slice(from, i + 1))
        from = i + 1
        this.#place = 'element'
        this.#elementLine = this.line
      }
    }
    this.#keep(chunk.slice(from))
    return found
  }

  /** The document without the elements; undefined where it was cut off, or is too long to be read. */
  rest(): string | undefined {
    const isWhole = this.#place === 'outside' && this.#keys.length === 0 && !this.#isString && !this.#isTooLong
    return isWhole ? this.#rest : undefined
  }

  #inString(code: number, chunk: string, i: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isString = false
    if (this.#isString && this.#place === 'outside' && this.#string.length < LONGEST_KEY) this.#string += chunk[i]
  }

  #isBoundary(code: number): boolean {
    return this.#place === 'element' && this.#depth === 0 && (code === COMMA || code === CLOSE_LIST)
  }

  /** Whether a list that is split begins here. */
  #step(code: number): boolean {
    if (this.#place !== 'outside') {
      if (code === OPEN_LIST || code === OPEN_RECORD) this.#depth++
      else if (code === CLOSE_LIST || code === CLOSE_RECORD) this.#depth--
      if (this.#place === 'list' && this.#depth === 0) this.#place = 'outside'
      return false
    }
    if (code === COLON) this.#key = this.#string
    else if (code === COMMA) this.#key = ''
    else if (code === OPEN_RECORD) {
      this.#keys.push(this.#key)
      this.#key = ''
    } else if (code === CLOSE_RECORD) this.#keys.pop()
    else if (code === OPEN_LIST) {
      if (LONG_LISTS.has([...this.#keys, this.#key].filter((key) => key !== '').join('.'))) return true
      this.#place = 'list'
      this.#depth = 1
    }
    return false
  }

  #keep(text: string): void {
    if (this.#place === 'element') this.#element += text
    else this.#rest += text
    if (this.#element.length <= LONGEST && this.#rest.length <= LONGEST) return
    this.#isTooLong = true
    this.#element = ''
    this.#rest = ''
  }

  #endElement(): JsonElement[] {
    const element = { text: this.#element, line: this.#elementLine }
    this.#element = ''
    this.#elementLine = this.line
    return element.text.trim() === '' ? [] : [element]
  }
}
