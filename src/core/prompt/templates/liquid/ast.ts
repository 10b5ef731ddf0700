// What a Liquid template is made of once it is read. `at` is the offset in the template.

export type Expression =
  | { readonly kind: 'literal'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'empty' | 'blank'; readonly at: number }
  | { readonly kind: 'range'; readonly at: number; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'path'; readonly at: number; readonly name: string; readonly keys: readonly Expression[] }

export interface Filter {
  readonly at: number
  readonly name: string
  readonly args: readonly Expression[]
  readonly named: ReadonlyMap<string, Expression>
}

/** A value and the filters it goes through. */
export interface Filtered {
  readonly at: number
  readonly of: Expression
  readonly filters: readonly Filter[]
}

export type Condition =
  | { readonly kind: 'value'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }

export type Body = readonly Statement[]

export type Statement = { readonly at: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly of: Filtered }
  | { readonly kind: 'if'; readonly cases: readonly (readonly [Condition, Body])[]; readonly otherwise: Body }
  | {
      readonly kind: 'case'
      readonly of: Expression
      readonly cases: readonly (readonly [readonly Expression[], Body])[]
      readonly otherwise: Body
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly over: Expression
      readonly offset: Expression | undefined
      readonly limit: Expression | undefined
      readonly reversed: boolean
      readonly body: Body
      readonly otherwise: Body
    }
  | { readonly kind: 'assign'; readonly name: string; readonly of: Filtered }
  | { readonly kind: 'capture'; readonly name: string; readonly body: Body }
  | { readonly kind: 'count'; readonly name: string; readonly by: 1 | -1 }
  | { readonly kind: 'cycle'; readonly group: string; readonly items: readonly Expression[] }
  | { readonly kind: 'leave'; readonly how: 'break' | 'continue' }
  | {
      readonly kind: 'include'
      readonly of: Expression
      /** `render` sees its arguments alone. */
      readonly alone: boolean
      readonly args: ReadonlyMap<string, Expression>
    }
)
