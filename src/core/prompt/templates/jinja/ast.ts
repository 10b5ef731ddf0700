// What a Jinja template is made of once it is read. `at` is the offset in the template.

export interface At {
  readonly at: number
}

export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly (readonly [string, Expression])[]
  /** `*list` and `**dict`. */
  readonly spread?: Expression
  readonly spreadNamed?: Expression
}

export type Expression = At &
  (
    | { readonly kind: 'constant'; readonly value: unknown }
    | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
    | { readonly kind: 'item'; readonly of: Expression; readonly key: Expression }
    | {
        readonly kind: 'slice'
        readonly of: Expression
        /** start, stop, step */
        readonly bounds: readonly (Expression | undefined)[]
      }
    | { readonly kind: 'call'; readonly of: Expression; readonly args: Arguments }
    | { readonly kind: 'filter'; readonly of: Expression; readonly name: string; readonly args: Arguments }
    | {
        readonly kind: 'test'
        readonly of: Expression
        readonly name: string
        readonly args: Arguments
        readonly negated: boolean
      }
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: 'compare'
        readonly first: Expression
        readonly rest: readonly (readonly [string, Expression])[]
      }
    | {
        readonly kind: 'choice'
        readonly when: Expression
        readonly then: Expression
        readonly otherwise: Expression | undefined
      }
  )

export type Body = readonly Statement[]

export interface Signature {
  readonly names: readonly string[]
  readonly defaults: ReadonlyMap<string, Expression>
}

export type Statement = At &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'output'; readonly of: Expression }
    | { readonly kind: 'do'; readonly of: Expression }
    | { readonly kind: 'if'; readonly cases: readonly (readonly [Expression, Body])[]; readonly otherwise: Body }
    | {
        readonly kind: 'switch'
        readonly of: Expression
        readonly cases: readonly (readonly [Expression, Body])[]
        readonly otherwise: Body
      }
    | {
        readonly kind: 'for'
        readonly target: Expression
        readonly over: Expression
        readonly when: Expression | undefined
        readonly recursive: boolean
        readonly body: Body
        readonly otherwise: Body
      }
    | { readonly kind: 'set'; readonly target: Expression; readonly value: Expression }
    | {
        readonly kind: 'capture'
        readonly target: Expression
        readonly filter: Expression | undefined
        readonly body: Body
      }
    | { readonly kind: 'macro'; readonly name: string; readonly signature: Signature; readonly body: Body }
    | { readonly kind: 'callBlock'; readonly call: Expression; readonly signature: Signature; readonly body: Body }
    | { readonly kind: 'filterBlock'; readonly filter: Expression; readonly body: Body }
    | { readonly kind: 'with'; readonly bindings: readonly (readonly [Expression, Expression])[]; readonly body: Body }
    | { readonly kind: 'block'; readonly name: string; readonly body: Body }
    | { readonly kind: 'extends'; readonly of: Expression }
    | {
        readonly kind: 'include'
        readonly of: Expression
        readonly ignoreMissing: boolean
        readonly withContext: boolean
      }
    | { readonly kind: 'import'; readonly of: Expression; readonly as: string; readonly withContext: boolean }
    | {
        readonly kind: 'importNames'
        readonly of: Expression
        readonly names: readonly (readonly [string, string])[]
        readonly withContext: boolean
      }
  )

/** The value that a filter block or a `{% set x | filter %}` hands to its filters. */
export const CAPTURED = ' captured'
