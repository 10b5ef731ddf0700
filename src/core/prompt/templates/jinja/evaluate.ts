// Expressions of a running template. Every node is a step of the budget; calls reach macros, filters, tests, functions
// and methods of the language alone.

import type { Budget } from '../budget.ts'
import { TemplateError } from '../engine.ts'
import { Tuple } from '../python/values.ts'
import type { Arguments, Expression } from './ast.ts'
import { ArgumentReader, type Dialect, type Host } from './dialect.ts'
import { TemplateRegex } from './regex.ts'
import type { Scope } from './scope.ts'
import { type CallArguments, Callable, Namespace, Printed, plain, sizeOf } from './values.ts'

export class Evaluator implements Host {
  readonly dialect: Dialect
  readonly budget: Budget
  #at = 0

  constructor(dialect: Dialect, budget: Budget) {
    this.dialect = dialect
    this.budget = budget
  }

  evaluate(node: Expression, scope: Scope): unknown {
    this.at(node.at)
    this.step()
    switch (node.kind) {
      case 'constant':
        return node.value
      case 'regex':
        return new TemplateRegex(node.source, node.flags)
      case 'name':
        return scope.get(node.name)
      case 'list':
        return node.items.map((item) => this.evaluate(item, scope))
      case 'tuple':
        return new Tuple(node.items.map((item) => this.evaluate(item, scope)))
      case 'dict':
        return new Map(
          node.entries.map(([key, value]) => [plain(this.evaluate(key, scope)), this.evaluate(value, scope)]),
        )
      case 'attribute':
      case 'item':
        return this.#member(node, scope)
      case 'slice':
        return this.#slice(node, scope)
      case 'call':
        return this.#call(node, scope)
      case 'filter':
        return this.#filter(node, scope)
      case 'test':
        return this.#test(node, scope)
      case 'unary':
        if (node.operator === 'not') return !this.truthy(node.of, scope)
        return this.dialect.unary(node.operator, plain(this.evaluate(node.of, scope)), this)
      case 'binary':
        return this.#binary(node, scope)
      case 'and':
      case 'or':
        return this.#logic(node, scope)
      case 'compare':
        return this.#compare(node, scope)
      case 'choice':
        if (this.truthy(node.when, scope)) return this.evaluate(node.then, scope)
        return node.otherwise === undefined ? undefined : this.evaluate(node.otherwise, scope)
    }
  }

  truthy(node: Expression, scope: Scope): boolean {
    return this.dialect.truthy(plain(this.evaluate(node, scope)))
  }

  arguments(args: Arguments, scope: Scope): CallArguments {
    const positional = args.positional.map((one) => this.evaluate(one, scope))
    const named = new Map(args.named.map(([name, one]) => [name, this.evaluate(one, scope)]))
    if (args.spread !== undefined) positional.push(...this.iterate(this.evaluate(args.spread, scope)))
    const more = args.spreadNamed === undefined ? undefined : this.evaluate(args.spreadNamed, scope)
    if (more instanceof Map) for (const [name, value] of more) named.set(String(name), value)
    return { positional, named }
  }

  at(offset: number): void {
    this.#at = offset
  }

