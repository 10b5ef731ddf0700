// A Handlebars template at work: paths look at own data alone, helpers are those of the language and of dotprompt.
// Text of the template and what `role` and its like print is literal; values never are.
import type { Budget } from '../budget.ts'
import { javascriptText } from '../data.ts'
import { TemplateError } from '../engine.ts'
import { Output } from '../output.ts'
import type { Body, Call, Expression, Path, Statement } from './ast.ts'
import { isEmpty, MARKERS, VALUE_HELPERS } from './helpers.ts'
import { nameOf } from './parser.ts'

/** Where a template is: its value, those around it, `@` data and block parameters. */
export interface Frame {
  readonly value: unknown
  readonly outer: Frame | undefined
  readonly data: ReadonlyMap<string, unknown>
  /** The data around this data, for `@../index`. */
  readonly dataOuter: ReadonlyMap<string, unknown> | undefined
  readonly names: ReadonlyMap<string, unknown>
  readonly partials: ReadonlyMap<string, Partial>
}

export interface Partial {
  readonly body: Body
  /** Inline partials see their own `@partial-block`. */
  readonly frame?: Frame
}

export class Evaluator {
  readonly #budget: Budget
  readonly #partial: (name: string) => Body | undefined

  constructor(budget: Budget, partial: (name: string) => Body | undefined) {
    this.#budget = budget
    this.#partial = partial
  }

  run(body: Body, frame: Frame, output: Output): void {
    const inlines = body.flatMap((one) => (one.kind === 'inline' ? [[one.name, { body: one.body }] as const] : []))
    const inner = inlines.length === 0 ? frame : { ...frame, partials: new Map([...frame.partials, ...inlines]) }
    for (const statement of body) this.#statement(statement, inner, output)
  }

