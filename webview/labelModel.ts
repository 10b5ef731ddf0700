// The sheet of outputs to label, asked of the host once a run, and the answers that a save brings.
// Must forget a sheet that belongs to another run, or to an earlier state of it.
import type { HostResult } from '../src/shared/protocol.ts'
import type { RunView } from '../src/shared/viewModel.ts'
import type { ViewEndpoint } from '../src/shared/viewRpc.ts'

export type Sheet = HostResult<'labels.get'>
export type SheetAnswer =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly sheet: Sheet }
  | { readonly state: 'failed'; readonly message: string }

export class LabelModel {
  readonly #endpoint: ViewEndpoint
  readonly #changed: () => void
  #scope = ''
  #answer: SheetAnswer = { state: 'loading' }

  constructor(endpoint: ViewEndpoint, changed: () => void) {
    this.#endpoint = endpoint
    this.#changed = changed
  }

  /** The run's sheet, asked for on first need. */
  sheetOf({ id, status }: RunView): SheetAnswer {
    const scope = `${id} ${status}`
    if (scope === this.#scope) return this.#answer
    this.#scope = scope
    this.#settle(this.#endpoint.call('labels.get', { runId: id }))
    return this.#answer
  }

  save({ id }: RunView, labels: readonly { readonly key: string; readonly pass: boolean }[]): void {
    this.#settle(this.#endpoint.call('labels.save', { runId: id, labels: [...labels] }))
    this.#changed()
  }

  /** Asks again after a failure. */
  retry(): void {
    this.#scope = ''
    this.#changed()
  }

  #settle(question: Promise<Sheet>): void {
    const scope = this.#scope
    this.#answer = { state: 'loading' }
    const settle = (answer: SheetAnswer): void => {
      if (scope !== this.#scope) return
      this.#answer = answer
      this.#changed()
    }
    question.then(
      (sheet) => settle({ state: 'here', sheet }),
      (error: unknown) => settle({ state: 'failed', message: (error as Error).message }),
    )
  }
}
