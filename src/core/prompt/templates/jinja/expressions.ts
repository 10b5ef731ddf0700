// Expressions, read from tokens by descent: precedence as in Jinja2's parser.
import type { Arguments, Expression } from './ast.ts'
import type { TokenReader } from './tokenReader.ts'

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['none', null],
])
const PYTHON_CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
])
const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=', '===', '!=='])
const NO_ARGUMENTS: Arguments = { positional: [], named: [] }

/** With `a if b else c`; a comma makes a tuple. */
export function readTuple(reader: TokenReader, choices = true): Expression {
  const { at } = reader
  const read = (): Expression => (choices ? readExpression(reader) : readOr(reader))
  const first = read()
  if (!reader.isOperator(',')) return first
  const items = [first]
  while (reader.operator(',')) {
    if (reader.done || reader.isName('in') || reader.isOperator(')') || reader.isOperator('=')) break
    items.push(read())
  }
  return { kind: 'tuple', at, items }
}

export function readExpression(reader: TokenReader): Expression {
  return reader.deeper(() => {
    let then = readOr(reader)
    while (reader.isName('if')) {
      const { at } = reader.take()
      const when = readOr(reader)
      const otherwise = reader.word('else') ? readExpression(reader) : undefined
      then = { kind: 'choice', at, when, then, otherwise }
    }
    return then
  })
}

export function readOr(reader: TokenReader): Expression {
  let left = readAnd(reader)
  while (reader.isName('or')) {
    const { at } = reader.take()
    left = { kind: 'or', at, left, right: readAnd(reader) }
  }
  return left
}

function readAnd(reader: TokenReader): Expression {
  let left = readNot(reader)
  while (reader.isName('and')) {
    const { at } = reader.take()
    left = { kind: 'and', at, left, right: readNot(reader) }
  }
  return left
}

function readNot(reader: TokenReader): Expression {
  if (!reader.isName('not')) return readComparison(reader)
  const { at } = reader.take()
  return { kind: 'unary', at, operator: 'not', of: reader.deeper(() => readNot(reader)) }
}

function readComparison(reader: TokenReader): Expression {
  const { at } = reader
  const first = readBinary(reader, 0)
  const rest: (readonly [string, Expression])[] = []
  for (;;) {
    const operator = comparison(reader)
    if (operator === undefined) break
    rest.push([operator, readBinary(reader, 0)])
  }
  return rest.length === 0 ? first : { kind: 'compare', at, first, rest }
}

function comparison(reader: TokenReader): string | undefined {
  const token = reader.peek()
  if (token?.type === 'operator' && COMPARISONS.has(token.value)) return reader.take().value
  if (reader.word('in')) return 'in'
  if (!reader.isName('not') || !reader.isName('in', 1)) return undefined
  reader.take()
  reader.take()
  return 'not in'
}

const PYTHON_LEVELS = [['+', '-'], ['~'], ['*', '/', '//', '%'], ['**']]
const JAVASCRIPT_LEVELS = [['~'], ['+'], ['-'], ['*'], ['/'], ['//'], ['%'], ['**']]

/** Binary operators by level, all of them to the left. */
function readBinary(reader: TokenReader, level: number): Expression {
  const operators = (reader.javascript ? JAVASCRIPT_LEVELS : PYTHON_LEVELS)[level]
  if (operators === undefined) return readUnary(reader, true)
  let left = readBinary(reader, level + 1)
  for (;;) {
    const token = reader.peek()
    if (token?.type !== 'operator' || !operators.includes(token.value)) return left
    const { at, value: operator } = reader.take()
    left = { kind: 'binary', at, operator, left, right: readBinary(reader, level + 1) }
  }
}

function readUnary(reader: TokenReader, filters: boolean): Expression {
  const { at } = reader
  const sign = reader.operator('-') ? '-' : reader.operator('+') ? '+' : undefined
  const bare: Expression =
    sign === undefined
      ? readPrimary(reader)
      : { kind: 'unary', at, operator: sign, of: reader.deeper(() => readUnary(reader, false)) }
  const value = readPostfix(reader, bare)
  return filters ? readFilters(reader, value) : value
}

function readPrimary(reader: TokenReader): Expression {
  const token = reader.take()
  const { at } = token
  if (token.type === 'string') {
    let value = token.value
    while (!reader.javascript && reader.peek()?.type === 'string') value += reader.take().value
    return { kind: 'constant', at, value }
  }
  if (token.type === 'number') return { kind: 'constant', at, value: token.detail }
  if (token.type === 'regex') return { kind: 'regex', at, source: token.value, flags: String(token.detail ?? '') }
  if (token.type === 'name') {
    const constants = CONSTANTS.has(token.value) || reader.javascript ? CONSTANTS : PYTHON_CONSTANTS
    if (constants.has(token.value)) return { kind: 'constant', at, value: constants.get(token.value) }
    return { kind: 'name', at, name: token.value }
  }
  if (token.value === '(') return readParentheses(reader, at)
  if (token.value === '[') return { kind: 'list', at, items: readItems(reader, ']') }
  if (token.value === '{') return readDict(reader, at)
  throw reader.refuse(`"${token.value}" cannot stand here, found`)
}

