// What one rendering may use up. No template hangs and none fills the memory: each limit ends in a `TemplateError`.
import { TemplateError } from './engine.ts'

const MAX_STEPS = 300_000
const MAX_CHARACTERS = 8_000_000
const MAX_DEPTH = 60

export class Budget {
  #steps = 0
  #characters = 0
  #depth = 0

  /** For each thing evaluated, each item visited. */
  step(at: number, count = 1): void {
    this.#steps += count
    if (this.#steps > MAX_STEPS) throw new TemplateError({ message: 'The template does too much work.', offset: at })
  }

  /** For each character made, printed or not. */
  spend(at: number, characters: number): void {
    this.#characters += characters
    if (this.#characters > MAX_CHARACTERS)
      throw new TemplateError({ message: 'The template makes too much text.', offset: at })
  }

  /** For macros, includes and recursive loops. */
  deeper<T>(at: number, run: () => T): T {
    if (this.#depth >= MAX_DEPTH)
      throw new TemplateError({ message: 'The template calls itself too deeply.', offset: at })
    this.#depth++
    const result = run()
    this.#depth--
    return result
  }
}
