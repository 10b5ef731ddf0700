// The inputs of a Handlebars template: names looked up at its root. Inside of `each` and `with` a name may belong to an
// item, and counts only when it is reached by `../` or `@root`.
import type { TemplateProblem } from '../engine.ts'
import type { Body, Call, Expression, Path } from './ast.ts'
import { BLOCK_HELPERS, MARKERS, VALUE_HELPERS } from './helpers.ts'
import { nameOf } from './parser.ts'

export interface Names {
  readonly inputs: ReadonlySet<string>
  /** A helper that does not exist. */
  readonly unknown: TemplateProblem | undefined
}

/** How many values stand between this place and the root, and the block parameters here. */
interface Place {
  readonly depth: number
  readonly bound: ReadonlySet<string>
}

export function namesIn(body: Body): Names {
  const walker = new Walker()
  walker.body(body, { depth: 0, bound: new Set() })
  return walker
}

class Walker implements Names {
  readonly inputs = new Set<string>()
  unknown: TemplateProblem | undefined

  body(body: Body, place: Place): void {
    for (const node of body) {
      if (node.kind === 'output') this.#call(node.call, place)
      else if (node.kind === 'block') {
        const name = nameOf(node.call.callee)
        const plain = node.call.params.length === 0 && node.call.hash.size === 0
        if (plain) this.#expression(node.call.callee, place)
        else this.#call(node.call, place, BLOCK_HELPERS)
        // A plain section may go through a list, or into an object.
        const moves = plain || name === 'each' || name === 'with'
        const bound = new Set([...place.bound, ...node.names])
        this.body(node.body, { depth: place.depth + (moves ? 1 : 0), bound })
        this.body(node.otherwise, place)
      } else if (node.kind === 'partial') {
        for (const one of [...node.call.params, ...node.call.hash.values()]) this.#expression(one, place)
        if (node.call.callee.kind === 'call') this.#expression(node.call.callee, place)
        if (node.body !== undefined) this.body(node.body, place)
      } else if (node.kind === 'inline') this.body(node.body, place)
    }
  }

  #call(call: Call, place: Place, more: ReadonlySet<string> = new Set()): void {
    const name = nameOf(call.callee)
    const helper = MARKERS.has(name) || VALUE_HELPERS.has(name) || more.has(name)
    const plain = call.params.length === 0 && call.hash.size === 0
    if (!helper && plain) this.#expression(call.callee, place)
    if (!helper && !plain) this.unknown ??= { offset: call.at, message: `There is no helper "${name}".` }
    for (const one of [...call.params, ...call.hash.values()]) this.#expression(one, place)
  }

  #expression(node: Expression, place: Place): void {
    if (node.kind === 'call') this.#call(node.call, place)
    if (node.kind !== 'path') return
    const input = inputOf(node, place.depth, place.bound)
    if (input !== undefined) this.inputs.add(input)
  }
}

/** The first name of a path that starts at the root. */
export function inputOf(path: Path, depth: number, bound: ReadonlySet<string>): string | undefined {
  const [first, second] = path.names
  if (path.data) return first === 'root' ? second : undefined
  if (path.up !== depth || first === undefined) return undefined
  return path.up === 0 && bound.has(first) ? undefined : first
}
