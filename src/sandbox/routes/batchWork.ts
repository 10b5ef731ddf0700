// What both vendors' batches share: one worker a batch, among servers that share a folder, and draws that differ.
import { randomUUID } from 'node:crypto'
import type { State } from '../state.ts'
import { Lock } from '../train/lock.ts'

const TOUCH_MS = 5_000

/** Works in the background, unless another server does. */
export function workOnce(state: State, kind: string, id: string, work: () => Promise<void>): void {
  const lock = Lock.take(state.lockPath(kind, id), randomUUID())
  if (lock === undefined) return
  const alive = setInterval(() => lock.touch(), TOUCH_MS).unref()
  const end = () => {
    clearInterval(alive)
    lock.release()
  }
  setImmediate(() => void work().finally(end))
}

/** The same request for the second time is its second draw, as it would be at a model that draws. */
export class Draws {
  readonly #seen = new Map<string, number>()

  /** Index of this draw, from 0. */
  next(body: unknown): number {
    const text = JSON.stringify(body)
    const index = this.#seen.get(text) ?? 0
    this.#seen.set(text, index + 1)
    return index
  }
}