function readParentheses(reader: TokenReader, at: number): Expression {
  if (reader.operator(')')) return { kind: 'tuple', at, items: [] }
  const inner = readTuple(reader)
  reader.expect(')')
  return inner
}

function readItems(reader: TokenReader, closing: string): Expression[] {
  const items: Expression[] = []
  while (!reader.operator(closing)) {
    if (items.length > 0) {
      reader.expect(',')
      if (reader.operator(closing)) break
    }
    items.push(readExpression(reader))
  }
  return items
}

function readDict(reader: TokenReader, at: number): Expression {
  const entries: (readonly [Expression, Expression])[] = []
  while (!reader.operator('}')) {
    if (entries.length > 0) {
      reader.expect(',')
      if (reader.operator('}')) break
    }
    const key = readExpression(reader)
    reader.expect(':')
    const bare = reader.javascript && key.kind === 'name'
    entries.push([bare ? { kind: 'constant', at: key.at, value: key.name } : key, readExpression(reader)])
  }
  return { kind: 'dict', at, entries }
}

export function readPostfix(reader: TokenReader, start: Expression): Expression {
  let value = start
  for (;;) {
    const { at } = reader
    if (reader.operator('.')) {
      const token = reader.take()
      if (token.type === 'name') value = { kind: 'attribute', at, of: value, name: token.value }
      else if (token.type === 'number')
        value = { kind: 'item', at, of: value, key: { kind: 'constant', at, value: token.detail } }
      else throw reader.refuse('A name is missing')
    } else if (reader.operator('[')) value = readSubscript(reader, value, at)
    else if (reader.operator('(')) value = { kind: 'call', at, of: value, args: readArguments(reader) }
    else return value
  }
}

function readSubscript(reader: TokenReader, of: Expression, at: number): Expression {
  const bounds: (Expression | undefined)[] = [undefined]
  while (!reader.operator(']')) {
    if (reader.operator(':')) bounds.push(undefined)
    else if (bounds.at(-1) === undefined) bounds[bounds.length - 1] = readExpression(reader)
    else throw reader.refuse('"]" is missing')
  }
  const [key] = bounds
  if (bounds.length > 3) throw reader.refuse('A slice has three parts at most, found more')
  if (bounds.length > 1) return { kind: 'slice', at, of, bounds }
  if (key === undefined) throw reader.refuse('An index is missing')
  return { kind: 'item', at, of, key }
}

/** Filters and tests, and calls between them. */
function readFilters(reader: TokenReader, start: Expression): Expression {
  let value = start
  for (;;) {
    if (reader.operator('|')) value = readFilter(reader, value)
    else if (reader.isName('is')) value = readTest(reader, value)
    else if (reader.isOperator('(')) value = readPostfix(reader, value)
    else return value
  }
}

/** After the bar: `name`, `name(…)`; a dotted name is one name. */
export function readFilter(reader: TokenReader, of: Expression): Expression {
  const { at } = reader
  let name = reader.name()
  while (reader.operator('.')) name += `.${reader.name()}`
  const args = reader.operator('(') ? readArguments(reader) : NO_ARGUMENTS
  return { kind: 'filter', at, of, name, args }
}

function readTest(reader: TokenReader, of: Expression): Expression {
  const { at } = reader.take()
  const negated = reader.word('not')
  let name = reader.name()
  while (reader.operator('.')) name += `.${reader.name()}`
  let args = NO_ARGUMENTS
  if (reader.operator('(')) args = readArguments(reader)
  else if (startsOperand(reader)) args = { positional: [readPostfix(reader, readPrimary(reader))], named: [] }
  return { kind: 'test', at, of, name, args, negated }
}

function startsOperand(reader: TokenReader): boolean {
  const token = reader.peek()
  if (token === undefined) return false
  if (token.type === 'name') return !['else', 'or', 'and', 'is', 'if', 'not', 'in', 'recursive'].includes(token.value)
  return token.type === 'operator' ? token.value === '[' || token.value === '{' : true
}

/** After the opening parenthesis, up to and with the closing one. */
function readArguments(reader: TokenReader): Arguments {
  const positional: Expression[] = []
  const named: (readonly [string, Expression])[] = []
  const spreads: { spread?: Expression; spreadNamed?: Expression } = {}
  let first = true
  while (!reader.operator(')')) {
    if (!first) {
      reader.expect(',')
      if (reader.operator(')')) break
    }
    first = false
    if (reader.operator('**')) spreads.spreadNamed = readExpression(reader)
    else if (reader.operator('*')) spreads.spread = readExpression(reader)
    else if (reader.isName() && reader.isOperator('=', 1)) {
      const name = reader.name()
      reader.take()
      named.push([name, readExpression(reader)])
    } else positional.push(readExpression(reader))
  }
  return { positional, named, ...spreads }
}
