// Statements of a running template: loops, definitions, blocks. Text of the template is printed as literal, values are
// not.

import type { Output } from '../output.ts'
import type { Body, Expression, Signature, Statement } from './ast.ts'
import { CAPTURED } from './ast.ts'
import { capture } from './capture.ts'
import type { Evaluator } from './evaluate.ts'
import { type LoopHost, runLoop } from './loop.ts'
import { Scope } from './scope.ts'
import { Callable, isList, itemsIn, Namespace, Printed } from './values.ts'

/** The other templates that a template may ask for. */
export interface Templates {
  has(name: string): boolean
  /** Prints the template, within the scope where one is given. */
  include(name: string, scope: Scope | undefined, output: Output): void
  /** What the template defines at its top. */
  exports(name: string, scope: Scope | undefined): ReadonlyMap<string, unknown>
}

/** A block as the inheriting templates have it, the most derived first. */
export type Blocks = Map<string, Body[]>

export class Executor implements LoopHost {
  readonly evaluator: Evaluator
  readonly #templates: Templates
  readonly #blocks: Blocks
  /** The template that this one extends, once the tag was met. */
  parent: string | undefined

  constructor(evaluator: Evaluator, templates: Templates, blocks: Blocks) {
    this.evaluator = evaluator
    this.#templates = templates
    this.#blocks = blocks
  }

  run(body: Body, scope: Scope, output: Output): void {
    for (const statement of body) this.#statement(statement, scope, output)
  }

