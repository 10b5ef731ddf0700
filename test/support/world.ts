// A simulated world with a known truth: items need rules, a prompt holds rules, and a proposer sees failures.
// For testing the search's claims against what is really so. Deterministic in its seed.
import type { Case } from '../../src/core/evals/case.ts'
import { hashFraction } from '../../src/core/hash.ts'
import type { ProposalRequest } from '../../src/core/optimize/contract.ts'
import type { ChatModel, ChatRequest } from '../../src/core/ports.ts'
import { parsePrompt } from '../../src/core/prompt/registry.ts'
import { Random } from '../../src/core/random.ts'
import type { Task } from '../../src/core/task.ts'
import { fakeModel } from './fakeModel.ts'

export interface WorldOptions {
  readonly seed: string
  readonly cases: number
  readonly rules: number
  /** Rules that the seed prompt already holds. */
  readonly known: number
  /** Whether rules matter at all; without, no edit helps. */
  readonly helpful: boolean
  readonly target?: number
}

export interface World {
  readonly task: Task
  readonly model: ChatModel
  readonly proposer: ChatModel
  /** A further model on the same items with draws of its own; lines that `hurt` matches make it fail more often. */
  another(id: string, hurt?: RegExp): ChatModel
  /** Expected pass rate of a prompt over all items, exactly. */
  truth(texts: readonly string[]): number
}

const COVERED = 0.92
const UNCOVERED = 0.2

export function createWorld(options: WorldOptions): World {
  const random = new Random(options.seed, 'world')
  const items = Array.from({ length: options.cases }, (_, i) => {
    // Zipf over rules: the first rule is needed most.
    const first = Math.floor(options.rules ** random.next()) - 1
    const second = random.next() < 0.4 ? Math.floor(options.rules ** random.next()) - 1 : first
    return { id: `item-${i}`, needs: [...new Set([first, second])], diagnosable: random.next() < 0.6 }
  })
  const known = Array.from({ length: options.known }, (_, i) => `Heed rule ${2 * i}.`)
  const source = [
    'Answer every question with yes or no, in a single word.',
    'Read it well before you answer it.',
    ...known,
    'Question: {{question}}',
    '',
  ].join('\n')
  const cases = items.map(
    ({ id, needs, diagnosable }): Case => ({
      id,
      vars: { question: `${id}${diagnosable ? ` about ${needs.map((n) => `topic ${n}`).join(' and ')}` : ''}` },
      assertions: [{ type: 'equals', negated: false, value: 'yes', weight: 1 }],
      group: id,
      expected: 'yes',
      title: id,
      source: { file: 'cases.jsonl', line: 1 },
    }),
  )
  const chance = (text: string, needs: readonly number[]) => {
    const harm = (text.match(/world-class expert/g) ?? []).length * 0.05
    const covered = options.helpful && needs.every((rule) => text.includes(`Heed rule ${rule}.`))
    return Math.max(0, (covered ? COVERED : options.helpful ? UNCOVERED : 0.6) - harm)
  }
  const byId = new Map(items.map((item) => [item.id, item]))
  const modelOf = (id: string, noise: string, hurt?: RegExp) =>
    fakeModel(id, (request: ChatRequest) => {
      const text = request.messages.map((message) => message.content).join('\n')
      // The last one: worked examples come before the question.
      const item = byId.get(text.match(/item-\d+/g)?.at(-1) ?? '')
      const p = chance(text, item?.needs ?? []) * (hurt?.test(text) ? 0.1 : 1)
      return hashFraction(`${noise} ${text} ${request.repeat}`) < p ? 'yes' : 'no'
    })
  return {
    task: {
      prompt: parsePrompt('prompts/world.txt', source),
      evalFile: {
        path: 'promptfooconfig.yaml',
        description: '',
        promptPaths: ['prompts/world.txt'],
        models: ['world:model'],
        optimizer: 'world:proposer',
        judge: undefined,
        target: options.target,
        split: undefined,
        cases,
        warnings: [],
      },
    },
    model: modelOf('world:model', options.seed),
    another: (id, hurt) => modelOf(id, `${options.seed} ${id}`, hurt),
    proposer: fakeModel('world:proposer', (request) => JSON.stringify(proposals(request, options.rules))),
    truth: (texts) => items.reduce((sum, item) => sum + chance(texts.join('\n'), item.needs), 0) / items.length,
  }
}

/** What the shown failures give away, else a guess, a platitude, or a line that does harm. */
function proposals(request: ChatRequest, rules: number) {
  const asked = JSON.parse(request.messages.at(-1)?.content.split('\n').at(-1) ?? '{}') as ProposalRequest
  const random = new Random(JSON.stringify(asked), 'proposer')
  const topics = asked.failures.flatMap(({ input }) => [...input.matchAll(/topic (\d+)/g)].map((match) => match[1]))
  const held = asked.prompt.map((line) => line.text).join('\n')
  const missing = [...new Set(topics)].filter((topic) => !held.includes(`Heed rule ${topic}.`))
  const anchor = asked.prompt.find((line) => line.protected)?.id ?? 'L1'
  const at = `L${Math.max(0, Number.parseInt(anchor.slice(1), 10) - 1)}`
  const line = () => {
    const draw = random.next()
    if (missing.length > 0 && draw < 0.7) return `Heed rule ${missing[random.int(missing.length)]}.`
    if (draw < 0.85) return `Heed rule ${random.int(rules)}.`
    return draw < 0.95 ? `Think twice about point ${random.int(1000)}.` : 'You are a world-class expert.'
  }
  return {
    proposals: Array.from({ length: asked.alternatives }, () => {
      const text = line()
      return { hypothesis: `Missing: ${text}`, kind: 'instruction', op: 'insert_after', line: at, text }
    }),
  }
}
