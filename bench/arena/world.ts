// What a simulated world is to the arena: items, a task model whose chance of being right is known exactly, and the
// knowledge that every proposer shares. Must never know which system is asking.
import { createHash } from 'node:crypto'

export interface Item {
  readonly id: string
  /** The input, one line, unique in its world. */
  readonly text: string
  readonly expected: string
}

/** One failure as a proposer sees it. */
export interface SeenFailure {
  readonly item: Item
  readonly output: string
}

/** One idea about a prompt: a line to add, or a line to take away. */
export interface Thought {
  readonly add?: string
  readonly remove?: string
}

export type SeedQuality = 'empty' | 'mid' | 'strong'

export interface Sizes {
  /** Train, select and sealed rows together. */
  readonly rows: number
  readonly heldOut: number
}

export interface World {
  readonly id: string
  /** Template with `<case>{{input}}</case>` on its last line. */
  readonly seedPrompt: string
  /** Rows that systems get: train, select and sealed ones together. */
  readonly items: readonly Item[]
  /** What the model answers; `draw` in [0, 1) decides between what it may answer. */
  answer(lines: readonly string[], item: Item, draw: number): string
  /** Expected share of right answers over the held-out items, exactly. */
  truth(lines: readonly string[]): number
  /** One idea drawn from the failures: right, memorised, neutral or harmful, with this world's error rates. */
  think(failures: readonly SeenFailure[], lines: readonly string[], random: () => number): Thought
}

/** Lines that instruct: without the case itself and without empty ones. */
export function instructionLines(prompt: string): string[] {
  return prompt
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes('<case>'))
}

/** Uniform in [0, 1), decided by `parts` alone. */
export function hashDraw(...parts: readonly (string | number)[]): number {
  return createHash('sha1').update(parts.join('\u0000')).digest().readUIntBE(0, 6) / 2 ** 48
}

/** A stream of uniform draws, decided by `parts` alone. */
export function drawsOf(...parts: readonly (string | number)[]): () => number {
  let state = Math.floor(hashDraw(...parts) * 2 ** 32)
  // mulberry32: the whole stream hangs on the hash above, which is what makes it replayable.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('Nothing to pick from.')
  return item
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

export const NEUTRAL_LINES = [
  'Take a deep breath and work step by step.',
  'Read the request twice before answering.',
  'Be concise and precise.',
  'Pay attention to every detail of the request.',
  'Consider the context of the request with care.',
  'Double-check the answer before giving it.',
  'Think about what the customer really wants.',
  'Keep a professional attitude at all times.',
  'Weigh all alternatives before deciding.',
  'Focus on the main point of the request.',
]
