// Which contests to run, from the command line.
import type { SeedQuality } from './world.ts'

const WORLDS = ['a', 'b', 'c', 'd', 'null'] as const
export type WorldName = (typeof WORLDS)[number]

export interface Plan {
  readonly seeds: readonly number[]
  readonly budgets: readonly number[]
  readonly qualities: readonly SeedQuality[]
  readonly worlds: readonly WorldName[]
  readonly systems: readonly string[]
}

/** Throws an Error whose message says what is wrong. */
export function readPlan(values: Readonly<Record<string, string | undefined>>): Plan {
  const first = numberOf('first-seed', values['first-seed'])
  const list = (name: string) => (values[name] ?? '').split(',').filter((part) => part !== '')
  return {
    seeds: Array.from({ length: numberOf('seeds', values.seeds) }, (_, i) => first + i),
    budgets: list('budgets').map((part) => numberOf('budgets', part)),
    qualities: list('seedprompts').map((part) => oneOf(part, ['empty', 'mid', 'strong'])),
    worlds: list('worlds').map((part) => oneOf(part, WORLDS)),
    systems: list('systems'),
  }
}

function numberOf(name: string, text: string | undefined): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes whole numbers above 0, not "${text}".`)
  return value
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text)
  if (found === undefined) throw new Error(`"${text}" is none of ${allowed.join(', ')}.`)
  return found
}
