// One contest: one system on one world with one budget. Counts every call, refuses past the budget, and logs every
// prompt it saw, so that the true quality of each candidate can be told later. Knows nothing of the system.
import { replyOf } from './proposer.ts'
import { hashDraw, type Item, instructionLines, type World } from './world.ts'

export type Split = 'train' | 'select' | 'test'

export interface Counts {
  /** Task calls by the split of the row that was asked about. */
  readonly task: Readonly<Record<Split, number>>
  readonly reflect: number
  readonly judge: number
  readonly refused: number
}

export interface SeenPrompt {
  readonly template: string
  readonly calls: number
  /** Task calls on train and select rows before it was first seen. */
  readonly firstAt: number
}

/** A reply, or that the budget is spent. */
export type Served = { readonly text: string } | { readonly refused: string }

const CASE = /<case>(.*?)<\/case>/s

export class Contest {
  readonly world: World
  /** Calls of all kinds but on sealed rows. */
  readonly #limit: number
  readonly #splitOf: ReadonlyMap<string, Split>
  readonly #byText: ReadonlyMap<string, Item>
  readonly #prompts = new Map<string, { lines: readonly string[]; calls: number; firstAt: number }>()
  readonly #draws = new Map<string, number>()
  readonly #task = { train: 0, select: 0, test: 0 }
  readonly #noise: string
  #reflect = 0
  #judge = 0
  #refused = 0

  /** `limit` bounds task calls on train and select rows, reflection and judge calls together. */
  constructor(world: World, noise: string, limit: number, splitOf: ReadonlyMap<string, Split>) {
    this.world = world
    this.#noise = noise
    this.#limit = limit
    this.#splitOf = splitOf
    this.#byText = new Map(world.items.map((item) => [item.text, item]))
  }

  get counts(): Counts {
    return { task: { ...this.#task }, reflect: this.#reflect, judge: this.#judge, refused: this.#refused }
  }

  get prompts(): SeenPrompt[] {
    return [...this.#prompts].map(([template, { calls, firstAt }]) => ({ template, calls, firstAt }))
  }

  truth(template: string): number {
    return this.world.truth(this.#prompts.get(template)?.lines ?? instructionLines(template))
  }

  /** Models by name: `task`, `judge`; any other is the one that reflects. */
  serve(model: string, content: string): Served {
    if (model === 'task') return this.#answered(content)
    const over = this.#spend()
    if (over !== undefined) return over
    if (model === 'judge') {
      this.#judge++
      return { text: '{"reason":"The arena has no judge.","pass":false,"score":0}' }
    }
    this.#reflect++
    return { text: replyOf(this.world, content, this.#repeat(content)) }
  }

  #answered(content: string): Served {
    const text = CASE.exec(content)?.[1]
    const item = text === undefined ? undefined : this.#byText.get(text)
    const split = item === undefined ? 'train' : (this.#splitOf.get(item.id) ?? 'train')
    const over = split === 'test' ? undefined : this.#spend()
    if (over !== undefined) return over
    const template = content.replace(CASE, '<case>{{input}}</case>')
    const known = this.#prompts.get(template)
    const prompt = known ?? {
      lines: instructionLines(template),
      calls: 0,
      firstAt: this.#task.train + this.#task.select,
    }
    if (known === undefined) this.#prompts.set(template, prompt)
    prompt.calls++
    this.#task[split]++
    if (item === undefined) return { text: 'There is no request.' }
    const draw = hashDraw(this.#noise, content, this.#repeat(content))
    return { text: this.world.answer(prompt.lines, item, draw) }
  }

  /** The n-th equal request is the n-th draw, whoever asks. */
  #repeat(content: string): number {
    const repeat = this.#draws.get(content) ?? 0
    this.#draws.set(content, repeat + 1)
    return repeat
  }

  #spend(): { readonly refused: string } | undefined {
    const spent = this.#task.train + this.#task.select + this.#reflect + this.#judge
    if (spent < this.#limit) return undefined
    this.#refused++
    return { refused: `The budget of ${this.#limit} calls is spent.` }
  }
}
