// `word-count`: how many words, divided by white space, the output has: exactly so many, or from `min` to `max`.
import type { Grader } from './grader.ts'

interface Bounds {
  readonly min: number
  readonly max: number
}

export const wordCount: Grader = {
  type: 'word-count',
  problem: (value) => {
    const bounds = boundsOf(value)
    if (bounds === undefined) return 'needs a number, or {min, max}, as its value'
    return bounds.min > bounds.max ? 'has a min that is more than its max' : undefined
  },
  grade: ({ value, output }) => {
    const { min, max } = boundsOf(value) ?? { min: 0, max: Number.POSITIVE_INFINITY }
    const words = output.split(/\s+/).filter((word) => word !== '').length
    return {
      pass: words >= min && words <= max,
      reason: `the output has ${words} words, asked for ${wanted(min, max)}`,
    }
  },
}

/** A number may be written as a text, as templates give it. */
function boundsOf(value: unknown): Bounds | undefined {
  if (typeof value === 'number' || typeof value === 'string') {
    const exact = Number(value)
    return Number.isNaN(exact) ? undefined : { min: exact, max: exact }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { min, max } = value as { readonly min?: unknown; readonly max?: unknown }
  if (min === undefined && max === undefined) return undefined
  const bounds = { min: Number(min ?? Number.NEGATIVE_INFINITY), max: Number(max ?? Number.POSITIVE_INFINITY) }
  return Number.isNaN(bounds.min) || Number.isNaN(bounds.max) ? undefined : bounds
}

function wanted(min: number, max: number): string {
  if (min === max) return String(min)
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`
  return min === Number.NEGATIVE_INFINITY ? `at most ${max}` : `${min} to ${max}`
}
