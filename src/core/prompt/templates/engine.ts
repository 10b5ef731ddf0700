// What every template language answers for: where its tags are, which inputs they ask for, what is broken, and the
// text with values put in. An engine interprets; it must never run code from a template, reach a prototype, evaluate a
// value again, escape for HTML, or take more than linear time to find spans.
import type { Vars } from '../../evals/case.ts'
import type { Span } from '../span.ts'

/** `braces`: `{{name}}`, `${name}` and tags of unknown make, where nothing says which language it is. `host`: the
 *  interpolations of the programming language that the prompt is written in. */
export type EngineId =
  | 'none'
  | 'braces'
  | 'jinja'
  | 'nunjucks'
  | 'handlebars'
  | 'mustache'
  | 'liquid'
  | 'semantic-kernel'
  | 'f-string'
  | 'string-template'
  | 'copilot'
  | 'claude'
  | 'gemini'
  | 'poml'
  | 'host'

/** A stretch of rendered text. `literal`: it stood in the template, so it may be structure (a role line, a tag). What
 *  came out of a value is never structure. */
export interface Piece {
  readonly text: string
  readonly literal: boolean
}

/** What is broken in a template, at an offset into it. */
export interface TemplateProblem {
  readonly offset: number
  /** One sentence: "{% if %} is never closed." */
  readonly message: string
}

/** Thrown by `render`; the caller knows the file and makes an `InputError` of it. */
export class TemplateError extends Error {
  readonly offset: number

  constructor({ message, offset }: TemplateProblem) {
    super(message)
    this.name = 'TemplateError'
    this.offset = offset
  }
}

export interface RenderOptions {
  /** Partials and includes by name; what is not here is an error. */
  readonly partials?: Readonly<Record<string, string>>
  /** `@name` in Handlebars. */
  readonly context?: Vars
}

export interface TemplateEngine {
  readonly id: EngineId
  /** In words: "Jinja". */
  readonly label: string
  /** Tags, variables, comments and escapes in order, without overlap. Broken text never throws. */
  spans(text: string): Span[]
  /** Names of the inputs, in order of first use, without repeats: names that the template itself binds (loops, set,
   *  macros) and functions it always has are none. A dotted path gives its first name where the language walks into
   *  objects; `{{a.b}}` in `braces` gives "a.b". */
  variables(text: string): string[]
  /** The first thing broken, or undefined. */
  problem(text: string): TemplateProblem | undefined
  /** Throws `TemplateError`, also for an input without a value where the language itself does not make it empty. */
  render(text: string, vars: Vars, options?: RenderOptions): Piece[]
}
