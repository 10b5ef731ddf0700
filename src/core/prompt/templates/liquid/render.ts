// A Liquid template at work. Names find own entries of the inputs alone; text of the template is literal, values never
// are.
import { Budget } from '../budget.ts'
import { type Piece, type RenderOptions, TemplateError } from '../engine.ts'
import { equal, order, Printed, plain, sizeOf } from '../jinja/values.ts'
import { Output } from '../output.ts'
import type { Body, Condition, Expression, Filtered, Statement } from './ast.ts'
import { FILTERS, liquidText } from './filters.ts'
import { parseLiquid } from './parser.ts'

const MAX_RANGE = 100_000

export function renderLiquid(source: string, vars: Map<string, unknown>, options: RenderOptions): Piece[] {
  const output = new Output()
  new Renderer(options.partials ?? {}).run(parseLiquid(source), vars, output)
  return [...output.pieces()]
}

type Leaving = 'break' | 'continue' | undefined

class Renderer {
  readonly #budget = new Budget()
  readonly #partials: Readonly<Record<string, string>>
  readonly #counters = new Map<string, number>()
  readonly #cycles = new Map<string, number>()
  readonly #parsed = new Map<string, Body>()

  constructor(partials: Readonly<Record<string, string>>) {
    this.#partials = partials
  }

  /** `names` is changed by `assign`; says whether a loop is to be left. */
  run(body: Body, names: Map<string, unknown>, output: Output): Leaving {
    for (const node of body) {
      this.#budget.step(node.at)
      const leaving = this.#statement(node, names, output)
      if (leaving !== undefined) return leaving
    }
    return undefined
  }

