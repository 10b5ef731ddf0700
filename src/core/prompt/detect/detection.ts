// What detection says of a file.
import type { Role } from '../../ports.ts'
import type { FormatId, PromptClass } from '../document.ts'

export interface Detection {
  /** Relative to the workspace folder, with forward slashes; with "#fragment" where the file holds several prompts. */
  readonly path: string
  /** `container`: it names or holds prompts and is none itself. */
  readonly kind: 'prompt' | 'container'
  readonly format: FormatId
  /** The format in words: "Copilot prompt". */
  readonly label: string
  /** `task`: variables in, text out. `instructions`: standing orders for an agent, without inputs. */
  readonly class: PromptClass
  /** How sure it is that this is a prompt of this format, .5 to 1. */
  readonly confidence: number
  /** Why, in a few words each, the strongest first. */
  readonly reasons: readonly string[]
  readonly variables: readonly string[]
  /** Of its messages, in order. */
  readonly roles: readonly Role[]
  /** Offset of the first character after the header, in UTF-16 units. */
  readonly bodyStart: number
  /** 1-based line of the first message. */
  readonly line: number
  /** The eval file that names it. */
  readonly evalPath: string | null
}
