// Randomness that can be replayed: every stream is named by its purpose, so the order in which calls finish
// never changes what is drawn.
import { sha256 } from './hash.ts'

export class Random {
  readonly #state: Uint32Array

  /** `seed` and `purpose` decide the whole stream. */
  constructor(seed: string, purpose: string) {
    const hex = sha256(`${seed}\u0000${purpose}`)
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16))
  }

  /** Uniform in [0, 1). sfc32 (Chris Doty-Humphrey, PractRand). */
  next(): number {
    const s = this.#state
    const [a = 0, b = 0, c = 0, d = 0] = s
    const t = (((a + b) | 0) + d) | 0
    s[3] = d + 1
    s[0] = b ^ (b >>> 9)
    s[1] = c + (c << 3)
    s[2] = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 2 ** 32
  }

  /** Uniform integer in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const held = copy[i] as T
      copy[i] = copy[j] as T
      copy[j] = held
    }
    return copy
  }
}
