// Work that is asked for more often than it is worth doing. Must never lose the last request.
import type { Disposable } from 'vscode'

export interface Paced extends Disposable {
  (): void
}

/** Runs `work` at most once in `ms` milliseconds, and once more after the last call. */
export function atMostEvery(ms: number, work: () => void): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  const run = () => {
    timer = undefined
    last = Date.now()
    work()
  }
  const paced = () => {
    if (timer !== undefined) return
    const wait = last + ms - Date.now()
    if (wait <= 0) run()
    else timer = setTimeout(run, wait)
  }
  return Object.assign(paced, { dispose: () => clearTimeout(timer) })
}

/** Runs `work` once `ms` milliseconds after the last call. */
export function afterQuiet(ms: number, work: () => void): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  const paced = () => {
    clearTimeout(timer)
    timer = setTimeout(work, ms)
  }
  return Object.assign(paced, { dispose: () => clearTimeout(timer) })
}
