// The report block in the panel: the rows and sentences that the terminal shows. Must never word a figure of its own.
import { html } from 'lit-html'
import type { ReportBlock } from '../../src/shared/reportBlock.ts'
import { facts, lines } from './parts.ts'

export function block({ rows, sentences }: ReportBlock) {
  return html`<div class="report-block">${facts(rows.map(({ label, value }) => [breakable(label), value]))} ${lines(sentences)}</div>`
}

/** A narrow panel breaks a model's id behind its provider, not within a word. */
function breakable(label: string) {
  return label.split(':').map((part, i) => (i === 0 ? part : html`:<wbr />${part}`))
}
