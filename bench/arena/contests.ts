// Runs every contest of a plan and scores it by the truth. Systems run side by side, contests of one system in turn.

import { splitCases } from '../../src/core/evals/split.ts'
import { Contest, type Counts, type SeenPrompt, type Split } from './contest.ts'
import { casesOf, SHARES } from './drivers/ours.ts'
import type { Entry, Outcome, Row, Rows, System } from './drivers/system.ts'
import type { Plan, WorldName } from './plan.ts'
import type { ArenaServer } from './server.ts'
import type { SeedQuality, World } from './world.ts'
import { AdditiveWorld } from './worlds/additive.ts'
import { CatalogueWorld } from './worlds/catalogue.ts'
import { DemonstratedWorld } from './worlds/demonstrated.ts'
import { RoutingWorld } from './worlds/routing.ts'

export interface Result {
  readonly world: WorldName
  readonly quality: SeedQuality
  readonly budget: number
  readonly seed: number
  readonly system: string
  readonly counts: Counts
  /** Task calls on train and select rows. */
  readonly calls: number
  readonly truth: { readonly seed: number; readonly winner: number }
  readonly tokens: { readonly seed: number; readonly winner: number }
  readonly outcome: Outcome
  /** True score of the current best by calls. */
  readonly course: readonly { readonly at: number; readonly truth: number }[]
  /** Every prompt the server saw, with its true score. */
  readonly prompts: readonly (Omit<SeenPrompt, 'template'> & { readonly truth: number })[]
}

const SIZES = { rows: 180, heldOut: 1500 }

export async function runAll(plan: Plan, systems: readonly System[], server: ArenaServer): Promise<Result[]> {
  const results = await Promise.all(systems.map((system) => runSystem(plan, system, server)))
  return results.flat()
}

async function runSystem(plan: Plan, system: System, server: ArenaServer): Promise<Result[]> {
  const results: Result[] = []
  for (const seed of plan.seeds)
    for (const name of plan.worlds)
      for (const quality of name === 'null' ? plan.qualities.slice(0, 1) : plan.qualities)
        for (const budget of plan.budgets)
          results.push(await runContest(system, server, { name, quality, budget, seed }))
  return results
}

interface Which {
  readonly name: WorldName
  readonly quality: SeedQuality
  readonly budget: number
  readonly seed: number
}

async function runContest(system: System, server: ArenaServer, which: Which): Promise<Result> {
  const { name, quality, budget, seed } = which
  const world = createWorld(name, quality, seed)
  const rows = rowsOf(world)
  const splitOf = new Map<string, Split>()
  for (const split of ['train', 'select', 'test'] as const) for (const row of rows[split]) splitOf.set(row.id, split)
  const limit = budget + system.overshoot({ rows, budget })
  const contest = new Contest(world, `${name} ${quality} ${seed} ${system.name}`, limit, splitOf)
  const entry: Entry = { url: server.open(contest), world, rows, budget, seed }
  const outcome = await system.run(entry)
  const { counts } = contest
  return {
    world: name,
    quality,
    budget,
    seed,
    system: system.name,
    counts,
    calls: counts.task.train + counts.task.select,
    truth: { seed: contest.truth(world.seedPrompt), winner: contest.truth(outcome.winner) },
    tokens: { seed: tokensOf(world.seedPrompt), winner: tokensOf(outcome.winner) },
    outcome,
    course: outcome.course.map(({ at, prompt }) => ({ at, truth: contest.truth(prompt) })),
    prompts: contest.prompts.map(({ template, ...seen }) => ({ ...seen, truth: contest.truth(template) })),
  }
}

function createWorld(name: WorldName, quality: SeedQuality, seed: number): World {
  if (name === 'b') return new RoutingWorld(String(seed), quality, SIZES.rows)
  if (name === 'c') return new CatalogueWorld(String(seed), quality, SIZES.rows)
  if (name === 'd') return new DemonstratedWorld(String(seed), quality, SIZES)
  return new AdditiveWorld(String(seed), quality, SIZES, name === 'a')
}

/** Our own split of the rows, so that every system gets the same train and select rows. */
function rowsOf(world: World): Rows {
  const { train, select, vault } = splitCases(casesOf(world), { shares: SHARES })
  const test = vault.open({ runId: 0, candidateHash: 'arena', at: 0 }, { recordTestOpening: () => undefined })
  const row = ({ id }: { readonly id: string }): Row => {
    const item = world.items.find((one) => one.id === id)
    if (item === undefined) throw new Error(`There is no row ${id}.`)
    return { id, text: item.text, expected: item.expected }
  }
  return { train: train.map(row), select: select.map(row), test: test.map(row) }
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / 4)
}
