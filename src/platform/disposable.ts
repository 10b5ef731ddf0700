// Ownership of whatever must be let go of: what is added is disposed once, last added first.
import type { Disposable } from 'vscode'

export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = []
  #disposed = false

  /** Returns `item`. In a store that is already disposed the item is disposed at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose()
    else this.#items.push(item)
    return item
  }

  dispose(): void {
    this.#disposed = true
    for (const item of this.#items.splice(0).reverse()) item.dispose()
  }
}
