// How a stage of `npm test` tells its counts: a JSON file whose path the runner puts into the environment.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Name of the environment variable with the file's path. */
export const COUNTS_FILE = 'TUNESMITH_COUNTS_FILE'

/** Does nothing outside of `npm test`. */
export function writeCounts(counts: Counts): void {
  const file = process.env[COUNTS_FILE]
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
}

export function readCounts(file: string): Counts | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined
}
