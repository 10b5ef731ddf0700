// A windowed grid: only the rows in view are in the page, whatever the list's length. Keys as in the ARIA grid pattern.
// Must keep focus, selection and scroll when data change, and never jump.
import { html, nothing, render, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { place } from './place.ts'
import { type Extent, rowsInView, scrollFor, topOf, totalHeight } from './windowing.ts'

export interface GridModel {
  readonly label: string
  /** Undefined while nothing has arrived: placeholders of the fixed height stand in. */
  readonly count: number | undefined
  readonly columns: string
  readonly header: readonly unknown[]
  /** Cells of a row in order, or undefined where its page is not here yet. */
  readonly cells: (index: number) => readonly TemplateResult[] | undefined
  readonly selected: number | undefined
  /** Stands below the selected row where the panel is narrow. */
  readonly detail: unknown
  readonly need: (from: number, to: number) => void
  readonly onSelect: (index: number) => void
  readonly onOpen: (index: number) => void
  /** A letter key with the column it was pressed in. */
  readonly onKey: (key: string, column: number) => boolean
  /** Tab-separated text of a row. */
  readonly copy: (index: number) => string | undefined
  readonly scrollTop: number
  readonly onScroll: (scrollTop: number) => void
}

const MARGIN = 8
const PLACEHOLDERS = 12

export class GridElement extends HTMLElement {
  #model: GridModel | undefined
  #active = 0
  #column = 1
  #asked: number | undefined
  #rowHeight = 47
  #openHeight = 0
  #restored = false
  #frame = 0
  readonly #resized = new ResizeObserver(() => this.#schedule())

  set model(model: GridModel) {
    const { selected } = model
    const moved = selected !== undefined && selected !== this.#model?.selected
    const before = moved ? topOf(selected, this.#extent()) : 0
    const first = this.#model === undefined
    this.#model = model
    // A row selected here is active since then, and the keys may have gone on from it.
    if (moved && selected !== this.#asked) this.#active = selected
    this.#asked = undefined
    this.#draw()
    // The row that closes above must not pull the selected one away from under the pointer.
    if (moved && !first) this.scrollTop += topOf(selected, this.#extent()) - before
    this.#restoreScroll()
  }

  connectedCallback(): void {
    this.#resized.observe(this)
    this.addEventListener('scroll', this.#onScroll, { passive: true })
    this.addEventListener('keydown', this.#onKey)
    this.addEventListener('copy', this.#onCopy)
  }

  disconnectedCallback(): void {
    this.#resized.disconnect()
    cancelAnimationFrame(this.#frame)
    this.removeEventListener('scroll', this.#onScroll)
    this.removeEventListener('keydown', this.#onKey)
    this.removeEventListener('copy', this.#onCopy)
    this.#restored = false
  }

  #extent(): Extent {
    const { count = PLACEHOLDERS, selected } = this.#model ?? {}
    const open = selected === undefined ? null : { index: selected, height: this.#openHeight }
    return { count, rowHeight: this.#rowHeight, open }
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    const model = this.#model
    if (model === undefined || !this.isConnected) return
    this.#measure()
    const extent = this.#extent()
    this.#active = Math.min(this.#active, Math.max(0, extent.count - 1))
    const view = rowsInView(this.scrollTop, this.clientHeight, extent, MARGIN)
    const indexes = Array.from({ length: view.to - view.from }, (_, i) => view.from + i)
    const active = this.#active
    // The focused row stays in the page, in order: a moved node would lose its focus.
    if (extent.count > 0 && active < view.from) indexes.unshift(active)
    if (extent.count > 0 && active >= view.to) indexes.push(active)
    render(this.#template(model, extent, indexes), this)
    model.need(view.from, Math.max(view.to, 1))
    const before = this.#openHeight
    this.#measure()
    if (before !== this.#openHeight) this.#schedule()
  }

  #measure(): void {
    this.#rowHeight = Number.parseFloat(getComputedStyle(this).getPropertyValue('--row-height')) || this.#rowHeight
    this.#openHeight = this.querySelector<HTMLElement>('.grid-detail')?.offsetHeight ?? 0
  }

  #template(model: GridModel, extent: Extent, indexes: readonly number[]) {
    return html`<div
      role="grid"
      class="grid-body"
      aria-label=${model.label}
      aria-rowcount=${model.count === undefined ? -1 : model.count + 1}
      aria-colcount=${model.header.length}
      aria-busy=${model.count === undefined}
      ${place({ '--columns': model.columns })}
    >
      <div role="row" class="grid-row grid-header" aria-rowindex="1">
        ${model.header.map((cell) => html`<div role="columnheader" class="cell">${cell}</div>`)}
      </div>
      <div role="rowgroup" class="grid-space" ${place({ height: `${totalHeight(extent)}px` })}>
        ${repeat(
          indexes,
          (index) => index,
          (index) => this.#row(model, extent, index),
        )}
      </div>
    </div>`
  }

  /** A row whose page is not here yet has the same cells, empty: focus stays when the page arrives. */
  #row(model: GridModel, extent: Extent, index: number) {
    const cells = model.cells(index)
    const selected = model.selected === index && cells !== undefined
    const look = cells === undefined ? 'placeholder' : selected ? 'selected' : ''
    return html`<div class="grid-item" ${place({ transform: `translateY(${topOf(index, extent)}px)` })}>
      <div
        role="row"
        class="grid-row ${look}"
        aria-rowindex=${index + 2}
        aria-selected=${selected}
        @click=${(event: MouseEvent) => this.#onClick(event, index)}
        @dblclick=${() => model.onOpen(index)}
      >
        ${model.header.map(
          (_, column) => html`<div
            role="gridcell"
            class="cell"
            data-column=${column}
            tabindex=${index === this.#active && column === this.#column ? 0 : -1}
          >
            ${cells?.[column] ?? nothing}
          </div>`,
        )}
      </div>
      ${selected && model.detail !== nothing ? html`<div class="grid-detail">${model.detail}</div>` : nothing}
    </div>`
  }

  /** Focuses the active cell, in view. */
  override focus(): void {
    this.#activate(this.#active, this.#extent().count)
  }

  #restoreScroll(): void {
    if (this.#restored || this.#model?.count === undefined) return
    this.#restored = true
    this.scrollTop = this.#model.scrollTop
    this.#schedule()
  }

  readonly #onScroll = (): void => {
    this.#model?.onScroll(this.scrollTop)
    this.#schedule()
  }

  #onClick(event: MouseEvent, index: number): void {
    const cell = (event.target as Element).closest<HTMLElement>('[data-column]')
    this.#active = index
    this.#column = Number(cell?.dataset.column ?? this.#column)
    this.#select(index)
    this.#focusActive()
  }

  #select(index: number): void {
    this.#asked = index
    this.#model?.onSelect(index)
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const model = this.#model
    if (model?.count === undefined || event.defaultPrevented || event.altKey) return
    if (!(event.target as Element).closest('[role="grid"]') || (event.target as Element).closest('.grid-detail')) return
    const jump = event.ctrlKey || event.metaKey
    const handled = this.#move(event.key, jump, model.count) || (!jump && this.#act(event.key, model))
    if (handled) event.preventDefault()
  }

  #act(key: string, model: GridModel): boolean {
    if (model.count === 0) return false
    if (key === ' ') this.#select(this.#active)
    else if (key === 'Enter') model.onOpen(this.#active)
    else return model.onKey(key, this.#column)
    return true
  }

  #move(key: string, jump: boolean, count: number): boolean {
    const page = Math.max(1, Math.floor(this.clientHeight / this.#rowHeight) - 1)
    const by: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }
    const step = by[key]
    if (step !== undefined) this.#activate(this.#active + step, count)
    else if (jump && key === 'Home') this.#activate(0, count)
    else if (jump && key === 'End') this.#activate(count - 1, count)
    else if (key === 'ArrowLeft' || key === 'ArrowRight') this.#activateColumn(key === 'ArrowLeft' ? -1 : 1, false)
    else if (key === 'Home' || key === 'End') this.#activateColumn(key === 'Home' ? -1 : 1, true)
    else return false
    return true
  }

  #activate(index: number, count: number): void {
    this.#active = Math.min(Math.max(0, index), Math.max(0, count - 1))
    const header = this.querySelector<HTMLElement>('.grid-header')?.offsetHeight ?? 0
    const top = scrollFor(this.#active, this.scrollTop, this.clientHeight - header, this.#extent())
    if (top !== this.scrollTop) this.scrollTop = top
    this.#draw()
    this.#focusActive()
  }

  #activateColumn(by: number, toEnd: boolean): void {
    const shown = this.#cellsOfActive().filter((cell) => cell.offsetParent !== null)
    const now = shown.findIndex((cell) => Number(cell.dataset.column) === this.#column)
    const next = toEnd ? (by < 0 ? 0 : shown.length - 1) : Math.min(Math.max(0, now + by), shown.length - 1)
    this.#column = Number(shown[next]?.dataset.column ?? this.#column)
    this.#draw()
    this.#focusActive()
  }

  #cellsOfActive(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(`[aria-rowindex="${this.#active + 2}"] > [data-column]`)]
  }

  #focusActive(): void {
    const cells = this.#cellsOfActive()
    const cell = cells.find((one) => Number(one.dataset.column) === this.#column && one.offsetParent !== null)
    const target = cell ?? cells.find((one) => one.offsetParent !== null)
    if (target !== undefined && target !== document.activeElement) {
      this.#column = Number(target.dataset.column)
      this.#draw()
      target.focus({ preventScroll: true })
    }
  }

  readonly #onCopy = (event: ClipboardEvent): void => {
    if (!getSelection()?.isCollapsed) return
    const text = this.#model?.copy(this.#active)
    if (text === undefined) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
}
