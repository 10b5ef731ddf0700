// What prompts in code are found in: words, signs, strings and comments with their places, whatever the language.
// Reading code must take linear time and never throw; broken code is read as far as it goes.

export interface CodeString {
  /** The inside, without prefix and quotes. */
  readonly start: number
  readonly end: number
  readonly quote: string
  /** Letters before the quotes, in lower case: "f", "rb". */
  readonly prefix: string
  /** Interpolations with their delimiters. */
  readonly holes: readonly { readonly start: number; readonly end: number }[]
}

export interface CodeToken {
  readonly kind: 'word' | 'sign' | 'string' | 'comment'
  readonly start: number
  readonly end: number
  readonly string?: CodeString
}

/** Where no string that begins with this sign closes any more, so that no line is searched twice. */
export class Unclosed {
  readonly #until = new Map<string, number>()

  isKnown(sign: string, at: number): boolean {
    return at < (this.#until.get(sign) ?? 0)
  }

  remember(sign: string, until: number): void {
    this.#until.set(sign, until)
  }
}
