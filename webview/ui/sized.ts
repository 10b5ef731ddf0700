// An element that draws itself for the width it is given, so that text in a chart keeps its size.
// Must redraw only when the width or the data change.
import { render } from 'lit-html'

export type Draw = (width: number) => unknown

export class SizedElement extends HTMLElement {
  #width = 0
  #draw: Draw | undefined
  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0)
    if (width === this.#width) return
    this.#width = width
    this.#render()
  })

  set draw(draw: Draw) {
    this.#draw = draw
    this.#render()
  }

  connectedCallback(): void {
    this.#observer.observe(this)
  }

  disconnectedCallback(): void {
    this.#observer.disconnect()
  }

  #render(): void {
    if (this.#width > 0) render(this.#draw?.(this.#width), this)
  }
}
