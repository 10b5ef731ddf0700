// What the sandbox's reader makes of a request: the parts of the prompt that its models answer from.
// Must hold types alone.

/** A name the prompt offers as an answer, spelt as the prompt spells it. */
export interface Label {
  readonly key: string
  /** The spelling to answer with. */
  readonly name: string
}

/** Something the prompt says about when a label is right. */
export interface Note {
  readonly key: string
  readonly text: string
  /** Labels the prompt says it is not. */
  readonly not: readonly string[]
  /** Tokens of instructions that stand before it. */
  readonly at: number
}

export interface Example {
  readonly input: string
  readonly answer: string
}

export interface ReadPrompt {
  readonly labels: readonly Label[]
  readonly notes: readonly Note[]
  readonly examples: readonly Example[]
  /** Everything that is neither an example nor the input. */
  readonly instructions: string
  readonly input: string
  /** Tokens of the whole request. */
  readonly tokens: number
}

/** One line of a message, and whether a part of the reader has claimed it. */
export interface Line {
  readonly message: number
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  readonly use: 'instruction' | 'example' | 'input'
}

/** What a model says. A refusal is an outcome, not an error. */
export interface Answer {
  readonly text: string
  readonly refused: boolean
}
