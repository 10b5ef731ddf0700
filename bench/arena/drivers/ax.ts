// AxGEPA of npm's @ax-llm/ax from ARENA_HOME, on the raw prompt: with its two known faults worked around (it stops when
// nothing is wrong, and drops validation rows), and with the reflection that GEPA uses.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Answered, answer, ask } from './ask.ts'
import type { Entry, Outcome, Row, System } from './system.ts'

const KEY = 'file::prompt'
const MINIBATCH = 3

type Components = Readonly<Record<string, string>>

interface Batch {
  readonly outputs: readonly string[]
  readonly scores: readonly number[]
  readonly trajectories: readonly Answered[]
}

interface AxModule {
  readonly AxGEPA: new (
    settings: object,
  ) => {
    compile(
      program: object,
      train: readonly Row[],
      metric: () => Promise<number>,
      options: object,
    ): Promise<{
      readonly bestScore: number
      readonly optimizedProgram?: { readonly componentMap?: Components }
    }>
  }
  readonly ai: (settings: object) => object
}

export function createAx(home: string): System {
  const location = pathToFileURL(join(home, 'node_modules/@ax-llm/ax/index.js')).href
  return {
    name: 'ax',
    // It asks before it evaluates; reflection calls are not counted.
    overshoot: ({ budget }) => budget,
    run: async (entry) => run((await import(location)) as AxModule, entry),
    close: () => undefined,
  }
}

async function run({ AxGEPA, ai }: AxModule, { url, world, rows, budget, seed }: Entry): Promise<Outcome> {
  const client = ai({
    name: 'openai-compatible',
    apiKey: 'none',
    apiURL: url,
    config: { model: 'task', stream: false },
  })
  const optimizer = new AxGEPA({
    studentAI: client,
    teacherAI: client,
    numTrials: 1000,
    minibatch: true,
    minibatchSize: MINIBATCH,
    earlyStoppingTrials: 1e9,
    paretoSetSize: rows.select.length,
    seed,
    verbose: false,
  })
  const program = programOf(world.seedPrompt)
  const { bestScore, optimizedProgram } = await optimizer.compile(program, rows.train, async () => 0, {
    gepaAdapter: adapterFor(url),
    validationExamples: rows.select,
    maxMetricCalls: budget,
  })
  const winner = optimizedProgram?.componentMap?.[KEY] ?? world.seedPrompt
  return { winner, reported: bestScore, course: [], detail: {} }
}

/** What Ax takes for a program: one component, the prompt file. */
function programOf(prompt: string): object {
  let current = prompt
  return {
    getId: () => 'file',
    getOptimizableComponents: () => [
      { key: KEY, kind: 'instruction', current, preserve: ['{{input}}'], maxLength: 20_000 },
    ],
    applyOptimizedComponents: (components: Components) => {
      current = components[KEY] ?? current
    },
    setDemos: () => undefined,
    getTraces: () => [],
    forward: async () => {
      throw new Error('The adapter evaluates.')
    },
  }
}

function adapterFor(url: string): object {
  return {
    evaluate: async (batch: readonly Row[], candidate: Components): Promise<Batch> => {
      const answered: Answered[] = []
      for (const row of batch) answered.push(await answer(url, candidate[KEY] ?? '', row))
      return {
        outputs: answered.map(({ output }) => output),
        scores: answered.map(({ score }) => score),
        trajectories: answered,
      }
    },
    make_reflective_dataset: (_candidate: Components, { trajectories }: Batch, components: readonly string[]) =>
      Object.fromEntries(components.map((component) => [component, trajectories])),
    propose_new_texts: async (candidate: Components, shown: Readonly<Record<string, readonly Answered[]>>) => {
      const reply = await ask(url, 'reflect', reflectionPrompt(candidate[KEY] ?? '', shown[KEY] ?? []))
      return { [KEY]: reply.slice(reply.indexOf('```') + 3, reply.lastIndexOf('```')).trim() }
    },
  }
}

/** The current instruction in a fence, then the examples: the shape of GEPA's own reflection request. */
function reflectionPrompt(prompt: string, shown: readonly Answered[]): string {
  const examples = shown.map(
    ({ row, output, feedback }, i) =>
      `# Example ${i + 1}\n## Inputs\n${row.text}\n\n## Generated Outputs\n${output}\n\n## Feedback\n${feedback}\n`,
  )
  return `The assistant's instruction:\n\`\`\`\n${prompt}\n\`\`\`\n\nExamples with feedback:\n\`\`\`\n${examples.join('\n')}\n\`\`\`\n\nWrite a better instruction, complete, in one fenced block.`
}
