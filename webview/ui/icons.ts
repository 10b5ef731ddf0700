// The panel's icons: sixteen units square, drawn with one line weight, in the manner of codicons.
// Must stay decoration: a word always stands beside them, so they are hidden from screen readers.
import { html, type SVGTemplateResult, svg } from 'lit-html'

const shapes = {
  check: svg`<path d="M3.5 8.5l3 3 6-7" />`,
  checkAll: svg`<path d="M1.5 8.5l3 3 6-7M7.5 11.5l1 .5 6-7.5" />`,
  cross: svg`<path d="M4 4l8 8M12 4l-8 8" />`,
  dash: svg`<path d="M4 8h8" />`,
  lock: svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />`,
  info: svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.5v3.5M8 5v.2" />`,
  warning: svg`<path d="M8 2.2l6.3 11.3H1.7z" /><path d="M8 6.5v3.2M8 11.5v.2" />`,
  error: svg`<circle cx="8" cy="8" r="6" /><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />`,
  chevronDown: svg`<path d="M4 6l4 4 4-4" />`,
  chevronLeft: svg`<path d="M10 4L6 8l4 4" />`,
  arrowUp: svg`<path d="M8 13V3.5M4.5 7L8 3.5 11.5 7" />`,
  arrowDown: svg`<path d="M8 3v9.5M4.5 9L8 12.5 11.5 9" />`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1" />`,
  sync: svg`<path d="M13.3 6.5A5.6 5.6 0 0 0 3.2 5M2.7 9.5A5.6 5.6 0 0 0 12.8 11" /><path d="M3 2.2V5h2.8M13 13.8V11h-2.8" />`,
  search: svg`<circle cx="7" cy="7" r="4" /><path d="M10 10l3.5 3.5" />`,
  pin: svg`<path d="M9.5 2.5l4 4-1.2.6-2.3 2.3-.2 2.9L4 6.5l2.9-.2 2.3-2.3zM6.8 9.3L3 13" />`,
  diff: svg`<rect x="2.5" y="3" width="11" height="10" rx="1" /><path d="M8 3v10M4 8h2.5M9.5 8H12M10.7 6.7v2.6" />`,
  more: svg`<g class="solid"><circle cx="3.5" cy="8" r="1" /><circle cx="8" cy="8" r="1" /><circle cx="12.5" cy="8" r="1" /></g>`,
  clock: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.5V8l2.5 1.5" />`,
  triangleUp: svg`<path class="solid" d="M8 3.5l5 9H3z" />`,
  triangleDown: svg`<path class="solid" d="M8 12.5l-5-9h10z" />`,
  checkDisc: svg`<path class="solid" fill-rule="evenodd" d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm3.6 4.1-.9-.8-3.6 4-1.7-1.7-.8.8 2.5 2.6z" />`,
  halfDisc: svg`<circle cx="8" cy="8" r="5.5" /><path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />`,
  barredRing: svg`<circle cx="8" cy="8" r="5.5" /><path d="M5 8h6" />`,
} satisfies Record<string, SVGTemplateResult>

export type IconName = keyof typeof shapes

export function icon(name: IconName, look = '') {
  return html`<svg class="icon ${look}" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`
}
