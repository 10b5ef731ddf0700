// A Mustache template at work: names are looked for from the innermost value outwards, among own entries alone.
import type { Vars } from '../../../evals/case.ts'
import { Budget } from '../budget.ts'
import { javascriptText, toValue } from '../data.ts'
import { type Piece, type RenderOptions, TemplateError } from '../engine.ts'
import { Output } from '../output.ts'
import { type Node, parseMustache } from './parse.ts'

/** `escaped`: for what `{{name}}` prints. Prompts have none. */
export function renderMustache(
  source: string,
  vars: Vars,
  options: RenderOptions = {},
  escaped: (text: string) => string = (text) => text,
): Piece[] {
  const renderer = new Renderer(options.partials ?? {}, escaped)
  const output = new Output()
  renderer.run(parseMustache(source), [toValue(vars)], output)
  return [...output.pieces()]
}

class Renderer {
  readonly #budget = new Budget()
  readonly #partials: Readonly<Record<string, string>>
  readonly #escape: (text: string) => string
  readonly #parsed = new Map<string, readonly Node[]>()

  constructor(partials: Readonly<Record<string, string>>, escaped: (text: string) => string) {
    this.#partials = partials
    this.#escape = escaped
  }

  /** `stack`: the values here, the innermost last. */
  run(nodes: readonly Node[], stack: readonly unknown[], output: Output): void {
    for (const node of nodes) {
      this.#budget.step(node.at, 1 + (stack.length >> 2))
      if (node.kind === 'text') {
        this.#budget.spend(node.at, node.text.length)
        output.literal(node.text)
      } else if (node.kind === 'value') {
        const text = javascriptText(lookUpIn(stack, node.name), (count) => this.#budget.spend(node.at, count))
        const printed = node.raw ? text : this.#escape(text)
        this.#budget.spend(node.at, printed.length)
        output.value(printed)
      } else if (node.kind === 'section') this.#section(node, stack, output)
      else this.#partial(node, stack, output)
    }
  }

  #section(node: Node & { kind: 'section' }, stack: readonly unknown[], output: Output): void {
    const value = lookUpIn(stack, node.name)
    const empty = !value || (Array.isArray(value) && value.length === 0)
    if (node.inverted) {
      if (empty) this.run(node.body, stack, output)
      return
    }
    if (empty) return
    for (const item of Array.isArray(value) ? value : [value]) {
      this.#budget.step(node.at)
      this.run(node.body, [...stack, item], output)
    }
  }

  /** What is not there prints nothing where no partials were given for it: as the specification says. */
  #partial(node: Node & { kind: 'partial' }, stack: readonly unknown[], output: Output): void {
    const source = Object.hasOwn(this.#partials, node.name) ? this.#partials[node.name] : undefined
    if (source === undefined) return
    const key = `${node.indent}|${node.name}`
    const nodes = this.#parsed.get(key) ?? partialOf(node, source)
    this.#parsed.set(key, nodes)
    this.#budget.deeper(node.at, () => this.run(nodes, stack, output))
  }
}

/** The lines of the partial's own text move in, what values print into them does not. */
function partialOf(node: Node & { kind: 'partial' }, source: string): readonly Node[] {
  const lines = node.indent === '' ? source : source.replace(/^(?!$(?![\s\S]))/gm, node.indent)
  try {
    return parseMustache(lines)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new TemplateError({ message: `In "${node.name}": ${error.message}`, offset: node.at })
  }
}

function lookUpIn(stack: readonly unknown[], name: string): unknown {
  if (name === '.') return stack.at(-1)
  const [first = '', ...rest] = name.split('.')
  for (let i = stack.length - 1; i >= 0; i--) {
    const value = own(stack[i], first)
    if (value !== undefined) return rest.reduce(own, value)
  }
  return undefined
}

function own(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name)
  if (!Array.isArray(value)) return undefined
  return name === 'length' ? value.length : /^\d{1,9}$/.test(name) ? value[Number(name)] : undefined
}
