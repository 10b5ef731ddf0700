// Pages of a list that is too long to send at once: fetched as they come into view, kept, renewed when data change.
// Must never show a blank where old rows are known, nor let an old answer overwrite a newer one.

export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly from: number
}

export type FetchPage<Row, P extends Page<Row>> = (from: number, count: number, signal: AbortSignal) => Promise<P>

interface Slot<Row> {
  rows: readonly Row[] | undefined
  /** Version of the data that `rows` belong to. */
  version: string | undefined
  request: { readonly version: string; readonly controller: AbortController } | undefined
}

export const PAGE_ROWS = 100
/** Pages kept; beyond them the farthest from view are let go, or a long list would fill the page's memory row by row. */
const MOST_PAGES = 200

export class Pager<Row, P extends Page<Row>> {
  readonly #slots = new Map<number, Slot<Row>>()
  readonly #changed: () => void
  #fetch: FetchPage<Row, P>
  #query = ''
  #version = ''
  #latest: P | undefined
  #error: string | undefined

  constructor(fetch: FetchPage<Row, P>, changed: () => void) {
    this.#fetch = fetch
    this.#changed = changed
  }

  /** The page that arrived last, for the counts that come with every page. */
  get latest(): P | undefined {
    return this.#latest
  }

  get error(): string | undefined {
    return this.#error
  }

  /** Another query starts from nothing; another version of the same data renews rows as they come into view. */
  point(query: string, version: string, fetch: FetchPage<Row, P>): void {
    this.#fetch = fetch
    this.#version = version
    if (query === this.#query) return
    this.#query = query
    this.#latest = undefined
    this.reset()
  }

  /** Drops all rows and what is under way, also after an error. */
  reset(): void {
    for (const slot of this.#slots.values()) slot.request?.controller.abort()
    this.#slots.clear()
    this.#error = undefined
  }

  row(index: number): Row | undefined {
    return this.#slots.get(Math.floor(index / PAGE_ROWS))?.rows?.[index % PAGE_ROWS]
  }

  /** Position of the first known row that fits. */
  find(fits: (row: Row) => boolean): number | undefined {
    for (const [page, slot] of this.#slots) {
      const at = slot.rows?.findIndex(fits) ?? -1
      if (at >= 0) return page * PAGE_ROWS + at
    }
    return undefined
  }

  /** Asks for the pages that hold rows `from` up to `to`, and gives up those that went out of view. */
  need(from: number, to: number): void {
    if (this.#error !== undefined) return
    const first = Math.floor(from / PAGE_ROWS)
    const last = Math.floor(Math.max(from, to - 1) / PAGE_ROWS)
    for (const [page, slot] of this.#slots)
      if ((page < first - 1 || page > last + 1) && slot.request !== undefined) {
        slot.request.controller.abort()
        slot.request = undefined
      }
    for (let page = first; page <= last; page++) this.#load(page)
    this.#letGo(first, last)
  }

  #letGo(first: number, last: number): void {
    if (this.#slots.size <= MOST_PAGES) return
    const distance = (page: number) => Math.max(first - page, page - last, 0)
    const far = [...this.#slots.keys()].toSorted((a, b) => distance(b) - distance(a))
    for (const page of far.slice(0, this.#slots.size - MOST_PAGES)) this.#slots.delete(page)
  }

  #load(page: number): void {
    const slot: Slot<Row> = this.#slots.get(page) ?? { rows: undefined, version: undefined, request: undefined }
    this.#slots.set(page, slot)
    const version = this.#version
    if (slot.version === version || slot.request?.version === version) return
    slot.request?.controller.abort()
    const controller = new AbortController()
    const request = { version, controller }
    slot.request = request
    this.#fetch(page * PAGE_ROWS, PAGE_ROWS, controller.signal)
      .then((answer) => {
        if (slot.request !== request) return
        slot.rows = answer.rows
        slot.version = version
        this.#latest = answer
      })
      .catch((error: unknown) => {
        if (slot.request === request && !controller.signal.aborted) this.#error = String((error as Error).message)
      })
      .finally(() => {
        if (slot.request !== request) return
        slot.request = undefined
        this.#changed()
      })
  }
}
