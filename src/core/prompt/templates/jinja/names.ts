// The inputs of a template: names that it reads and does not bind itself, as far as the order of its tags says.
import type { TemplateProblem } from '../engine.ts'
import { type Arguments, type Body, CAPTURED, type Expression, type Signature, type Statement } from './ast.ts'
import type { Dialect } from './dialect.ts'

export interface Names {
  /** In order of first use. */
  readonly inputs: ReadonlySet<string>
  /** A filter or test that does not exist. */
  readonly unknown: TemplateProblem | undefined
}

export function namesIn(body: Body, dialect: Dialect, known: ReadonlySet<string>): Names {
  const walker = new Walker(dialect)
  walker.body(body, new Bound(known))
  return { inputs: walker.inputs, unknown: walker.unknown }
}

/** Names bound so far, scope by scope. */
class Bound {
  readonly #names: Set<string>
  readonly #parent: Bound | undefined

  constructor(names: Iterable<string>, parent?: Bound) {
    this.#names = new Set(names)
    this.#parent = parent
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#parent?.has(name) ?? false)
  }

  add(name: string): void {
    this.#names.add(name)
  }

  inner(names: Iterable<string> = []): Bound {
    return new Bound(names, this)
  }
}

class Walker {
  readonly inputs = new Set<string>()
  readonly #dialect: Dialect
  unknown: TemplateProblem | undefined

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  body(body: Body, bound: Bound): void {
    for (const statement of body) this.#statement(statement, bound)
  }

  #statement(node: Statement, bound: Bound): void {
    switch (node.kind) {
      case 'text':
        return
      case 'output':
      case 'do':
      case 'extends':
      case 'include':
        this.#expression(node.of, bound)
        return
      case 'if':
      case 'switch':
        if (node.kind === 'switch') this.#expression(node.of, bound)
        for (const [when, body] of node.cases) {
          this.#expression(when, bound)
          this.body(body, bound)
        }
        this.body(node.otherwise, bound)
        return
      case 'for':
        this.#for(node, bound)
        return
      case 'set':
        this.#expression(node.value, bound)
        this.#bind(node.target, bound)
        return
      case 'capture':
        this.body(node.body, bound.inner())
        if (node.filter !== undefined) this.#expression(node.filter, bound)
        this.#bind(node.target, bound)
        return
      case 'macro':
        bound.add(node.name)
        this.#callable(node.signature, node.body, bound)
        return
      case 'callBlock':
        this.#expression(node.call, bound)
        this.#callable(node.signature, node.body, bound)
        return
      case 'filterBlock':
        this.body(node.body, bound.inner())
        this.#expression(node.filter, bound)
        return
      case 'with': {
        const inner = bound.inner()
        for (const [, value] of node.bindings) this.#expression(value, bound)
        for (const [target] of node.bindings) this.#bind(target, inner)
        this.body(node.body, inner)
        return
      }
      case 'block':
        this.body(node.body, bound.inner(['super']))
        return
      case 'import':
        this.#expression(node.of, bound)
        bound.add(node.as)
        return
      case 'importNames':
        this.#expression(node.of, bound)
        for (const [, as] of node.names) bound.add(as)
        return
    }
  }

  #for(node: Statement & { kind: 'for' }, bound: Bound): void {
    this.#expression(node.over, bound)
    const inner = bound.inner(['loop'])
    this.#bind(node.target, inner)
    if (node.when !== undefined) this.#expression(node.when, inner)
    this.body(node.body, inner)
    this.body(node.otherwise, bound.inner())
  }

  #callable(signature: Signature, body: Body, bound: Bound): void {
    for (const preset of signature.defaults.values()) this.#expression(preset, bound.inner(signature.names))
    this.body(body, bound.inner([...signature.names, 'caller', 'varargs', 'kwargs']))
  }

  #bind(target: Expression, bound: Bound): void {
    if (target.kind === 'name') bound.add(target.name)
    else if (target.kind === 'tuple') for (const one of target.items) this.#bind(one, bound)
    else this.#expression(target, bound)
  }

  #expression(node: Expression, bound: Bound): void {
    switch (node.kind) {
      case 'constant':
      case 'regex':
        return
      case 'name':
        if (node.name !== CAPTURED && !bound.has(node.name)) this.inputs.add(node.name)
        return
      case 'list':
      case 'tuple':
        this.#all(node.items, bound)
        return
      case 'dict':
        this.#all(node.entries.flat(), bound)
        return
      case 'item':
        this.#all([node.of, node.key], bound)
        return
      case 'slice':
        this.#all([node.of, ...node.bounds.flatMap((one) => one ?? [])], bound)
        return
      case 'attribute':
      case 'unary':
        this.#expression(node.of, bound)
        return
      case 'call':
        this.#expression(node.of, bound)
        this.#arguments(node.args, bound)
        return
      case 'filter':
      case 'test':
        this.#expression(node.of, bound)
        this.#check(node)
        this.#arguments(node.args, bound)
        return
      case 'binary':
      case 'and':
      case 'or':
        this.#all([node.left, node.right], bound)
        return
      case 'compare':
        this.#all([node.first, ...node.rest.map(([, one]) => one)], bound)
        return
      case 'choice':
        this.#all([node.when, node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])], bound)
        return
    }
  }

  #all(nodes: readonly Expression[], bound: Bound): void {
    for (const node of nodes) this.#expression(node, bound)
  }

  #arguments(args: Arguments, bound: Bound): void {
    this.#all([...args.positional, ...args.named.map(([, one]) => one)], bound)
    this.#all(
      [args.spread, args.spreadNamed].flatMap((one) => one ?? []),
      bound,
    )
  }

  #check(node: Expression & { kind: 'filter' | 'test' }): void {
    const known = node.kind === 'filter' ? this.#dialect.filters : this.#dialect.tests
    if (known.has(node.name)) return
    this.unknown ??= { offset: node.at, message: `There is no ${node.kind} "${node.name}".` }
  }
}