  #statement(node: Statement, names: Map<string, unknown>, output: Output): Leaving {
    switch (node.kind) {
      case 'text':
        this.#budget.spend(node.at, node.text.length)
        output.literal(node.text)
        return undefined
      case 'output':
        this.#print(this.#filtered(node.of, names), node.at, output)
        return undefined
      case 'if': {
        const taken = node.cases.find(([when]) => this.#holds(when, names))
        return this.run(taken === undefined ? node.otherwise : taken[1], names, output)
      }
      case 'case': {
        const value = plain(this.#value(node.of, names))
        const taken = node.cases.find(([values]) => values.some((one) => equal(value, this.#value(one, names))))
        return this.run(taken === undefined ? node.otherwise : taken[1], names, output)
      }
      case 'for':
        return this.#for(node, names, output)
      case 'assign':
        names.set(node.name, this.#filtered(node.of, names))
        return undefined
      case 'capture': {
        const inner = new Output()
        const leaving = this.run(node.body, names, inner)
        names.set(node.name, new Printed(inner.pieces()))
        return leaving
      }
      case 'count': {
        const before = this.#counters.get(node.name) ?? 0
        this.#counters.set(node.name, before + node.by)
        output.value(String(node.by === 1 ? before : before - 1))
        return undefined
      }
      case 'cycle': {
        const turn = this.#cycles.get(node.group) ?? 0
        this.#cycles.set(node.group, turn + 1)
        const item = node.items[turn % node.items.length]
        if (item !== undefined) this.#print(this.#value(item, names), node.at, output)
        return undefined
      }
      case 'leave':
        return node.how
      case 'include':
        return this.#include(node, names, output)
    }
  }

  #print(value: unknown, at: number, output: Output): void {
    if (value instanceof Printed) {
      this.#budget.spend(at, value.text.length)
      output.append(value.pieces)
      return
    }
    const text = liquidText(value, (count) => this.#budget.spend(at, count))
    this.#budget.spend(at, text.length)
    output.value(text)
  }

  #for(node: Statement & { kind: 'for' }, names: Map<string, unknown>, output: Output): Leaving {
    const all = itemsOf(this.#value(node.over, names))
    const offset = node.offset === undefined ? 0 : Number(plain(this.#value(node.offset, names))) || 0
    const limit = node.limit === undefined ? all.length : Number(plain(this.#value(node.limit, names))) || 0
    const items = all.slice(offset, offset + limit)
    if (node.reversed) items.reverse()
    if (items.length === 0) return this.run(node.otherwise, names, output)
    const before = [node.name, 'forloop'].map((name) => [name, names.has(name), names.get(name)] as const)
    for (const [i, item] of items.entries()) {
      this.#budget.step(node.at)
      names.set(node.name, item).set('forloop', forloop(i, items.length))
      if (this.run(node.body, names, output) === 'break') break
    }
    for (const [name, had, value] of before)
      if (had) names.set(name, value)
      else names.delete(name)
    return undefined
  }

  #include(node: Statement & { kind: 'include' }, names: Map<string, unknown>, output: Output): Leaving {
    const name = liquidText(plain(this.#value(node.of, names)))
    const source = Object.hasOwn(this.#partials, name) ? this.#partials[name] : undefined
    if (source === undefined)
      throw new TemplateError({ message: `There is no template "${name}" to include.`, offset: node.at })
    const body = this.#parsed.get(name) ?? parseLiquid(source)
    this.#parsed.set(name, body)
    const given = [...node.args].map(([key, one]) => [key, this.#value(one, names)] as const)
    const inner = new Map([...(node.alone ? [] : names), ...given])
    this.#budget.deeper(node.at, () => this.run(body, inner, output))
    return undefined
  }

  #filtered({ of, filters }: Filtered, names: Map<string, unknown>): unknown {
    let value = this.#value(of, names)
    for (const { name, at, args, named } of filters) {
      const filter = FILTERS.get(name)
      if (filter === undefined) throw new TemplateError({ message: `There is no filter "${name}".`, offset: at })
      this.#budget.step(at, 1 + (sizeOf(value) >> 5))
      const host = {
        spend: (count: number) => this.#budget.spend(at, count),
        step: (count: number) => this.#budget.step(at, count),
        refuse: (message: string): never => {
          throw new TemplateError({ message, offset: at })
        },
      }
      const given = args.map((one) => plain(this.#value(one, names)))
      value = filter(
        plain(value),
        given,
        host,
        new Map([...named].map(([key, one]) => [key, plain(this.#value(one, names))])),
      )
    }
    return value
  }

  #value(node: Expression, names: Map<string, unknown>): unknown {
    this.#budget.step(node.at)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'empty':
      case 'blank':
        return ''
      case 'range': {
        const [from, to] = [node.from, node.to].map((one) => Math.trunc(Number(plain(this.#value(one, names)))) || 0)
        const size = (to ?? 0) - (from ?? 0) + 1
        if (size > MAX_RANGE)
          throw new TemplateError({ message: `A range holds ${MAX_RANGE} numbers at most.`, offset: node.at })
        this.#budget.step(node.at, Math.max(0, size))
        return Array.from({ length: Math.max(0, size) }, (_, i) => (from ?? 0) + i)
      }
      case 'path':
        return node.keys.reduce<unknown>(
          (of, key) => memberOf(plain(of), plain(this.#value(key, names))),
          names.has(node.name) ? names.get(node.name) : this.#counters.get(node.name),
        )
    }
  }

  #holds(node: Condition, names: Map<string, unknown>): boolean {
    switch (node.kind) {
      case 'value': {
        const value = this.#value(node.of, names)
        return value !== undefined && value !== null && value !== false
      }
      case 'not':
        return !this.#holds(node.of, names)
      case 'and':
        return this.#holds(node.left, names) && this.#holds(node.right, names)
      case 'or':
        return this.#holds(node.left, names) || this.#holds(node.right, names)
      case 'compare':
        return this.#compare(node, names)
    }
  }

  #compare(node: Condition & { kind: 'compare' }, names: Map<string, unknown>): boolean {
    const [left, right] = [plain(this.#value(node.left, names)), plain(this.#value(node.right, names))]
    this.#budget.step(node.left.at, 1 + ((sizeOf(left) + sizeOf(right)) >> 5))
    const special = [node.left, node.right].find((one) => one.kind === 'empty' || one.kind === 'blank')
    const same =
      special === undefined
        ? equal(left ?? null, right ?? null)
        : nothingIn(special === node.left ? right : left, special.kind)
    if (node.operator === '==') return same
    if (node.operator === '!=' || node.operator === '<>') return !same
    if (node.operator === 'contains') {
      if (typeof left === 'string') return left.includes(liquidText(right))
      return Array.isArray(left) && left.some((one) => equal(one, right))
    }
    const ordered = order(left, right)
    if (ordered === undefined) return false
    return { '<': ordered < 0, '>': ordered > 0, '<=': ordered <= 0, '>=': ordered >= 0 }[node.operator] ?? false
  }
}

function nothingIn(value: unknown, kind: string): boolean {
  if (kind === 'blank' && (value === undefined || value === null || value === false)) return true
  if (typeof value === 'string') return (kind === 'blank' ? value.trim() : value) === ''
  return (Array.isArray(value) || value instanceof Map) && sizeOf(value) === 0
}

function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return [...value]
  if (value instanceof Map) return [...value].map(([key, one]) => [key, one])
  const text = plain(value)
  return typeof text === 'string' && text !== '' ? [text] : []
}

function forloop(i: number, length: number): Map<string, unknown> {
  const entries = {
    index: i + 1,
    index0: i,
    rindex: length - i,
    rindex0: length - i - 1,
    first: i === 0,
    last: i === length - 1,
    length,
  }
  return new Map<string, unknown>(Object.entries(entries))
}

/** Own entries, items, and the words `size`, `first`, `last`. */
function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Map) return value.has(key) || key !== 'size' ? value.get(key) : value.size
  if (key === 'size') return Array.isArray(value) || typeof value === 'string' ? value.length : undefined
  if (!Array.isArray(value)) return undefined
  if (key === 'first') return value[0]
  return key === 'last' ? value.at(-1) : typeof key === 'number' ? value.at(key) : undefined
}
