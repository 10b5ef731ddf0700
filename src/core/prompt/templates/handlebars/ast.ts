// What a Handlebars template is made of once it is read. `at` is the offset in the template.

/** `../a.b`, `@index`, `this`: how far up, whether of the loop data, and the names to walk. */
export interface Path {
  readonly kind: 'path'
  readonly at: number
  readonly up: number
  readonly data: boolean
  readonly names: readonly string[]
  /** Written with `this` or `.`: never a helper. */
  readonly scoped: boolean
}

export type Expression =
  | Path
  | { readonly kind: 'literal'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'call'; readonly at: number; readonly call: Call }

export interface Call {
  readonly at: number
  readonly callee: Expression
  readonly params: readonly Expression[]
  readonly hash: ReadonlyMap<string, Expression>
}

export type Body = readonly Statement[]

export type Statement =
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'output'; readonly at: number; readonly call: Call }
  | {
      readonly kind: 'block'
      readonly at: number
      readonly call: Call
      readonly names: readonly string[]
      readonly body: Body
      readonly otherwise: Body
    }
  | {
      readonly kind: 'partial'
      readonly at: number
      readonly call: Call
      readonly indent: string
      /** What stands between the tags of a partial block. */
      readonly body: Body | undefined
    }
  | { readonly kind: 'inline'; readonly at: number; readonly name: string; readonly body: Body }
