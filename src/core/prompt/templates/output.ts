// The text printed so far, in pieces that know whether they stood in the template.
import type { Piece } from './engine.ts'

export class Output {
  readonly #pieces: Piece[] = []
  #texts: string[] = []
  #literal = true

  literal(text: string): void {
    this.#add(text, true)
  }

  value(text: string): void {
    this.#add(text, false)
  }

  pieces(): readonly Piece[] {
    this.#flush()
    return this.#pieces
  }

  append(pieces: readonly Piece[]): void {
    for (const piece of pieces) this.#add(piece.text, piece.literal)
  }

  #add(text: string, literal: boolean): void {
    if (text === '') return
    if (literal !== this.#literal) this.#flush()
    this.#literal = literal
    this.#texts.push(text)
  }

  #flush(): void {
    if (this.#texts.length > 0) this.#pieces.push({ text: this.#texts.join(''), literal: this.#literal })
    this.#texts = []
  }
}
