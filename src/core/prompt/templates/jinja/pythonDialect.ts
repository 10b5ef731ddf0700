// Jinja as Python's Jinja2 3.1 has it: Python's printing, truth, arithmetic and members.

import { percentFormat } from '../python/formatSpec.ts'
import { pythonText } from '../python/print.ts'
import { asFloat, Float, Tuple } from '../python/values.ts'
import { ArgumentReader, type Dialect, type Host, type Method, table } from './dialect.ts'
import { listFilters } from './filters/lists.ts'
import { numberFilters } from './filters/numbers.ts'
import { textFilters } from './filters/texts.ts'
import { pythonGlobals } from './globals.ts'
import { dictMethods, listMethods } from './methods/collections.ts'
import { stringMethods } from './methods/strings.ts'
import { pythonTests } from './tests.ts'
import { Callable, equal, isList, itemsIn, Namespace, numberIn, order } from './values.ts'

export const pythonDialect: Dialect = {
  syntax: { javascript: false, keepTrailingNewline: false },
  text: pythonText,
  truthy,
  unary: (operator, value, host) => {
    const number = numberIn(value) ?? host.refuse('Only numbers have a sign.')
    const result = operator === '-' ? -number : number
    return value instanceof Float ? new Float(result) : result
  },
  binary,
  compare,
  attribute,
  item,
  iterate,
  undefinedIsError: true,
  setReachesOut: false,
  filters: table(textFilters, listFilters, numberFilters),
  tests: table(pythonTests),
  globals: pythonGlobals,
}

/** Prompty's own Jinja: prints `true`, `1` for 1.0 and nothing for none, and keeps the last newline. */
export const promptyDialect: Dialect = {
  ...pythonDialect,
  syntax: { javascript: false, keepTrailingNewline: true },
  text: (value, spend) => {
    if (value === null) return ''
    if (typeof value === 'boolean') return String(value)
    return value instanceof Float ? String(value.value) : pythonText(value, spend)
  },
}

function truthy(value: unknown): boolean {
  if (value instanceof Float) return value.value !== 0
  if (isList(value)) return itemsIn(value).length > 0
  return value instanceof Map ? value.size > 0 : Boolean(value)
}

function binary(operator: string, left: unknown, right: unknown, host: Host): unknown {
  if (operator === '~') {
    const joined = host.text(left) + host.text(right)
    host.spend(joined.length)
    return joined
  }
  const [a, b] = [numberIn(left), numberIn(right)]
  if (a !== undefined && b !== undefined) {
    const float = isFloat(left) || isFloat(right)
    return arithmetic(operator, a, b, float, host)
  }
  if (operator === '%' && typeof left === 'string') return formatted(left, right, host)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') {
      host.spend(left.length + right.length)
      return left + right
    }
    if (isList(left) && isList(right) && Array.isArray(left) === Array.isArray(right)) {
      const items = [...itemsIn(left), ...itemsIn(right)]
      host.step(items.length)
      return Array.isArray(left) ? items : new Tuple(items)
    }
  }
  if (operator === '*' && a !== undefined && !isFloat(left)) return repeated(right, a, host)
  if (operator === '*' && b !== undefined && !isFloat(right)) return repeated(left, b, host)
  return host.refuse(`"${operator}" cannot combine ${kindOf(left)} and ${kindOf(right)}.`)
}

function arithmetic(operator: string, a: number, b: number, float: boolean, host: Host): unknown {
  if ('/%'.includes(operator[0] ?? '') && b === 0) return host.refuse('Division by zero.')
  const number = (value: number): number | Float => (float ? asFloat(value) : value)
  switch (operator) {
    case '+':
      return number(a + b)
    case '-':
      return number(a - b)
    case '*':
      return number(a * b)
    case '/':
      return asFloat(a / b)
    case '//':
      return number(Math.floor(a / b))
    case '%':
      return number(a - b * Math.floor(a / b))
    case '**':
      return float || b < 0 ? asFloat(a ** b) : a ** b
    default:
      return host.refuse(`"${operator}" is no operator of numbers.`)
  }
}

function repeated(value: unknown, count: number, host: Host): unknown {
  const times = Math.max(0, Math.trunc(count))
  if (typeof value === 'string') {
    host.spend(value.length * times)
    return value.repeat(times)
  }
  if (!isList(value)) return host.refuse(`"*" cannot repeat ${kindOf(value)}.`)
  const items = itemsIn(value)
  host.step(items.length * times)
  const many = Array.from({ length: times }, () => items).flat()
  return Array.isArray(value) ? many : new Tuple(many)
}

function formatted(template: string, right: unknown, host: Host): string {
  const values = right instanceof Tuple ? right.items : [right]
  const text =
    right instanceof Map ? percentFormat(template, [], (name) => right.get(name)) : percentFormat(template, values)
  if (text === undefined) return host.refuse('The values do not fit the format.')
  host.spend(text.length)
  return text
}

function compare(operator: string, left: unknown, right: unknown, host: Host): boolean {
  if (operator === '==') return equal(left, right, (count) => host.step(count))
  if (operator === '!=') return !equal(left, right, (count) => host.step(count))
  if (operator === 'in') return contains(right, left, host)
  if (operator === 'not in') return !contains(right, left, host)
  const ordered = order(left, right)
  if (ordered === undefined) return host.refuse(`"${operator}" cannot compare ${kindOf(left)} and ${kindOf(right)}.`)
  return operator === '<'
    ? ordered < 0
    : operator === '>'
      ? ordered > 0
      : operator === '<='
        ? ordered <= 0
        : ordered >= 0
}

function contains(container: unknown, value: unknown, host: Host): boolean {
  if (typeof container === 'string')
    return typeof value === 'string' ? container.includes(value) : host.refuse('Only a text can be in a text.')
  if (container instanceof Map) return container.has(value)
  return host.iterate(container).some((one) => equal(one, value, (count) => host.step(count)))
}

/** Methods first, then, of a map, its keys: as Jinja2 does. */
function attribute(value: unknown, name: string, host: Host): unknown {
  const methods = methodsOf(value)
  if (methods !== undefined && Object.hasOwn(methods, name)) {
    const method = methods[name] as Method
    return new Callable(name, (args) => method(new ArgumentReader(args), host))
  }
  if (value instanceof Map) return value.get(name)
  const index = value instanceof Tuple ? value.names.indexOf(name) : -1
  return value instanceof Tuple && index >= 0 ? value.items[index] : undefined
}

function methodsOf(value: unknown): Readonly<Record<string, Method>> | undefined {
  if (typeof value === 'string') return stringMethods(value)
  if (value instanceof Map) return dictMethods(value)
  return isList(value) ? listMethods(value) : undefined
}

function item(value: unknown, key: unknown, host: Host): unknown {
  if (value instanceof Map && value.has(key)) return value.get(key)
  const index = numberIn(key)
  if (index !== undefined && (isList(value) || typeof value === 'string')) {
    const items = typeof value === 'string' ? [...value] : itemsIn(value)
    return items[index < 0 ? index + items.length : index]
  }
  return typeof key === 'string' ? attribute(value, key, host) : undefined
}

function iterate(value: unknown): unknown[] | undefined {
  if (value === undefined) return []
  if (isList(value)) return [...itemsIn(value)]
  if (typeof value === 'string') return [...value]
  if (value instanceof Map) return [...value.keys()]
  return value instanceof Namespace ? [...value.attributes.keys()] : undefined
}

function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'none'
  if (isList(value)) return 'a list'
  if (value instanceof Map) return 'a map'
  return typeof value === 'string' ? 'a text' : numberIn(value) === undefined ? 'a function' : 'a number'
}
