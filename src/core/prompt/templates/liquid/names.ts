// The inputs of a Liquid template: names that it reads and has not bound by then.
import type { TemplateProblem } from '../engine.ts'
import type { Body, Condition, Expression, Filtered, Statement } from './ast.ts'
import { FILTERS } from './filters.ts'

export interface Names {
  readonly inputs: ReadonlySet<string>
  /** A filter that does not exist. */
  readonly unknown: TemplateProblem | undefined
}

export function namesIn(body: Body): Names {
  const walker = new Walker()
  walker.body(body)
  return walker
}

class Walker implements Names {
  readonly inputs = new Set<string>()
  readonly #bound = new Set<string>(['forloop'])
  unknown: TemplateProblem | undefined

  body(body: Body): void {
    for (const statement of body) this.#statement(statement)
  }

  #statement(node: Statement): void {
    switch (node.kind) {
      case 'output':
        this.#filtered(node.of)
        break
      case 'if':
        for (const [when, body] of node.cases) {
          this.#condition(when)
          this.body(body)
        }
        this.body(node.otherwise)
        break
      case 'case':
        this.#expression(node.of)
        for (const [values, body] of node.cases) {
          for (const one of values) this.#expression(one)
          this.body(body)
        }
        this.body(node.otherwise)
        break
      case 'for':
        this.#for(node)
        break
      case 'assign':
        this.#filtered(node.of)
        this.#bound.add(node.name)
        break
      case 'capture':
        this.body(node.body)
        this.#bound.add(node.name)
        break
      case 'count':
        this.#bound.add(node.name)
        break
      case 'cycle':
        for (const one of node.items) this.#expression(one)
        break
      case 'include':
        for (const one of [node.of, ...node.args.values()]) this.#expression(one)
    }
  }

  #for(node: Statement & { kind: 'for' }): void {
    for (const one of [node.over, node.offset, node.limit]) if (one !== undefined) this.#expression(one)
    const fresh = !this.#bound.has(node.name)
    this.#bound.add(node.name)
    this.body(node.body)
    if (fresh) this.#bound.delete(node.name)
    this.body(node.otherwise)
  }

  #filtered({ of, filters }: Filtered): void {
    this.#expression(of)
    for (const { name, at, args, named } of filters) {
      if (!FILTERS.has(name)) this.unknown ??= { offset: at, message: `There is no filter "${name}".` }
      for (const one of [...args, ...named.values()]) this.#expression(one)
    }
  }

  #condition(node: Condition): void {
    if (node.kind === 'value') this.#expression(node.of)
    else if (node.kind === 'not') this.#condition(node.of)
    else if (node.kind === 'compare') {
      this.#expression(node.left)
      this.#expression(node.right)
    } else {
      this.#condition(node.left)
      this.#condition(node.right)
    }
  }

  #expression(node: Expression): void {
    if (node.kind === 'range') {
      this.#expression(node.from)
      this.#expression(node.to)
    } else if (node.kind === 'path') {
      if (!this.#bound.has(node.name)) this.inputs.add(node.name)
      for (const key of node.keys) this.#expression(key)
    }
  }
}