  #statement(node: Statement, frame: Frame, output: Output): void {
    this.#budget.step(node.at)
    if (node.kind === 'text') {
      this.#budget.spend(node.at, node.text.length)
      output.literal(node.text)
    } else if (node.kind === 'output') this.#print(node.call, frame, output)
    else if (node.kind === 'block') this.#block(node, frame, output)
    else if (node.kind === 'partial') this.#include(node, frame, output)
  }

  #print(call: Call, frame: Frame, output: Output): void {
    const name = helperName(call.callee)
    const marker = name === undefined || !this.#isHelper(name, call, frame) ? undefined : MARKERS.get(name)
    if (marker === undefined) {
      this.#value(this.#call(call, frame), call.at, output)
      return
    }
    const params = call.params.map((one) => this.#evaluate(one, frame))
    const hash = new Map([...call.hash].map(([key, one]) => [key, this.#evaluate(one, frame)]))
    const piece = marker(params, hash)
    this.#budget.spend(call.at, piece.text.length)
    output.append([piece])
  }

  #value(value: unknown, at: number, output: Output): void {
    const text = javascriptText(value, (characters) => this.#budget.spend(at, characters))
    this.#budget.spend(at, text.length)
    output.value(text)
  }

  #evaluate(node: Expression, frame: Frame): unknown {
    this.#budget.step(node.at)
    if (node.kind === 'literal') return node.value
    return node.kind === 'call' ? this.#call(node.call, frame) : resolve(node, frame)
  }

  /** A helper's result, or the value of a path. */
  #call(call: Call, frame: Frame): unknown {
    const name = helperName(call.callee)
    if (name !== undefined && this.#isHelper(name, call, frame)) {
      const helper = VALUE_HELPERS.get(name)
      if (helper === undefined) throw new TemplateError({ message: `"${name}" prints no value.`, offset: call.at })
      const params = call.params.map((one) => this.#evaluate(one, frame))
      const hash = new Map([...call.hash].map(([key, one]) => [key, this.#evaluate(one, frame)]))
      return helper(params, hash, (characters) => this.#budget.spend(call.at, characters))
    }
    if (call.params.length > 0 || call.hash.size > 0)
      throw new TemplateError({ message: `There is no helper "${nameOf(call.callee)}".`, offset: call.at })
    if (call.callee.kind === 'literal') return own(frame.value, String(call.callee.value))
    return this.#evaluate(call.callee, frame)
  }

  /** Without arguments an input of the same name comes first. */
  #isHelper(name: string, call: Call, frame: Frame): boolean {
    if (!MARKERS.has(name) && !VALUE_HELPERS.has(name)) return false
    return call.params.length > 0 || call.hash.size > 0 || own(frame.value, name) === undefined
  }

  #block(node: Statement & { kind: 'block' }, frame: Frame, output: Output): void {
    const { call } = node
    const name = helperName(call.callee) ?? ''
    const first = call.params[0] === undefined ? undefined : this.#evaluate(call.params[0], frame)
    const taken = (holds: boolean): void => this.run(holds ? node.body : node.otherwise, frame, output)
    if (call.params.length === 0 && call.hash.size === 0) {
      this.#section(node, this.#call(call, frame), frame, output)
      return
    }
    switch (name) {
      case 'if':
      case 'unless': {
        const zero = call.hash.get('includeZero')
        const includeZero = zero !== undefined && Boolean(this.#evaluate(zero, frame))
        taken((isEmpty(first) || (first === 0 && !includeZero)) === (name === 'unless'))
        return
      }
      case 'ifEquals':
      case 'unlessEquals': {
        const second = call.params[1] === undefined ? undefined : this.#evaluate(call.params[1], frame)
        taken((first === second) === (name === 'ifEquals'))
        return
      }
      case 'with':
        if (isEmpty(first)) taken(false)
        else this.run(node.body, inner(frame, first, undefined, named(node.names, [first])), output)
        return
      case 'each':
        this.#each(node, first, frame, output)
        return
      default:
        throw new TemplateError({ message: `There is no helper "${nameOf(call.callee)}".`, offset: call.at })
    }
  }

  /** `{{#name}}`: a list is gone through, true keeps the place, another value becomes the place. */
  #section(node: Statement & { kind: 'block' }, value: unknown, frame: Frame, output: Output): void {
    if (Array.isArray(value)) this.#each(node, value, frame, output)
    else if (value === true) this.run(node.body, frame, output)
    else if (value === undefined || value === null || value === false) this.run(node.otherwise, frame, output)
    else this.run(node.body, inner(frame, value, undefined, named(node.names, [value])), output)
  }

  #each(node: Statement & { kind: 'block' }, value: unknown, frame: Frame, output: Output): void {
    const entries: (readonly [unknown, unknown])[] = Array.isArray(value)
      ? value.map((item: unknown, i) => [i, item])
      : value instanceof Map
        ? [...value]
        : []
    if (entries.length === 0) {
      this.run(node.otherwise, frame, output)
      return
    }
    for (const [i, [key, item]] of entries.entries()) {
      // The data is copied for each item.
      this.#budget.step(node.at, 4)
      const data = new Map<string, unknown>([
        ...frame.data,
        ['key', key],
        ['index', i],
        ['first', i === 0],
        ['last', i === entries.length - 1],
      ])
      this.run(node.body, inner(frame, item, data, named(node.names, [item, key])), output)
    }
  }

  #include(node: Statement & { kind: 'partial' }, frame: Frame, output: Output): void {
    const { call } = node
    const name = call.callee.kind === 'call' ? javascriptText(this.#evaluate(call.callee, frame)) : nameOf(call.callee)
    const own = frame.partials.get(name)
    const body = own?.body ?? this.#partial(name) ?? node.body
    if (body === undefined) throw new TemplateError({ message: `There is no partial "${name}".`, offset: node.at })
    const given = call.params[0] === undefined ? frame.value : this.#evaluate(call.params[0], frame)
    const hash = [...call.hash].map(([key, one]) => [key, this.#evaluate(one, frame)] as const)
    const value =
      hash.length === 0 ? given : new Map<unknown, unknown>([...(given instanceof Map ? given : []), ...hash])
    const block = node.body === undefined ? [] : [['@partial-block', { body: node.body, frame }] as const]
    const partials = new Map([...(own?.frame ?? frame).partials, ...inlinesIn(node.body), ...block])
    const within: Frame = { ...frame, value, outer: value === frame.value ? frame.outer : frame, partials }
    const printed = new Output()
    this.#budget.deeper(node.at, () => this.run(body, within, printed))
    const pieces = printed.pieces()
    output.append(node.indent === '' ? pieces : indented(pieces, node.indent))
  }
}

function inlinesIn(body: Body | undefined): (readonly [string, Partial])[] {
  return (body ?? []).flatMap((one) => (one.kind === 'inline' ? [[one.name, { body: one.body }] as const] : []))
}

/** Every line of the partial moves in, as far as the template wrote it. */
function indented(pieces: ReturnType<Output['pieces']>, indent: string): ReturnType<Output['pieces']> {
  let lineStart = true
  return pieces.map(({ text, literal }, i) => {
    const last = i === pieces.length - 1
    const lines = text.split('\n').map((line, j, all) => {
      const starts = j > 0 || lineStart
      return starts && !(last && j === all.length - 1 && line === '') && (line !== '' || j < all.length - 1)
        ? indent + line
        : line
    })
    lineStart = text.endsWith('\n')
    return { text: lines.join('\n'), literal }
  })
}

function inner(
  frame: Frame,
  value: unknown,
  data: Map<string, unknown> | undefined,
  names: ReadonlyMap<string, unknown>,
): Frame {
  return {
    ...frame,
    value,
    outer: frame,
    data: data ?? frame.data,
    dataOuter: data === undefined ? frame.dataOuter : frame.data,
    names: new Map([...frame.names, ...names]),
  }
}

function named(names: readonly string[], values: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(names.map((name, i) => [name, values[i]]))
}

function helperName(callee: Expression): string | undefined {
  if (callee.kind !== 'path' || callee.scoped || callee.data || callee.up > 0 || callee.names.length !== 1)
    return undefined
  return callee.names[0]
}

function resolve(path: Path, frame: Frame): unknown {
  const [first, ...rest] = path.names
  if (path.data) {
    if (first === 'root') return walk(frame.data.get('root'), rest)
    const data = path.up > 0 ? frame.dataOuter : frame.data
    return first === undefined ? undefined : walk(data?.get(first), rest)
  }
  if (path.up === 0 && !path.scoped && first !== undefined && frame.names.has(first))
    return walk(frame.names.get(first), rest)
  let at: Frame | undefined = frame
  for (let i = 0; i < path.up; i++) at = at?.outer
  return walk(at?.value, path.names)
}

function walk(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(own, value)
}

/** Own entries of maps, items of lists, and lengths: nothing else has names. */
function own(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name)
  if (!Array.isArray(value) && typeof value !== 'string') return undefined
  if (name === 'length') return value.length
  return /^\d{1,9}$/.test(name) ? value[Number(name)] : undefined
}
