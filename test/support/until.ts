// Waits for a condition outside of the page, such as a file on disk.

/** Resolves with the first value that is not undefined; asks every 50 ms, for at most `limitMs`. */
export async function until<T>(what: string, read: () => T | undefined, limitMs = 20_000): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = read()
    if (value !== undefined) return value
  }
  throw new Error(`Not after ${limitMs / 1000} s: ${what}.`)
}
