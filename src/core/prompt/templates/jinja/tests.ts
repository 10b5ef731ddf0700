// `is …`: Jinja's tests.
import { Float, Tuple } from '../python/values.ts'
import type { Test } from './dialect.ts'
import { Callable, isList, isText, Namespace, numberIn, plain } from './values.ts'

const compared =
  (operator: string): Test =>
  (value, args, host) =>
    host.dialect.compare(operator, plain(value), plain(args.get(0, 'other')), host)

const [equals, differs, less, greater, atMost, atLeast] = ['==', '!=', '<', '>', '<=', '>='].map(compared) as [
  Test,
  Test,
  Test,
  Test,
  Test,
  Test,
]

const remainder: Test = (value, args, host) => {
  const [number, divisor] = [numberIn(value), numberIn(args.get(0, 'num'))]
  if (number === undefined || divisor === undefined || divisor === 0) return host.refuse('Only numbers can be divided.')
  return number % divisor === 0
}

function parity(rest: number): Test {
  return (value, _, host) => Math.abs((numberIn(value) ?? host.refuse('Only numbers are odd or even.')) % 2) === rest
}

export const pythonTests: Readonly<Record<string, Test>> = {
  defined: (value) => value !== undefined,
  undefined: (value) => value === undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  number: (value) => numberIn(value) !== undefined,
  integer: (value) => typeof value === 'number' && Number.isInteger(value),
  float: (value) => value instanceof Float || (typeof value === 'number' && !Number.isInteger(value)),
  string: isText,
  mapping: (value) => value instanceof Map,
  sequence: (value) => isText(value) || isList(value) || value instanceof Map,
  iterable: (value) => value === undefined || isText(value) || isList(value) || value instanceof Map,
  callable: (value) => value instanceof Callable || (value instanceof Namespace && value.call !== undefined),
  sameas: (value, args) => {
    const other = args.get(0, 'other')
    return value === other || (isText(value) && isText(other) && String(value) === String(other))
  },
  escaped: () => false,
  lower: (value, _, host) => isCase(host.text(value), (text) => text.toLowerCase()),
  upper: (value, _, host) => isCase(host.text(value), (text) => text.toUpperCase()),
  odd: parity(1),
  even: parity(0),
  divisibleby: remainder,
  in: (value, args, host) => host.dialect.compare('in', plain(value), plain(args.get(0, 'seq')), host),
  filter: (value, _, host) => host.dialect.filters.has(host.text(value)),
  test: (value, _, host) => host.dialect.tests.has(host.text(value)),
  eq: equals,
  equalto: equals,
  '==': equals,
  ne: differs,
  '!=': differs,
  lt: less,
  lessthan: less,
  '<': less,
  gt: greater,
  greaterthan: greater,
  '>': greater,
  le: atMost,
  '<=': atMost,
  ge: atLeast,
  '>=': atLeast,
}

/** For nunjucks, where equality is JavaScript's and a few names differ. */
export const javascriptTests: Readonly<Record<string, Test>> = {
  ...pythonTests,
  null: (value) => value === null,
  falsy: (value, _, host) => !host.dialect.truthy(plain(value)),
  truthy: (value, _, host) => host.dialect.truthy(plain(value)),
  number: (value) => typeof value === 'number',
  odd: (value) => (numberIn(value) ?? 0) % 2 === 1,
  even: (value) => (numberIn(value) ?? 1) % 2 === 0,
  mapping: (value) => value instanceof Map,
  iterable: (value) => isText(value) || Array.isArray(value) || value instanceof Tuple,
  sameas: (value, args) => plain(value) === plain(args.get(0, 'other')),
  equalto: (value, args) => plain(value) === plain(args.get(0, 'other')),
  eq: (value, args) => plain(value) === plain(args.get(0, 'other')),
}

function isCase(text: string, change: (text: string) => string): boolean {
  return text === change(text) && text.toLowerCase() !== text.toUpperCase()
}
