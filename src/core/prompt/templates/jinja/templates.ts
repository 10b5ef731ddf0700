// One rendering: the template, those that it extends, includes and imports out of the given partials, and nothing else.

import { Budget } from '../budget.ts'
import { type Piece, type RenderOptions, TemplateError } from '../engine.ts'
import { Output } from '../output.ts'
import type { Body, Statement } from './ast.ts'
import type { Dialect } from './dialect.ts'
import { Evaluator } from './evaluate.ts'
import { type Blocks, Executor, type Templates } from './execute.ts'
import { parseJinja } from './parser.ts'
import { Scope } from './scope.ts'

export function renderJinja(
  source: string,
  values: Iterable<readonly [string, unknown]>,
  dialect: Dialect,
  options: RenderOptions = {},
): Piece[] {
  const evaluator = new Evaluator(dialect, new Budget())
  const inputs = new Scope([...dialect.globals(evaluator), ...values])
  const output = new Output()
  new TemplateSet(evaluator, options.partials ?? {}, inputs).run(parseJinja(source, dialect.syntax), inputs, output)
  return [...output.pieces()]
}

class TemplateSet implements Templates {
  readonly #evaluator: Evaluator
  readonly #partials: Readonly<Record<string, string>>
  readonly #inputs: Scope
  readonly #parsed = new Map<string, Body>()

  constructor(evaluator: Evaluator, partials: Readonly<Record<string, string>>, inputs: Scope) {
    this.#evaluator = evaluator
    this.#partials = partials
    this.#inputs = inputs
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#partials, name)
  }

  /** Runs a template up the line of those that it extends. */
  run(body: Body, outer: Scope, output: Output): Scope {
    const top = new Scope([], outer)
    const blocks: Blocks = new Map()
    const line = new Set<string>()
    let current = body
    for (;;) {
      collectBlocks(current, blocks)
      const executor = new Executor(this.#evaluator, this, blocks)
      top.set('self', executor.self(top))
      executor.run(current, top, output)
      if (executor.parent === undefined) return top
      if (line.has(executor.parent)) return this.#evaluator.refuse(`"${executor.parent}" extends itself.`)
      line.add(executor.parent)
      current = this.#body(executor.parent)
    }
  }

  include(name: string, scope: Scope | undefined, output: Output): void {
    const body = this.#body(name)
    this.#evaluator.budget.deeper(0, () => this.run(body, scope ?? this.#inputs, output))
  }

  exports(name: string, scope: Scope | undefined): ReadonlyMap<string, unknown> {
    const body = this.#body(name)
    return this.#evaluator.budget.deeper(0, () => this.run(body, scope ?? this.#inputs, new Output())).own()
  }

  #body(name: string): Body {
    const known = this.#parsed.get(name)
    if (known !== undefined) return known
    const source = this.has(name) ? this.#partials[name] : undefined
    if (source === undefined) return this.#evaluator.refuse(`There is no template "${name}" to include.`)
    const body = parsePartial(name, source, this.#evaluator.dialect)
    this.#parsed.set(name, body)
    return body
  }
}

function parsePartial(name: string, source: string, dialect: Dialect): Body {
  try {
    return parseJinja(source, dialect.syntax)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new TemplateError({ message: `In "${name}": ${error.message}`, offset: 0 })
  }
}

function collectBlocks(body: Body, blocks: Blocks): void {
  for (const statement of body) {
    if (statement.kind === 'block') blocks.set(statement.name, [...(blocks.get(statement.name) ?? []), statement.body])
    for (const inner of bodiesOf(statement)) collectBlocks(inner, blocks)
  }
}

function bodiesOf(statement: Statement): Body[] {
  switch (statement.kind) {
    case 'if':
    case 'switch':
      return [...statement.cases.map(([, body]) => body), statement.otherwise]
    case 'for':
      return [statement.body, statement.otherwise]
    default:
      return 'body' in statement ? [statement.body] : []
  }
}
