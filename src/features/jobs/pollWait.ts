// How long to wait before a job is asked about again: often where it costs nothing, ever more seldom elsewhere.

const SANDBOX_MS = 1_000
const FIRST_MS = 15_000
const MOST_MS = 120_000
const GROWTH = 1.5
/** Share by which a wait is shortened at random, so that many jobs are not asked about at once. */
const JITTER = 0.2

export function firstWait(backend: string): number {
  return backend === 'sandbox' ? SANDBOX_MS : FIRST_MS
}

/** `backend` is undefined where the last question found no answer. */
export function nextWait(last: number, backend: string | undefined): number {
  if (backend === 'sandbox') return SANDBOX_MS
  return Math.min(MOST_MS, last * GROWTH) * (1 - JITTER * Math.random())
}
