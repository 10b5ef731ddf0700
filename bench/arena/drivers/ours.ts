// Our own engine in the arena: the real engine, the real adapter over HTTP, the prompt file and the store in memory.
import { Engine } from '../../../src/core/engine.ts'
import type { Case } from '../../../src/core/evals/case.ts'
import type { Rate, RunEvent, SweepReport } from '../../../src/core/events.ts'
import { parsePrompt } from '../../../src/core/prompt/registry.ts'
import type { Task } from '../../../src/core/task.ts'
import { createCompatibleModel } from '../../../src/providers/models/openaiCompatible.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { systemClock } from '../../../src/terminal/clock.ts'
import type { Item, World } from '../world.ts'
import type { Entry, Outcome, System } from './system.ts'

export const SHARES = { train: 1 / 3, select: 1 / 3, test: 1 / 3 }

/** The world's rows as cases of an eval file. */
export function casesOf(world: World): Case[] {
  return world.items.map(
    ({ id, text, expected }: Item): Case => ({
      id,
      vars: { input: text },
      assertions: [{ type: 'equals', negated: false, value: expected, weight: 1 }],
      group: id,
      expected,
      title: text,
      source: { file: 'cases.jsonl', line: 1 },
    }),
  )
}

export const ours: System = { name: 'ours', overshoot: () => 0, run, close: () => undefined }

async function run({ url, world, budget, seed }: Entry): Promise<Outcome> {
  const store = openMemoryStore()
  const model = (name: string) => createCompatibleModel(`arena:${name}`, name, { baseUrl: url, key: 'none' })
  const engine = new Engine({
    store,
    clock: systemClock,
    models: async (id) => model(id.slice(id.indexOf(':') + 1)),
    backends: async () => {
      throw new Error('The arena has no training backend.')
    },
    prices: {},
  })
  const options = { optimizer: 'arena:reflect', maxCalls: budget, seed: String(seed) }
  const texts = new Map<string, string>()
  const rates = new Map<string, number>()
  const course: { at: number; prompt: string }[] = []
  const detail: Record<string, number> = { accepted: 0, rejected: 0, refused: 0, validations: 0 }
  let report: SweepReport | undefined
  let spent = 0
  let last = { step: '', done: 0 }
  for await (const event of engine.optimize(taskOf(world), options, new AbortController().signal)) {
    if (event.type === 'spend') spent = event.spend.calls.task
    if (event.type === 'step') last = countSteps(detail, last, event)
    if (event.type === 'proposal') detail[event.proposal.outcome] = (detail[event.proposal.outcome] ?? 0) + 1
    if (event.type === 'validated') {
      detail.validations = (detail.validations ?? 0) + 1
      rates.set(event.candidateId, share(event.rate))
    }
    if (event.type === 'candidate') {
      const { id, status } = event.candidate
      const document = store.document(1, `candidate/${id}`) as { readonly texts: readonly string[] }
      texts.set(id, document.texts.join('\n'))
      if (['seed', 'current', 'winner'].includes(status)) course.push({ at: spent, prompt: texts.get(id) ?? '' })
    }
    if (event.type === 'sweep-report') report = event.report
    if (event.type === 'finished' && event.status !== 'done' && event.status !== 'budget')
      throw new Error(`Our run ended as ${event.status}: ${event.message}`)
  }
  if (report === undefined) throw new Error('Our run gave no report.')
  return outcomeOf(report, texts, rates, course, detail)
}

/** Calls by what they were made for, from the step events. */
function countSteps(
  detail: Record<string, number>,
  last: { readonly step: string; readonly done: number },
  event: Extract<RunEvent, { type: 'step' }>,
): { step: string; done: number } {
  const step = event.text.replace(/#\d+|seed| on .*/g, '').trim()
  const before = last.step === event.text && event.done > last.done ? last.done : 0
  const key = `calls: ${step}`
  detail[key] = (detail[key] ?? 0) + event.done - before
  return { step: event.text, done: event.done }
}

function outcomeOf(
  report: SweepReport,
  texts: ReadonlyMap<string, string>,
  rates: ReadonlyMap<string, number>,
  course: Outcome['course'],
  detail: Outcome['detail'],
): Outcome {
  const { winner, seed, sealed, optimistic } = report
  return {
    winner: texts.get(winner.candidateId) ?? '',
    reported: rates.get(winner.candidateId) ?? share(winner.rate),
    ...(sealed !== null &&
      winner.split === 'test' && {
        sealed: {
          estimate: sealed.estimate,
          low: sealed.low,
          high: sealed.high,
          seedRate: share(seed.rate),
          winnerRate: share(winner.rate),
          verdict: sealed.verdict,
        },
      }),
    course,
    detail: { ...detail, optimistic: optimistic.estimate },
  }
}

function share({ k, n }: Pick<Rate, 'k' | 'n'>): number {
  return k / Math.max(1, n)
}

function taskOf(world: World): Task {
  return {
    prompt: parsePrompt('prompts/arena.txt', world.seedPrompt),
    evalFile: {
      path: 'promptfooconfig.yaml',
      description: '',
      promptPaths: ['prompts/arena.txt'],
      models: ['arena:task'],
      optimizer: 'arena:reflect',
      judge: undefined,
      target: undefined,
      split: SHARES,
      cases: casesOf(world),
      warnings: [],
    },
  }
}
