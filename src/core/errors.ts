// The one error a user can mend. Anything else that is thrown is a bug or a ModelError.

/** Bad input. The message is a sentence; `mend` says what to do about it. */
export class InputError extends Error {
  readonly file: string | undefined
  /** 1-based. */
  readonly line: number | undefined
  readonly mend: string

  constructor(problem: string, mend: string, place: { file?: string | undefined; line?: number | undefined } = {}) {
    super(problem)
    this.name = 'InputError'
    this.file = place.file
    this.line = place.line
    this.mend = mend
  }

  /** `file:line: problem. Mend.` */
  get sentence(): string {
    const place = this.file === undefined ? '' : `${this.file}${this.line === undefined ? '' : `:${this.line}`}: `
    return `${place}${this.message} ${this.mend}`
  }

  static is(error: unknown): error is InputError {
    return error instanceof InputError
  }
}
