// The system's clock behind the engine's port.
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../core/ports.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, { signal })
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    }
  },
}
