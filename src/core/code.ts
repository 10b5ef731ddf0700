// Code that a user's files name: assertions, transforms, test generators, prompt functions, commands. What it is, and
// who runs it. Must never be run without consent; core itself runs none.
import { sha256, stableJson } from './hash.ts'

export type CodeLanguage = 'javascript' | 'python' | 'command'

/** One piece of code. */
export interface CodePiece {
  readonly language: CodeLanguage
  /** Where it stands: a workspace file, or the file and line that hold it inline. For people. */
  readonly place: string
  /** Workspace path of the file that holds it; undefined for code that stands in the eval file. */
  readonly file: string | undefined
  /** Export or function that is called; undefined: the default one. */
  readonly name: string | undefined
  /** The code itself. Consent is for this text: a change asks again. */
  readonly text: string
}

export interface CodeCall {
  readonly piece: CodePiece
  /** Inline code as the language runs it, where that is not its text to the letter; made of the text alone, so that the
   *  consent to the text is the consent to it. */
  readonly body?: string
  /** JSON values. JavaScript and Python get them as arguments, a command as JSON on its standard input. */
  readonly args: readonly unknown[]
  /** Names under which inline code sees the arguments. */
  readonly parameters: readonly string[]
  /** Arguments of several calls in one process, in place of `args`: the result is the list of theirs. */
  readonly batch?: readonly (readonly unknown[])[]
  /** The export is a class: the call goes to `callApi` of an object of it that is made with this. */
  readonly construct?: unknown
  /** Values that a command gets as its arguments; never part of its text. */
  readonly argv?: readonly string[]
  /** An export that is no function is itself the result. */
  readonly orValue?: true
  /** Files by name. Where given, the code runs in a fresh folder that holds them and nothing else, and finds the
   *  workspace in the environment variable WORKSPACE; else it runs in the workspace. */
  readonly files?: Readonly<Record<string, string>>
}

/** Why code gave no result: a sentence. Never a score. */
export class CodeError extends Error {
  /** The code ran and threw this itself; else it could not be run to its end. */
  readonly thrown: boolean

  constructor(message: string, thrown = false) {
    super(message)
    this.name = 'CodeError'
    this.thrown = thrown
  }
}

export interface CodeRunner {
  /** What the code returned, as JSON would give it back; of a command `{code, stdout, stderr}`. Throws `CodeError` when
   *  it fails, takes too long or too much memory. */
  run(call: CodeCall, signal: AbortSignal): Promise<unknown>
}

/** Runs only what there is consent for. */
export function guardedRunner(runner: CodeRunner, isAllowed: (piece: CodePiece) => boolean): CodeRunner {
  return {
    run: async (call, signal) => {
      if (!isAllowed(call.piece)) throw new CodeError(`Nobody allowed the code at ${call.piece.place} to run.`)
      return runner.run(call, signal)
    },
  }
}

/** What consent is given to: the text of the code and how it is called. */
export function consentHash({ language, file, name, text }: CodePiece): string {
  return sha256(stableJson({ language, file, name, text }))
}
