// Jinja's JavaScript sibling as nunjucks 3.2 has it, autoescape off as in promptfoo: JavaScript's printing, truth and
// arithmetic, and nothing printed for what is not there.
import { javascriptText } from '../data.ts'
import { Float, Tuple } from '../python/values.ts'
import { ArgumentReader, type Dialect, type Host, type Method, table } from './dialect.ts'
import { javascriptFilters } from './filters/javascript.ts'
import { listFilters } from './filters/lists.ts'
import { textFilters } from './filters/texts.ts'
import { javascriptGlobals } from './globals.ts'
import { arrayMethods, numberMethods, textMethods } from './methods/javascript.ts'
import { TemplateRegex } from './regex.ts'
import { javascriptTests } from './tests.ts'
import { Callable, isList, itemsIn, numberIn, sizeOf } from './values.ts'

const PYTHON_ONLY = new Set([
  'map',
  'min',
  'max',
  'items',
  'unique',
  'attr',
  'tojson',
  'format',
  'pprint',
  'xmlattr',
  'wordwrap',
  'count',
])

export const javascriptDialect: Dialect = {
  syntax: { javascript: true, keepTrailingNewline: true },
  text: javascriptText,
  truthy: (value) => (value instanceof Float ? value.value !== 0 : Boolean(value)),
  unary: (operator, value) => (operator === '-' ? -toNumber(value) : toNumber(value)),
  binary,
  compare,
  attribute,
  item,
  iterate,
  undefinedIsError: false,
  setReachesOut: true,
  filters: new Map([
    ...[...table(textFilters, listFilters)].filter(([name]) => !PYTHON_ONLY.has(name)),
    ...table(javascriptFilters),
  ]),
  tests: table(javascriptTests),
  globals: javascriptGlobals,
}

function binary(operator: string, left: unknown, right: unknown, host: Host): unknown {
  if (operator === '~' || (operator === '+' && (isObjectOrText(left) || isObjectOrText(right)))) {
    const text = added(left) + added(right)
    host.spend(text.length)
    return text
  }
  const [m, n] = [toNumber(left), toNumber(right)]
  switch (operator) {
    case '+':
      return m + n
    case '-':
      return m - n
    case '*':
      return m * n
    case '/':
      return m / n
    case '//':
      return Math.floor(m / n)
    case '%':
      return m % n
    case '**':
      return m ** n
    default:
      return host.refuse(`"${operator}" is no operator.`)
  }
}

function isObjectOrText(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && !(value instanceof Float))
}

/** As `+` prints its sides: null and undefined by name. */
function added(value: unknown): string {
  return value === null || value === undefined ? String(value) : javascriptText(value)
}

function toNumber(value: unknown): number {
  const number = numberIn(value)
  if (number !== undefined) return number
  if (value === null) return 0
  return typeof value === 'string' ? Number(value) : Number.NaN
}

function compare(operator: string, left: unknown, right: unknown, host: Host): boolean {
  const [a, b] = [unboxed(left), unboxed(right)]
  switch (operator) {
    case '===':
      return a === b
    case '!==':
      return a !== b
    case '==':
      return loose(a, b)
    case '!=':
      return !loose(a, b)
    case 'in':
      return contains(b, a, host)
    case 'not in':
      return !contains(b, a, host)
    default: {
      const [p, q] = [a, b].map((one) => (isObjectOrText(one) ? javascriptText(one) : one))
      const both = typeof p === 'string' && typeof q === 'string'
      const [x, y] = both ? [p, q] : [toNumber(p), toNumber(q)]
      return operator === '<' ? x < y : operator === '>' ? x > y : operator === '<=' ? x <= y : x >= y
    }
  }
}

function unboxed(value: unknown): unknown {
  return value instanceof Float ? value.value : value
}

function loose(a: unknown, b: unknown): boolean {
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null)
  if (typeof a === typeof b) return a === b
  if (isList(a) || a instanceof Map || isList(b) || b instanceof Map) return javascriptText(a) === javascriptText(b)
  return toNumber(a) === toNumber(b)
}

function contains(container: unknown, value: unknown, host: Host): boolean {
  if (isList(container)) return itemsIn(container).some((one) => unboxed(one) === value)
  if (typeof container === 'string') return container.includes(javascriptText(value))
  if (container instanceof Map) return container.has(javascriptText(value))
  return host.refuse('Only a list, a text or a map can hold something.')
}

function attribute(value: unknown, name: string, host: Host): unknown {
  if (value instanceof Map) return value.get(name)
  if (name === 'length' && (isList(value) || typeof value === 'string')) return sizeOf(value)
  const methods = methodsOf(value)
  if (methods === undefined || !Object.hasOwn(methods, name)) return undefined
  const method = methods[name] as Method
  return new Callable(name, (args) => method(new ArgumentReader(args), host))
}

function methodsOf(value: unknown): Readonly<Record<string, Method>> | undefined {
  if (typeof value === 'string') return textMethods(value)
  if (Array.isArray(value)) return arrayMethods(value)
  if (value instanceof TemplateRegex)
    return { test: (args, host) => value.test(host.text(args.get(0, 'text')), () => host.step()) }
  return typeof value === 'number' ? numberMethods(value) : undefined
}

function item(value: unknown, key: unknown, host: Host): unknown {
  const index = numberIn(key) ?? (typeof key === 'string' && /^\d{1,9}$/.test(key) ? Number(key) : undefined)
  if (index !== undefined && isList(value)) return itemsIn(value)[index]
  if (index !== undefined && typeof value === 'string') return value[index]
  return attribute(value, javascriptText(key), host)
}

function iterate(value: unknown): unknown[] | undefined {
  if (value === undefined || value === null) return []
  if (isList(value)) return [...itemsIn(value)]
  if (typeof value === 'string') return [...value]
  return value instanceof Map ? [...value].map((entry) => new Tuple(entry)) : undefined
}
