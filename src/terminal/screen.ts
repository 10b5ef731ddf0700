// Where the human view goes: lasting lines to one stream, one rewritten progress line to the terminal.
// Must never decide what is said.
import { type Look, lookOf, type TerminalLike } from './look.ts'
import { clip } from './text.ts'

export interface Sink extends TerminalLike {
  write(text: string): unknown
}

const REWRITE_MS = 100
const PLAIN_MS = 5_000

export class Screen {
  readonly look: Look
  readonly #out: Sink
  readonly #progress: Sink
  readonly #now: () => number
  #shown = false
  #last: number

  /** `now` in milliseconds. Lasting lines go to `out`, progress to `progress`. */
  constructor(out: Sink, progress: Sink, now: () => number) {
    this.look = lookOf(out)
    this.#out = out
    this.#progress = progress
    this.#now = now
    this.#last = progress.isTTY === true ? Number.NEGATIVE_INFINITY : now()
  }

  print(lines: readonly string[]): void {
    this.clear()
    if (lines.length > 0) this.#out.write(`${lines.join('\n')}\n`)
  }

  /** Shows what is going on: rewritten at most ten times a second on a terminal, else a plain line every five seconds. */
  progress(line: string): void {
    const terminal = this.#progress.isTTY === true
    const now = this.#now()
    if (now - this.#last < (terminal ? REWRITE_MS : PLAIN_MS)) return
    this.#last = now
    if (!terminal) {
      this.#progress.write(`${line}\n`)
      return
    }
    this.#shown = true
    this.#progress.write(`\r\u001b[2K${clip(line, (this.#progress.columns || 80) - 1)}`)
  }

  /** Takes the progress line away. */
  clear(): void {
    if (this.#shown) this.#progress.write('\r\u001b[2K')
    this.#shown = false
  }
}