  #statement(node: Statement, scope: Scope, output: Output): void {
    this.evaluator.at(node.at)
    this.evaluator.step()
    switch (node.kind) {
      case 'text':
        if (this.parent !== undefined) return
        this.evaluator.spend(node.text.length)
        output.literal(node.text)
        return
      case 'output':
        this.#print(this.evaluator.evaluate(node.of, scope), output)
        return
      case 'do':
        this.evaluator.evaluate(node.of, scope)
        return
      case 'if': {
        const taken = node.cases.find(([when]) => this.evaluator.truthy(when, scope))
        this.run(taken === undefined ? node.otherwise : taken[1], scope, output)
        return
      }
      case 'switch': {
        const value = this.evaluator.evaluate(node.of, scope)
        const taken = node.cases.findIndex(([when]) => this.evaluator.evaluate(when, scope) === value)
        const bodies = taken < 0 ? [node.otherwise] : fallingThrough(node.cases.slice(taken))
        for (const body of bodies) this.run(body, scope, output)
        return
      }
      case 'for':
        runLoop(this, node, scope, output)
        return
      case 'set':
        this.assign(
          node.target,
          this.evaluator.evaluate(node.value, scope),
          scope,
          this.evaluator.dialect.setReachesOut,
        )
        return
      case 'capture':
        this.#capture(node, scope)
        return
      case 'macro':
        scope.set(node.name, this.#macro(node.name, node.signature, node.body, scope))
        return
      case 'callBlock':
        this.#callBlock(node, scope, output)
        return
      case 'filterBlock': {
        const inner = new Scope([[CAPTURED, this.#captured(node.body, new Scope([], scope))]], scope)
        this.#print(this.evaluator.evaluate(node.filter, inner), output)
        return
      }
      case 'with': {
        const inner = new Scope([], scope)
        const values = node.bindings.map(([, value]) => this.evaluator.evaluate(value, scope))
        for (const [i, [target]] of node.bindings.entries()) this.assign(target, values[i], inner, false)
        this.run(node.body, inner, output)
        return
      }
      case 'block':
        if (this.parent === undefined) this.#block(node.name, 0, scope, output)
        return
      default:
        this.#templateStatement(node, scope, output)
        return
    }
  }

  #templateStatement(node: Statement, scope: Scope, output: Output): void {
    switch (node.kind) {
      case 'extends':
        this.parent = this.evaluator.text(this.evaluator.evaluate(node.of, scope))
        return
      case 'include': {
        const wanted = this.evaluator.evaluate(node.of, scope)
        const names = isList(wanted)
          ? itemsIn(wanted).map((one) => this.evaluator.text(one))
          : [this.evaluator.text(wanted)]
        const name = names.find((one) => this.#templates.has(one))
        if (name === undefined && node.ignoreMissing) return
        this.#templates.include(name ?? names[0] ?? '', node.withContext ? scope : undefined, output)
        return
      }
      case 'import': {
        const name = this.evaluator.text(this.evaluator.evaluate(node.of, scope))
        scope.set(node.as, new Namespace(this.#templates.exports(name, node.withContext ? scope : undefined)))
        return
      }
      case 'importNames': {
        const name = this.evaluator.text(this.evaluator.evaluate(node.of, scope))
        const exports = this.#templates.exports(name, node.withContext ? scope : undefined)
        for (const [wanted, as] of node.names) scope.set(as, exports.get(wanted))
        return
      }
      default:
        return
    }
  }

  /** Binds the names of a target; several names take a list apart. */
  assign(target: Expression, value: unknown, scope: Scope, reachesOut: boolean): void {
    if (target.kind === 'name') {
      reachesOut ? scope.reach(target.name, value) : scope.set(target.name, value)
      return
    }
    if (target.kind === 'tuple') {
      const items = this.evaluator.iterate(value)
      if (items.length !== target.items.length && this.evaluator.dialect.undefinedIsError)
        this.evaluator.refuse(`${target.items.length} names cannot take ${items.length} values.`)
      for (const [i, one] of target.items.entries()) this.assign(one, items[i], scope, reachesOut)
      return
    }
    const owner = target.kind === 'attribute' ? this.evaluator.evaluate(target.of, scope) : undefined
    if (target.kind === 'attribute' && owner instanceof Namespace) owner.attributes.set(target.name, value)
    else this.evaluator.refuse('Only names and attributes of a namespace can be set.')
  }

  #print(value: unknown, output: Output): void {
    if (this.parent !== undefined) return
    if (value instanceof Printed) {
      this.evaluator.spend(value.text.length)
      output.append(value.pieces)
      return
    }
    const text = this.evaluator.text(value)
    this.evaluator.spend(text.length)
    output.value(text)
  }

  #captured(body: Body, scope: Scope): Printed {
    const printed = capture((inner) => this.run(body, scope, inner))
    return printed
  }

  #capture(node: Statement & { kind: 'capture' }, scope: Scope): void {
    const printed = this.#captured(node.body, new Scope([], scope))
    const value =
      node.filter === undefined
        ? printed
        : this.evaluator.evaluate(node.filter, new Scope([[CAPTURED, printed]], scope))
    this.assign(node.target, value, scope, this.evaluator.dialect.setReachesOut)
  }

  #macro(name: string, signature: Signature, body: Body, scope: Scope): Callable {
    return new Callable(name, ({ positional, named }, at) => {
      const inner = new Scope([], scope)
      for (const [i, parameter] of signature.names.entries()) {
        const preset = signature.defaults.get(parameter)
        const given = i < positional.length || named.has(parameter)
        const value = i < positional.length ? positional[i] : named.get(parameter)
        const useDefault = preset !== undefined && !given
        inner.set(parameter, useDefault ? this.evaluator.evaluate(preset, inner) : value)
      }
      const more = [...named].filter(([key]) => !signature.names.includes(key))
      inner.set('varargs', positional.slice(signature.names.length))
      inner.set('kwargs', new Map(more.filter(([key]) => key !== 'caller')))
      if (named.has('caller')) inner.set('caller', named.get('caller'))
      this.evaluator.at(at)
      const before = this.parent
      this.parent = undefined
      const printed = this.#captured(body, inner)
      this.parent = before
      return printed
    })
  }

  #callBlock(node: Statement & { kind: 'callBlock' }, scope: Scope, output: Output): void {
    if (node.call.kind !== 'call') return
    const caller = this.#macro('caller', node.signature, node.body, scope)
    const callee = this.evaluator.evaluate(node.call.of, scope)
    const { positional, named } = this.evaluator.arguments(node.call.args, scope)
    this.evaluator.at(node.at)
    this.#print(this.evaluator.call(callee, { positional, named: new Map([...named, ['caller', caller]]) }), output)
  }

  /** `level` 0 is the most derived version; `super()` prints the next one. */
  #block(name: string, level: number, scope: Scope, output: Output): void {
    const body = this.#blocks.get(name)?.[level]
    if (body === undefined) return
    const above = new Callable('super', () => capture((inner) => this.#block(name, level + 1, scope, inner)))
    this.evaluator.budget.deeper(0, () => this.run(body, new Scope([['super', above]], scope), output))
  }

  /** `self.name()` prints a block again. */
  self(scope: Scope): Namespace {
    const names = [...this.#blocks.keys()]
    return new Namespace(
      names.map((name) => [name, new Callable(name, () => capture((inner) => this.#block(name, 0, scope, inner)))]),
    )
  }
}

/** An empty case shares the body of the next one. */
function fallingThrough(cases: readonly (readonly [Expression, Body])[]): Body[] {
  const taken = cases.find(([, body]) => body.some((one) => one.kind !== 'text' || one.text.trim() !== ''))
  return taken === undefined ? [] : [taken[1]]
}
