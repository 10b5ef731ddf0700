// The cases of an eval file as the Test Explorer lists them: loaded when first asked for, forgotten with the file's next
// change. Must never be read to draw a closed tree.
import { InputError } from '../../core/errors.ts'
import { type Assertion, type Case, flatAssertions } from '../../core/evals/case.ts'
import type { EvalFile } from '../../core/evals/evalFile.ts'
import { splitsOf } from '../../core/evals/split.ts'
import { printValue } from '../../core/prompt/values.ts'

export interface ListedCase {
  readonly id: string
  readonly title: string
  /** What a right answer looks like: the expected one, else what is asserted of it. */
  readonly expected: string
  readonly source: Case['source']
  /** Kept for the claim of a sweep: an eval never measures it. */
  readonly sealed: boolean
}

/** Positions in the list, the second one past the end. */
export interface CaseRange {
  readonly from: number
  readonly to: number
}

/** More cases than this are listed in ranges, each opened for itself. */
const MOST_AT_ONCE = 1000
const RANGE = 500

export class CaseList {
  readonly #path: string
  readonly #load: () => Promise<EvalFile>
  #loaded: Promise<readonly ListedCase[]> | undefined
  #sources: ReadonlySet<string> = new Set()

  /** `load` reads the eval file of this path. */
  constructor(path: string, load: () => Promise<EvalFile>) {
    this.#path = path
    this.#load = load
  }

  /** Throws `InputError` where the eval file or a dataset is broken. */
  all(): Promise<readonly ListedCase[]> {
    this.#loaded ??= this.#read()
    return this.#loaded
  }

  async #read(): Promise<readonly ListedCase[]> {
    try {
      const evalFile = await this.#load()
      this.#sources = new Set(evalFile.cases.map(({ source }) => source.file))
      return listed(evalFile)
    } catch (error) {
      // Whoever asks again may ask for a file that was mended meanwhile.
      this.#loaded = undefined
      if (InputError.is(error) && error.file !== undefined) this.#sources = new Set([error.file])
      throw error
    }
  }

  /** Whether a change of the file changes what was read. */
  dependsOn(path: string): boolean {
    return path === this.#path || this.#sources.has(path)
  }
}

/** None where all are listed at once. */
export function rangesOf(count: number): CaseRange[] {
  if (count <= MOST_AT_ONCE) return []
  return Array.from({ length: Math.ceil(count / RANGE) }, (_, i) => ({
    from: i * RANGE,
    to: Math.min(count, (i + 1) * RANGE),
  }))
}

function listed(evalFile: EvalFile): ListedCase[] {
  const { train, select } = splitsOf(evalFile)
  const open = new Set([...train, ...select].map(({ id }) => id))
  return evalFile.cases.map(({ id, title, expected, assertions, source }) => ({
    id,
    title: title === '' ? id : title,
    expected: expected ?? flatAssertions(assertions).map(inWords).join('\n'),
    source,
    sealed: !open.has(id),
  }))
}

/** `contains: refund`, as it stands in the eval file; what is longer than a value is named alone. */
function inWords({ type, negated, value }: Assertion): string {
  const isShort = Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value)
  return `${negated ? 'not-' : ''}${type}${isShort ? `: ${printValue(value)}` : ''}`
}
