// What charts share: the frame with its lines and figures, and the table that says the same to everybody.
// Must keep to five grid lines, and to direct labels where one fits.
import { html, nothing, type SVGTemplateResult, svg } from 'lit-html'
import type { Scale } from './scale.ts'
import type { Draw } from './sized.ts'

export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Room for a chart of this width; figures of the y axis stand left of `left`. */
export function frameFor(width: number, extra: { readonly bottom?: number } = {}): Frame {
  const height = width > 520 ? 250 : 186
  return { width, height, left: 30, right: width - 8, top: 8, bottom: height - 22 - (extra.bottom ?? 0) }
}

interface Axis {
  readonly scale: Scale
  readonly ticks: readonly number[]
  readonly text: (tick: number) => string
}

export function axes(frame: Frame, x: Axis, y: Axis): SVGTemplateResult {
  return svg`
    ${y.ticks.map(
      (tick) => svg`
        <line class="grid" x1=${frame.left} x2=${frame.right} y1=${y.scale(tick)} y2=${y.scale(tick)} />
        <text x=${frame.left - 6} y=${y.scale(tick) + 4} text-anchor="end">${y.text(tick)}</text>`,
    )}
    ${x.ticks.map((tick, index) => {
      const place = index === 0 ? 'start' : index === x.ticks.length - 1 ? 'end' : 'middle'
      return svg`<text x=${x.scale(tick)} y=${frame.height - 6} text-anchor=${place}>${x.text(tick)}</text>`
    })}`
}

interface Chart {
  readonly label: string
  readonly draw: (width: number) => { readonly frame: Frame; readonly content: SVGTemplateResult }
}

/** A chart with its name for screen readers. */
export function chart({ label, draw }: Chart) {
  const whole: Draw = (width) => {
    const { frame, content } = draw(width)
    return html`<svg class="chart" role="img" aria-label=${label} width=${frame.width} height=${frame.height}>
      ${content}
    </svg>`
  }
  return html`<tune-sized .draw=${whole}></tune-sized>`
}

interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** "Show as table": the same figures for readers and for copying. The first column is text, the others are figures. */
export function asTable({ head, rows }: Table) {
  const figure = (index: number): string => (index === 0 ? '' : 'figure')
  return html`<details class="as-table">
    <summary>Show as table</summary>
    <table>
      <thead>
        <tr>${head.map((text, index) => html`<th scope="col" class=${figure(index)}>${text}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td class=${figure(index)}>${cell}</td>`)}</tr>`)}
      </tbody>
    </table>
  </details>`
}

interface LegendItem {
  readonly look: 'line' | 'plain' | 'dashed' | 'won' | 'cross' | 'dot' | 'ring'
  readonly text: string
}

const legendMarks: Readonly<Record<LegendItem['look'], SVGTemplateResult>> = {
  line: svg`<rect class="band" width="18" height="10" /><path class="series" d="M0 5h18" />`,
  plain: svg`<path class="series" d="M0 5h18" />`,
  dashed: svg`<path class="series second" d="M0 5h18" /><rect class="second-mark" x="6.5" y="2.5" width="5" height="5" />`,
  won: svg`<path class="accepted" d="M9 1l4.5 8h-9z" />`,
  cross: svg`<path class="rejected" d="M6 2l6 6M12 2l-6 6" />`,
  dot: svg`<circle class="dot" cx="9" cy="5" r="4" />`,
  ring: svg`<circle class="ring" cx="9" cy="5" r="3.25" />`,
}

export function legend(items: readonly LegendItem[], note?: string) {
  return html`<div class="legend" aria-hidden="true">
    ${items.map((item) => html`<span><svg width="18" height="10">${legendMarks[item.look]}</svg>${item.text}</span>`)}
    ${note === undefined ? nothing : html`<span>${note}</span>`}
  </div>`
}
