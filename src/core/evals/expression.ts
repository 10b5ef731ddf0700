// Arithmetic over named numbers, as in promptfoo's derived metrics: a small part of mathjs, parsed and computed here.
// Must never run code.

/** Why an expression has no value: a sentence. */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ExpressionError'
  }
}

type Names = ReadonlyMap<string, number>
type Compute = (names: Names) => number

const FUNCTIONS: Readonly<Record<string, (...numbers: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  log: (x = Number.NaN, base = Math.E) => Math.log(x) / (base === Math.E ? 1 : Math.log(base)),
  log10: Math.log10,
  log2: Math.log2,
  max: Math.max,
  mean: (...numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length,
  min: Math.min,
  pow: Math.pow,
  round: (x = Number.NaN, digits = 0) => Math.round(x * 10 ** digits) / 10 ** digits,
  sqrt: Math.sqrt,
  sum: (...numbers) => numbers.reduce((sum, x) => sum + x, 0),
}

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { or: (a, b) => Number(a !== 0 || b !== 0) },
  { and: (a, b) => Number(a !== 0 && b !== 0) },
  {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a - b * Math.floor(a / b) },
]

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([\p{L}_$][\p{L}\p{N}_$]*)|([<>=!]=|[-+*/%^()<>,?:]))/uy
const MOST_TOKENS = 1000

/** What the expression computes from the names. Throws `ExpressionError` where it is none. */
export function parseExpression(source: string): Compute {
  const tokens = tokensOf(source)
  let at = 0
  const next = (token: string) => tokens[at] === token && at++ >= 0
  const expect = (token: string) => {
    if (!next(token)) throw new ExpressionError(`"${token}" is missing in "${source}".`)
  }

  const conditional = (): Compute => {
    const condition = binary(0)
    if (!next('?')) return condition
    const then = conditional()
    expect(':')
    const otherwise = conditional()
    return (names) => (condition(names) !== 0 ? then(names) : otherwise(names))
  }

  const binary = (level: number): Compute => {
    const operators = OPERATORS[level]
    if (operators === undefined) return unary()
    let left = binary(level + 1)
    for (;;) {
      const operator = operators[tokens[at] ?? '']
      if (operator === undefined) return left
      at++
      const [a, b] = [left, binary(level + 1)]
      left = (names) => operator(a(names), b(names))
    }
  }

  const unary = (): Compute => {
    const sign = ['-', '+', 'not'].find(next)
    if (sign === undefined) return power()
    const operand = unary()
    if (sign === 'not') return (names) => Number(operand(names) === 0)
    return sign === '-' ? (names) => -operand(names) : operand
  }

  /** Binds tighter than a sign before it, and to the right. */
  const power = (): Compute => {
    const base = primary()
    if (!next('^')) return base
    const exponent = unary()
    return (names) => base(names) ** exponent(names)
  }

  const primary = (): Compute => {
    const token = tokens[at++]
    if (token === undefined) throw new ExpressionError(`"${source}" ends too early.`)
    if (token === '(') {
      const inner = conditional()
      expect(')')
      return inner
    }
    if (/^[\d.]/.test(token)) return () => Number(token)
    if (!/^[\p{L}_$]/u.test(token)) throw new ExpressionError(`"${token}" has no place in "${source}".`)
    return next('(') ? call(token) : named(token)
  }

  const call = (name: string): Compute => {
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
    if (apply === undefined) throw new ExpressionError(`The function "${name}" is not known here.`)
    const inputs: Compute[] = []
    if (!next(')')) {
      do inputs.push(conditional())
      while (next(','))
      expect(')')
    }
    return (names) => apply(...inputs.map((input) => input(names)))
  }

  const whole = conditional()
  if (at < tokens.length) throw new ExpressionError(`"${tokens[at]}" has no place in "${source}".`)
  return whole
}

function named(name: string): Compute {
  return (names) => {
    const value = names.get(name) ?? { pi: Math.PI, e: Math.E }[name]
    if (value === undefined) throw new ExpressionError(`There is no "${name}".`)
    return value
  }
}

function tokensOf(source: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  const text = source.trimEnd()
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(text)
    if (match === null) throw new ExpressionError(`"${text.slice(at).trim()}" has no place in "${source}".`)
    if (tokens.push(match[0].trim()) > MOST_TOKENS) throw new ExpressionError('The expression is too long.')
  }
  return tokens
}
