// Turns "call me for each event" into "read the events": the bridge between a run's body and its readers.

/**
 * Runs `body` and yields what it emits, in order. A reader that stops early aborts the body through `signal`, and is
 * let go only when the body has ended.
 */
export async function* streamOf<T>(
  body: (emit: (item: T) => void, signal: AbortSignal) => Promise<void>,
  outer: AbortSignal,
): AsyncGenerator<T, void> {
  const buffer: T[] = []
  const left = new AbortController()
  let wake: (() => void) | undefined
  let ended = false
  const work = body(
    (item) => {
      buffer.push(item)
      wake?.()
    },
    AbortSignal.any([outer, left.signal]),
  ).finally(() => {
    ended = true
    wake?.()
  })
  work.catch(() => undefined)
  try {
    while (true) {
      for (let item = buffer.shift(); item !== undefined; item = buffer.shift()) yield item
      if (ended) break
      await new Promise<void>((resolve) => {
        wake = resolve
        if (buffer.length > 0 || ended) resolve()
      })
    }
    await work
  } finally {
    left.abort()
    await work.catch(() => undefined)
  }
}