  refuse(message: string): never {
    throw new TemplateError({ message, offset: this.#at })
  }

  step(count = 1): void {
    this.budget.step(this.#at, count)
  }

  spend(characters: number): void {
    this.budget.spend(this.#at, characters)
  }

  text(value: unknown): string {
    return this.dialect.text(plain(value), (characters) => this.spend(characters))
  }

  filter(name: string, value: unknown, args: CallArguments): unknown {
    const filter = this.dialect.filters.get(name)
    if (filter === undefined) return this.refuse(`There is no filter "${name}".`)
    this.#weigh(value)
    return filter(value, new ArgumentReader(args), this)
  }

  test(name: string, value: unknown, args: CallArguments): boolean {
    const test = this.dialect.tests.get(name)
    if (test === undefined) return this.refuse(`There is no test "${name}".`)
    this.#weigh(value)
    return test(value, new ArgumentReader(args), this)
  }

  call(value: unknown, args: CallArguments): unknown {
    const call = value instanceof Callable || value instanceof Namespace ? value.call : undefined
    if (call === undefined)
      return this.refuse(
        value === undefined ? 'What is called here is not defined.' : 'What is called here is no function.',
      )
    const at = this.#at
    return this.budget.deeper(at, () => call(args, at))
  }

  iterate(value: unknown): unknown[] {
    const items = this.dialect.iterate(plain(value), this)
    if (items === undefined) return this.refuse('This is no list to go through.')
    this.step(items.length)
    return items
  }

  attribute(value: unknown, name: string): unknown {
    if (value instanceof Namespace) return value.attributes.get(name)
    this.#weigh(value)
    return this.dialect.attribute(plain(value), name, this)
  }

  item(value: unknown, key: unknown): unknown {
    if (value instanceof Namespace) return value.attributes.get(this.text(key))
    this.#weigh(value)
    return this.dialect.item(plain(value), plain(key), this)
  }

  /** A step, and more for what is large. */
  #weigh(value: unknown): void {
    this.step(1 + (sizeOf(value) >> 5))
  }

  #member(node: Expression & { kind: 'attribute' | 'item' }, scope: Scope): unknown {
    const of = this.evaluate(node.of, scope)
    const key = node.kind === 'item' ? this.evaluate(node.key, scope) : undefined
    this.at(node.at)
    if (of === undefined) {
      if (!this.dialect.undefinedIsError) return undefined
      return this.refuse(`${nameOf(node.of)} is not defined.`)
    }
    return node.kind === 'item' ? this.item(of, key) : this.attribute(of, node.name)
  }

  #slice(node: Expression & { kind: 'slice' }, scope: Scope): unknown {
    const of = plain(this.evaluate(node.of, scope))
    const bounds = node.bounds.map((bound) => (bound === undefined ? null : this.evaluate(bound, scope)))
    this.at(node.at)
    if (of === undefined)
      return this.dialect.undefinedIsError ? this.refuse(`${nameOf(node.of)} is not defined.`) : undefined
    const items = typeof of === 'string' ? [...of] : of instanceof Tuple ? of.items : Array.isArray(of) ? of : undefined
    if (items === undefined) return this.refuse('Only lists and texts have slices.')
    const [start, stop, step] = bounds.map((bound) => (typeof bound === 'number' ? bound : undefined))
    if (step === 0) return this.refuse('A slice cannot have the step 0.')
    this.step(items.length)
    const taken = sliced(items, start, stop, step)
    return typeof of === 'string' ? taken.join('') : of instanceof Tuple ? new Tuple(taken) : taken
  }

  #call(node: Expression & { kind: 'call' }, scope: Scope): unknown {
    const callee = this.evaluate(node.of, scope)
    const args = this.arguments(node.args, scope)
    this.at(node.at)
    if (callee instanceof Callable || callee instanceof Namespace) return this.call(callee, args)
    return this.refuse(
      callee === undefined ? `${nameOf(node.of)} is not defined.` : `${nameOf(node.of)} is no function.`,
    )
  }

  #filter(node: Expression & { kind: 'filter' }, scope: Scope): unknown {
    const value = this.evaluate(node.of, scope)
    const args = this.arguments(node.args, scope)
    this.at(node.at)
    return this.filter(node.name, value, args)
  }

  #test(node: Expression & { kind: 'test' }, scope: Scope): boolean {
    const value = this.evaluate(node.of, scope)
    const args = this.arguments(node.args, scope)
    this.at(node.at)
    return this.test(node.name, value, args) !== node.negated
  }

  #binary(node: Expression & { kind: 'binary' }, scope: Scope): unknown {
    const left = this.evaluate(node.left, scope)
    const right = this.evaluate(node.right, scope)
    this.at(node.at)
    const joins = node.operator === '~' || node.operator === '+'
    if (joins && (left instanceof Printed || right instanceof Printed)) {
      const pieces = [left, right].flatMap((one) =>
        one instanceof Printed ? one.pieces : [{ text: this.text(one), literal: false }],
      )
      this.spend(pieces.reduce((sum, piece) => sum + piece.text.length, 0))
      return new Printed(pieces)
    }
    return this.dialect.binary(node.operator, plain(left), plain(right), this)
  }

  #logic(node: Expression & { kind: 'and' | 'or' }, scope: Scope): unknown {
    const left = this.evaluate(node.left, scope)
    return this.dialect.truthy(plain(left)) === (node.kind === 'and') ? this.evaluate(node.right, scope) : left
  }

  #compare(node: Expression & { kind: 'compare' }, scope: Scope): boolean {
    let left = plain(this.evaluate(node.first, scope))
    for (const [operator, expression] of node.rest) {
      const right = plain(this.evaluate(expression, scope))
      this.at(node.at)
      this.#weigh(left)
      this.#weigh(right)
      if (!this.dialect.compare(operator, left, right, this)) return false
      left = right
    }
    return true
  }
}

function nameOf(node: Expression): string {
  if (node.kind === 'name') return `"${node.name}"`
  if (node.kind === 'attribute') return `"${node.name}"`
  return 'What stands here'
}

/** Python's list[start:stop:step]. */
function sliced<T>(items: readonly T[], start: number | undefined, stop: number | undefined, step = 1): T[] {
  const size = items.length
  const clamp = (bound: number, low: number, high: number): number =>
    Math.min(Math.max(bound < 0 ? bound + size : bound, low), high)
  const taken: T[] = []
  if (step > 0) {
    const end = clamp(stop ?? size, 0, size)
    for (let i = clamp(start ?? 0, 0, size); i < end; i += step) taken.push(items[i] as T)
  } else {
    const end = stop === undefined ? -1 : clamp(stop, -1, size - 1)
    for (let i = clamp(start ?? size - 1, -1, size - 1); i > end; i += step) taken.push(items[i] as T)
  }
  return taken
}
