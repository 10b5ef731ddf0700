// Code that has to run before there are cases: configs, generators of tests, variables, prompts that a program writes.
// Runs nothing without consent; what there is none for is kept, so that somebody can be asked for it.
import { type CodeCall, CodeError, type CodePiece, consentHash } from '../code.ts'
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import type { Located, ValuePath } from './source.ts'
import type { Warnings } from './warnings.ts'

/** What loading an eval file works with. */
export interface Loading {
  readonly files: Files
  readonly warnings: Warnings
  readonly code: LoadCode
}

export interface LoadCodeRules {
  /** What `CodeRunner.run` gives. */
  readonly run: (call: CodeCall) => Promise<unknown>
  readonly isAllowed: (piece: CodePiece) => boolean
  /** How to allow it; a sentence. */
  readonly mend: string
}

const NOBODY: LoadCodeRules = {
  run: () => Promise.reject(new CodeError('There is nothing to run it.')),
  isAllowed: () => false,
  mend: 'Allow it to run, or save what it makes in a file that names no code.',
}

/** Code that would have to run, and that nobody allowed yet: a run asks for it. */
export class NotAllowed extends InputError {}

export class LoadCode {
  readonly #rules: LoadCodeRules
  readonly #refused = new Map<string, CodePiece>()

  /** Without rules, nothing may run. */
  constructor(rules: LoadCodeRules = NOBODY) {
    this.#rules = rules
  }

  /** What would have had to run, each once. */
  get refused(): CodePiece[] {
    return [...this.#refused.values()]
  }

  /** What the call returns. Throws `InputError` that names the place where the code is asked for. */
  async result(call: CodeCall, where: Located, path: ValuePath = []): Promise<unknown> {
    const { run, isAllowed, mend } = this.#rules
    const place = { file: where.file, line: where.lineOf(path) }
    if (!isAllowed(call.piece)) {
      this.#refused.set(consentHash(call.piece), call.piece)
      throw new NotAllowed(`"${shortOf(call.piece)}" is code, and nobody allowed it to run.`, mend, place)
    }
    try {
      return await run(call)
    } catch (error) {
      if (!(error instanceof CodeError)) throw error
      throw new InputError(error.message, 'Mend the code.', place)
    }
  }

  /** The results of one piece for many arguments, in one process. */
  async results(
    call: Omit<CodeCall, 'args' | 'batch'>,
    batch: readonly (readonly unknown[])[],
    where: Located,
    path: ValuePath = [],
  ): Promise<unknown[]> {
    if (batch.length === 0) return []
    return (await this.result({ ...call, args: [], batch }, where, path)) as unknown[]
  }
}

function shortOf({ file, name, text }: CodePiece): string {
  if (file !== undefined) return name === undefined ? file : `${file}:${name}`
  const [line = ''] = text.trim().split(/\r?\n/)
  return line.slice(0, 100)
}
