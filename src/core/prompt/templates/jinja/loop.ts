// `for`: the loop's own scope, its `loop` variable, filtering, else, and recursion.

import type { Output } from '../output.ts'
import type { Body, Expression, Statement } from './ast.ts'
import { capture } from './capture.ts'
import type { Evaluator } from './evaluate.ts'
import { Scope } from './scope.ts'
import { Callable, equal, Namespace, plain } from './values.ts'

type For = Statement & { readonly kind: 'for' }

export interface LoopHost {
  readonly evaluator: Evaluator
  run(body: Body, scope: Scope, output: Output): void
  assign(target: Expression, value: unknown, scope: Scope, reachesOut: boolean): void
}

export function runLoop(executor: LoopHost, node: For, scope: Scope, output: Output): void {
  const over = executor.evaluator.evaluate(node.over, scope)
  visit(executor, node, over, scope, output, 1)
}

function visit(executor: LoopHost, node: For, over: unknown, scope: Scope, output: Output, depth: number): void {
  const { evaluator } = executor
  evaluator.at(node.at)
  const items = wanted(executor, node, entries(executor, node, over), scope)
  if (items.length === 0) {
    executor.run(node.otherwise, new Scope([], scope), output)
    return
  }
  const again = new Callable('loop', ({ positional }) =>
    capture((inner) => visit(executor, node, positional[0], scope, inner, depth + 1)),
  )
  let last: unknown
  const changed = new Callable('changed', ({ positional }) => {
    const same = equal(last, [...positional])
    last = [...positional]
    return !same
  })
  const base = new Scope([], scope)
  for (const [i, item] of items.entries()) {
    evaluator.step()
    // nunjucks keeps what a pass sets for the next one.
    const inner = evaluator.dialect.setReachesOut ? base : new Scope([], base)
    inner.set('loop', loopVariable(items, i, depth, changed, again))
    executor.assign(node.target, item, inner, false)
    executor.run(node.body, inner, output)
  }
}

/** What the loop goes through: two names take the entries of a map apart in nunjucks. */
function entries(executor: LoopHost, node: For, over: unknown): unknown[] {
  const { evaluator } = executor
  const { javascript } = evaluator.dialect.syntax
  const value = plain(over)
  if (javascript && value instanceof Map)
    return node.target.kind === 'tuple' ? [...value].map(([key, one]) => [key, one]) : []
  if (javascript && (value === null || typeof value === 'number' || typeof value === 'boolean')) return []
  return evaluator.iterate(value)
}

function wanted(executor: LoopHost, node: For, items: unknown[], scope: Scope): unknown[] {
  const { when } = node
  if (when === undefined) return items
  return items.filter((item) => {
    const inner = new Scope([], scope)
    executor.assign(node.target, item, inner, false)
    return executor.evaluator.truthy(when, inner)
  })
}

function loopVariable(
  items: readonly unknown[],
  i: number,
  depth: number,
  changed: Callable,
  again: Callable,
): Namespace {
  const cycle = new Callable('cycle', ({ positional }) => positional[i % Math.max(1, positional.length)])
  return new Namespace(
    [
      ['index', i + 1],
      ['index0', i],
      ['revindex', items.length - i],
      ['revindex0', items.length - i - 1],
      ['first', i === 0],
      ['last', i === items.length - 1],
      ['length', items.length],
      ['previtem', i === 0 ? undefined : items[i - 1]],
      ['nextitem', items[i + 1]],
      ['depth', depth],
      ['depth0', depth - 1],
      ['cycle', cycle],
      ['changed', changed],
    ],
    again.call,
  )
}
