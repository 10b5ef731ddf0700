// The regular expressions of nunjucks (`r/…/g`), matched by an own backtracking matcher that counts its steps: the
// language's own could be made to run for hours.
import { TemplateError } from '../engine.ts'

type Node =
  | { readonly kind: 'set'; readonly holds: (sign: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'boundary'; readonly at: boolean }
  | { readonly kind: 'group'; readonly choices: readonly (readonly Node[])[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number; readonly lazy: boolean }

const MAX_NODES = 200
const MAX_NESTING = 30
const WORD = /\w/

export class TemplateRegex {
  readonly source: string
  readonly flags: string
  readonly #node: Node

  constructor(source: string, flags: string) {
    this.source = source
    this.flags = flags
    this.#node = new PatternReader(source, flags.includes('i')).read()
  }

  test(text: string, step: () => void): boolean {
    return this.#find(text, 0, step) !== undefined
  }

  replace(text: string, by: string, step: () => void): string {
    let result = ''
    let at = 0
    for (;;) {
      const found = this.#find(text, at, step)
      if (found === undefined) break
      result +=
        text.slice(at, found.start) +
        by.replace(/\$[$&]/g, (sign) => (sign === '$$' ? '$' : text.slice(found.start, found.end)))
      if (found.end === found.start) result += text.slice(found.end, found.end + 1)
      at = found.end === found.start ? found.end + 1 : found.end
      if (!this.flags.includes('g') || at > text.length) break
    }
    return result + text.slice(at)
  }

  toString(): string {
    return `/${this.source}/${this.flags}`
  }

  #find(text: string, from: number, step: () => void): { start: number; end: number } | undefined {
    const matcher = new Matcher(text, this.flags.includes('m'), step)
    for (let start = from; start <= text.length; start++) {
      const end = matcher.match([this.#node], 0, start)
      if (end !== undefined) return { start, end }
    }
    return undefined
  }
}

class Matcher {
  readonly #text: string
  readonly #lines: boolean
  readonly #step: () => void
  #depth = 0

  constructor(text: string, lines: boolean, step: () => void) {
    this.#text = text
    this.#lines = lines
    this.#step = step
  }

  /** Where nodes[i…] end when they start at `at`. */
  match(nodes: readonly Node[], i: number, at: number): number | undefined {
    const node = nodes[i]
    if (node === undefined) return at
    this.#step()
    if (this.#depth > 2_000) throw new TemplateError({ message: 'The regular expression nests too deeply.', offset: 0 })
    this.#depth++
    const end = this.#one(node, nodes, i, at)
    this.#depth--
    return end
  }

  #one(node: Node, nodes: readonly Node[], i: number, at: number): number | undefined {
    const sign = this.#text[at]
    switch (node.kind) {
      case 'set':
        return sign !== undefined && node.holds(sign) ? this.match(nodes, i + 1, at + 1) : undefined
      case 'start':
        return at === 0 || (this.#lines && this.#text[at - 1] === '\n') ? this.match(nodes, i + 1, at) : undefined
      case 'end':
        return sign === undefined || (this.#lines && sign === '\n') ? this.match(nodes, i + 1, at) : undefined
      case 'boundary': {
        const before = at > 0 && WORD.test(this.#text[at - 1] ?? '')
        const after = sign !== undefined && WORD.test(sign)
        return (before !== after) === node.at ? this.match(nodes, i + 1, at) : undefined
      }
      case 'group': {
        const rest = nodes.slice(i + 1)
        for (const choice of node.choices) {
          const end = this.match([...choice, ...rest], 0, at)
          if (end !== undefined) return end
        }
        return undefined
      }
      case 'repeat':
        return node.of.kind === 'set' ? this.#run(node, node.of.holds, nodes, i, at) : this.#repeat(node, nodes, i, at)
    }
  }

  /** A repeated sign: counts how far it goes, then gives back one by one. */
  #run(
    node: Node & { kind: 'repeat' },
    holds: (sign: string) => boolean,
    nodes: readonly Node[],
    i: number,
    at: number,
  ) {
    let most = at
    while (most - at < node.max && most < this.#text.length && holds(this.#text[most] ?? '')) {
      this.#step()
      most++
    }
    const least = at + node.min
    for (let n = 0; n <= most - least; n++) {
      const end = this.match(nodes, i + 1, node.lazy ? least + n : most - n)
      if (end !== undefined) return end
    }
    return undefined
  }

  #repeat(node: Node & { kind: 'repeat' }, nodes: readonly Node[], i: number, at: number): number | undefined {
    const rest = nodes.slice(i + 1)
    const again = (): number | undefined => {
      if (node.max <= 0) return undefined
      const less: Node = { ...node, min: Math.max(0, node.min - 1), max: node.max - 1 }
      const end = this.match([node.of, less, ...rest], 0, at)
      return end
    }
    if (node.min > 0) return again()
    return node.lazy ? (this.match(rest, 0, at) ?? again()) : (again() ?? this.match(rest, 0, at))
  }
}

class PatternReader {
  readonly #signs: readonly string[]
  readonly #ignoreCase: boolean
  #at = 0
  #nodes = 0
  #nesting = 0

  constructor(source: string, ignoreCase: boolean) {
    this.#signs = source.split('')
    this.#ignoreCase = ignoreCase
  }

  read(): Node {
    const node = this.#choices()
    return this.#at < this.#signs.length ? this.#refuse() : node
  }

  #choices(): Node {
    if (++this.#nesting > MAX_NESTING) return this.#refuse()
    const choices: Node[][] = [[]]
    while (this.#at < this.#signs.length && this.#signs[this.#at] !== ')') {
      if (this.#take('|')) choices.push([])
      else choices.at(-1)?.push(this.#repeated(this.#single()))
    }
    this.#nesting--
    return { kind: 'group', choices }
  }

  #repeated(of: Node): Node {
    if (++this.#nodes > MAX_NODES) return this.#refuse()
    const range = this.#range()
    return range === undefined ? of : { kind: 'repeat', of, ...range, lazy: this.#take('?') }
  }

  #range(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { min: 0, max: 1 }
    const match = /^\{(\d{1,3})(,)?(\d{1,3})?\}/.exec(this.#signs.slice(this.#at, this.#at + 9).join(''))
    if (match === null) return undefined
    this.#at += match[0].length
    const min = Number(match[1])
    return {
      min,
      max: match[2] === undefined ? min : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]),
    }
  }

  #single(): Node {
    const sign = this.#signs[this.#at++] ?? ''
    if (sign === '(') {
      if (this.#take('?') && !this.#take(':')) return this.#refuse()
      const group = this.#choices()
      return this.#take(')') ? group : this.#refuse()
    }
    if (sign === '[') return this.#set()
    if (sign === '^') return { kind: 'start' }
    if (sign === '$') return { kind: 'end' }
    if (sign === '.') return { kind: 'set', holds: (one) => one !== '\n' && one !== '\r' }
    if (sign === '\\') return this.#escaped()
    return '*+?'.includes(sign) ? this.#refuse() : this.#sign(sign)
  }

  #escaped(): Node {
    const sign = this.#signs[this.#at++] ?? ''
    if (sign === 'b' || sign === 'B') return { kind: 'boundary', at: sign === 'b' }
    const known = classOf(sign)
    if (known !== undefined) return { kind: 'set', holds: known }
    return /[a-zA-Z0-9]/.test(sign) ? this.#refuse() : this.#sign(sign)
  }

  #set(): Node {
    const negated = this.#take('^')
    const parts: ((sign: string) => boolean)[] = []
    while (!this.#take(']')) {
      if (this.#at >= this.#signs.length) return this.#refuse()
      const sign = this.#signs[this.#at++] ?? ''
      const escaped = sign === '\\' ? (this.#signs[this.#at++] ?? '') : undefined
      const known = escaped === undefined ? undefined : classOf(escaped)
      if (known !== undefined) parts.push(known)
      else {
        const from = escaped ?? sign
        const ranged = this.#signs[this.#at] === '-' && this.#signs[this.#at + 1] !== ']'
        const to = ranged ? (this.#signs[this.#at + 1] ?? from) : from
        if (ranged) this.#at += 2
        parts.push(
          (one) => (one >= from && one <= to) || (this.#ignoreCase && otherCase(one) >= from && otherCase(one) <= to),
        )
      }
    }
    return { kind: 'set', holds: (one) => parts.some((part) => part(one)) !== negated }
  }

  #sign(sign: string): Node {
    const ignore = this.#ignoreCase
    return { kind: 'set', holds: (one) => one === sign || (ignore && one.toLowerCase() === sign.toLowerCase()) }
  }

  #take(sign: string): boolean {
    const found = this.#signs[this.#at] === sign
    if (found) this.#at++
    return found
  }

  #refuse(): never {
    throw new TemplateError({ message: 'This regular expression is not supported.', offset: 0 })
  }
}

function classOf(sign: string): ((sign: string) => boolean) | undefined {
  const pattern = { d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ }[sign]
  if (pattern !== undefined) return (one) => pattern.test(one)
  const plain = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }[sign]
  return plain === undefined ? undefined : (one) => one === plain
}

function otherCase(sign: string): string {
  return sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase()
}
