// The functions that every template has.
import type { Host } from './dialect.ts'
import { type CallArguments, Callable, Namespace, numberIn } from './values.ts'

const MAX_RANGE = 100_000

export function pythonGlobals(host: Host): ReadonlyMap<string, unknown> {
  return named([
    new Callable('range', (args) => range(args, host)),
    new Callable('dict', ({ positional, named: given }) => {
      const [start] = positional
      return new Map<unknown, unknown>([...(start instanceof Map ? start : []), ...given])
    }),
    new Callable('namespace', ({ positional, named: given }) => {
      const start = positional[0] instanceof Map ? [...positional[0]] : []
      return new Namespace([...start.map(([key, value]) => [String(key), value] as const), ...given])
    }),
    cycler(host),
    joiner(', '),
  ])
}

export function javascriptGlobals(host: Host): ReadonlyMap<string, unknown> {
  return named([new Callable('range', (args) => range(args, host)), cycler(host), joiner(',')])
}

function named(functions: readonly Callable[]): ReadonlyMap<string, unknown> {
  return new Map(functions.map((one) => [one.name, one]))
}

function range({ positional }: CallArguments, host: Host): number[] {
  const numbers = positional.map((one) => numberIn(one) ?? host.refuse('A range needs numbers.'))
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step))
  if (count > MAX_RANGE) return host.refuse(`A range holds ${MAX_RANGE} numbers at most.`)
  host.step(count)
  return Array.from({ length: count }, (_, i) => start + i * step)
}

function cycler(host: Host): Callable {
  const { javascript } = host.dialect.syntax
  return new Callable('cycler', ({ positional }) => {
    let at = 0
    const size = Math.max(1, positional.length)
    const self = new Namespace([['current', javascript ? null : positional[0]]])
    const next = (): unknown => {
      const value = positional[at++ % size]
      self.attributes.set('current', javascript ? value : positional[at % size])
      return value
    }
    const reset = (): unknown => {
      at = 0
      self.attributes.set('current', javascript ? null : positional[0])
      return undefined
    }
    self.attributes.set('next', new Callable('next', next)).set('reset', new Callable('reset', reset))
    return self
  })
}

function joiner(preset: string): Callable {
  return new Callable('joiner', ({ positional, named: given }) => {
    const separator = positional[0] ?? given.get('sep') ?? preset
    let first = true
    return new Callable('joiner', () => {
      const text = first ? '' : separator
      first = false
      return text
    })
  })
}
