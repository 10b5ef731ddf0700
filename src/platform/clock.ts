// The system's clock behind the engine's port.
export const systemClock = {
  /** Epoch milliseconds. */
  now: (): number => Date.now(),

  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep: (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const abort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', abort)
        resolve()
      }, ms)
      signal.addEventListener('abort', abort, { once: true })
    }),
}
