// How many calls are in flight at once: additive increase, halving when a provider says "too many".

export class Throttle {
  readonly #most: number
  #limit: number
  #active = 0
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#most = most
    this.#limit = most
  }

  /** Runs `work` when there is room. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    while (this.#active >= Math.floor(this.#limit)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#active++
    try {
      return await work()
    } finally {
      this.#active--
      const room = Math.max(1, Math.floor(this.#limit) - this.#active)
      for (const wake of this.#waiting.splice(0, room)) wake()
    }
  }

  succeeded(): void {
    this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit)
  }

  refused(): void {
    this.#limit = Math.max(1, this.#limit / 2)
  }
}
