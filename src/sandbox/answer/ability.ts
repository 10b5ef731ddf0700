// What tells the sandbox's sizes apart: how well they judge and how well they do as they are told.
// Must hold general abilities alone: nothing about any task, label or data set.

export type Size = 'small' | 'medium' | 'large'

export interface Ability {
  readonly size: Size
  /** Standard deviation of the noise on a label's score, where 1 is the score of the best label. */
  readonly noise: number
  /** Tokens of instructions it heeds in full; what exceeds them is heeded in part. */
  readonly span: number
  /** How much a synonym counts against the very word. */
  readonly synonyms: number
  /** How much worked examples count against descriptions. */
  readonly examples: number
  /** Share of slips in the format that one clear instruction takes away. */
  readonly obedience: number
  /** How often a slip happens where the prompt says nothing about the format. */
  readonly looseness: number
}

export const ABILITIES: Readonly<Record<Size, Ability>> = {
  small: { size: 'small', noise: 0.3, span: 500, synonyms: 0.3, examples: 2.5, obedience: 0.68, looseness: 1 },
  medium: { size: 'medium', noise: 0.17, span: 1200, synonyms: 0.45, examples: 4, obedience: 0.82, looseness: 0.85 },
  large: { size: 'large', noise: 0.05, span: 4000, synonyms: 0.6, examples: 4, obedience: 0.94, looseness: 0.7 },
}

export function isSize(name: string): name is Size {
  return Object.hasOwn(ABILITIES, name)
}
