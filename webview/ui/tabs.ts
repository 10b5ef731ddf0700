// The row of tabs. Those that do not fit go into "…"; the open one always shows.
// Keys as in the ARIA tablist: arrows move, Enter opens.
import { html, nothing, render } from 'lit-html'
import { fittingTabs } from './fittingTabs.ts'
import { icon } from './icons.ts'
import { place } from './place.ts'

export interface TabItem {
  readonly id: string
  readonly title: string
}

export interface TabsModel {
  readonly items: readonly TabItem[]
  readonly open: string
  readonly onOpen: (id: string) => void
}

export class TabsElement extends HTMLElement {
  #model: TabsModel | undefined
  #shown: readonly number[] = []
  #focused: number | undefined
  readonly #resized = new ResizeObserver(() => this.#fit())

  set model(model: TabsModel) {
    if (model.open !== this.#model?.open) this.#focused = undefined
    this.#model = model
    this.#draw()
    this.#fit()
  }

  connectedCallback(): void {
    this.#resized.observe(this)
    document.fonts.ready.then(() => this.#fit())
  }

  disconnectedCallback(): void {
    this.#resized.disconnect()
  }

  #fit(): void {
    const model = this.#model
    const list = this.querySelector<HTMLElement>('.tab-list')
    if (model === undefined || list === null) return
    const widths = [...list.querySelectorAll<HTMLElement>('.tab')].map((tab) => tab.offsetWidth)
    const gap = Number.parseFloat(getComputedStyle(list).columnGap) || 0
    const open = Math.max(
      0,
      model.items.findIndex((item) => item.id === model.open),
    )
    const shown = fittingTabs(widths, gap, open, list.clientWidth, 32)
    if (shown.join() === this.#shown.join()) return
    this.#shown = shown
    this.#draw()
  }

  #draw(): void {
    const model = this.#model
    if (model === undefined) return
    const hidden = model.items.filter((_, index) => this.#shown.length > 0 && !this.#shown.includes(index))
    const openAt = model.items.findIndex((item) => item.id === model.open)
    const stop = this.#focused ?? openAt
    const content = html`<div class="tab-list" role="tablist" aria-label="Views" @keydown=${this.#onKey}>
        ${model.items.map((item, index) => {
          const isOpen = item.id === model.open
          const away = hidden.includes(item)
          return html`<button
            class="tab ${isOpen ? 'open' : ''} ${away ? 'away' : ''}"
            role="tab"
            id="tab-${item.id}"
            aria-selected=${isOpen}
            aria-controls="view"
            aria-hidden=${away ? 'true' : nothing}
            tabindex=${index === stop && !away ? 0 : -1}
            @click=${() => model.onOpen(item.id)}
          >
            ${item.title}
          </button>`
        })}
      </div>
      <button
        class="icon-button tab-more"
        ?hidden=${hidden.length === 0}
        title="More Views"
        aria-label="More views"
        aria-haspopup="menu"
        popovertarget="tab-menu"
      >
        ${icon('more')}
      </button>
      <div
        id="tab-menu"
        class="menu"
        popover
        role="menu"
        @beforetoggle=${this.#onMenu}
        @toggle=${this.#onMenuShown}
        @keydown=${this.#onMenuKey}
        ${place({ top: `${this.offsetTop + this.offsetHeight}px` })}
      >
        ${hidden.map(
          (
            item,
          ) => html`<button class="menu-item" role="menuitem" tabindex="-1" @click=${() => this.#fromMenu(item.id)}>
            ${item.title}
          </button>`,
        )}
      </div>`
    render(content, this)
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const tabs = [...this.querySelectorAll<HTMLElement>('.tab:not(.away)')]
    const now = tabs.indexOf(event.target as HTMLElement)
    const next: Readonly<Record<string, number>> = {
      ArrowLeft: (now + tabs.length - 1) % tabs.length,
      ArrowRight: (now + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }
    const target = tabs[next[event.key] ?? -1]
    if (target === undefined) return
    event.preventDefault()
    this.#focused = this.#model?.items.findIndex((item) => `tab-${item.id}` === target.id)
    this.#draw()
    target.focus()
  }

  readonly #onMenu = (): void => this.#draw()

  readonly #onMenuShown = (event: Event): void => {
    if ((event as ToggleEvent).newState === 'open') this.querySelector<HTMLElement>('.menu-item')?.focus()
  }

  readonly #onMenuKey = (event: KeyboardEvent): void => {
    const items = [...this.querySelectorAll<HTMLElement>('.menu-item')]
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    items.at((items.indexOf(event.target as HTMLElement) + step) % items.length)?.focus()
  }

  #fromMenu(id: string): void {
    this.querySelector<HTMLElement>('#tab-menu')?.hidePopover()
    this.#model?.onOpen(id)
    this.querySelector<HTMLElement>(`#tab-${id}`)?.focus()
  }
}
