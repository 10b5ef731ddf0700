// A softmax regression on hashed features, fitted by stochastic gradients with AdaGrad step sizes and L2 decay.
// Must hold numbers alone: it knows outputs by index.
import type { Features } from './features.ts'

export interface Row {
  readonly features: Features
  readonly output: number
}

const L2 = 1e-5
const EPSILON = 1e-6

export class Classifier {
  readonly outputs: number
  readonly buckets: number
  /** Row-major: `outputs` × (`buckets` + 1), the last column being the bias. */
  readonly weights: Float32Array
  readonly squares: Float32Array

  /** Starts from zero, or from the bytes that `weightBytes` or `trainingBytes` gave. */
  constructor(outputs: number, buckets: number, bytes?: Uint8Array) {
    this.outputs = outputs
    this.buckets = buckets
    const cells = outputs * (buckets + 1)
    const saved = new Float32Array(bytes?.slice().buffer ?? new ArrayBuffer(0))
    this.weights = new Float32Array(cells)
    this.squares = new Float32Array(cells)
    this.weights.set(saved.subarray(0, cells))
    this.squares.set(saved.subarray(cells, cells * 2))
  }

  /** What it takes to answer. */
  weightBytes(): Uint8Array {
    return new Uint8Array(this.weights.slice().buffer)
  }

  /** What it takes to go on training: the weights and the sums of squared gradients. */
  trainingBytes(): Uint8Array {
    const both = new Float32Array(this.weights.length * 2)
    both.set(this.weights)
    both.set(this.squares, this.weights.length)
    return new Uint8Array(both.buffer)
  }

  /** Probability of each output; they add up to 1. */
  predict({ indices, weights }: Features): Float64Array {
    const scores = Float64Array.from({ length: this.outputs }, (_, output) => {
      const base = output * (this.buckets + 1)
      let score = this.weights[base + this.buckets] ?? 0
      for (let i = 0; i < indices.length; i++)
        score += (weights[i] ?? 0) * (this.weights[base + (indices[i] ?? 0)] ?? 0)
      return score
    })
    const top = Math.max(...scores)
    const powers = scores.map((score) => Math.exp(score - top))
    const sum = powers.reduce((total, power) => total + power, 0)
    return powers.map((power) => power / sum)
  }

  /** One step on `rows` with learning rate `rate`; returns the mean cross-entropy before it, in nats. */
  step(rows: readonly Row[], rate: number): number {
    let loss = 0
    for (const { features, output } of rows) {
      const probabilities = this.predict(features)
      loss -= Math.log(Math.max(1e-12, probabilities[output] ?? 0))
      for (let other = 0; other < this.outputs; other++) {
        const error = (probabilities[other] ?? 0) - (other === output ? 1 : 0)
        if (Math.abs(error) > 1e-4) this.#descend(other, features, error, rate)
      }
    }
    return loss / Math.max(1, rows.length)
  }

  /** Mean cross-entropy in nats. */
  loss(rows: readonly Row[]): number {
    const sum = rows.reduce((total, { features, output }) => {
      return total - Math.log(Math.max(1e-12, this.predict(features)[output] ?? 0))
    }, 0)
    return sum / Math.max(1, rows.length)
  }

  #descend(output: number, { indices, weights }: Features, error: number, rate: number): void {
    const base = output * (this.buckets + 1)
    for (let i = 0; i < indices.length; i++) this.#move(base + (indices[i] ?? 0), error * (weights[i] ?? 0), rate)
    this.#move(base + this.buckets, error, rate)
  }

  #move(cell: number, slope: number, rate: number): void {
    const weight = this.weights[cell] ?? 0
    const gradient = slope + L2 * weight
    const square = (this.squares[cell] ?? 0) + gradient * gradient
    this.squares[cell] = square
    this.weights[cell] = weight - (rate * gradient) / (Math.sqrt(square) + EPSILON)
  }
}

/** The most probable output; ties go to the first. */
export function best(probabilities: Float64Array): number {
  return probabilities.indexOf(Math.max(...probabilities))
}
