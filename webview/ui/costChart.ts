// Quality against cost: each prompt and model with its interval, and the line of those that nothing beats.
// Must leave out what has no known cost, and say that it did.
import { html, nothing, svg } from 'lit-html'
import type { LeaderboardRow } from '../../src/core/events.ts'
import {
  formatMoney,
  formatRate,
  formatShareFigure,
  formatTightInterval,
  modelName,
  shareOf,
} from '../../src/shared/format.ts'
import { asTable, axes, chart, type Frame, frameFor, legend } from './chart.ts'
import { linear, rateFloor, ticks } from './scale.ts'

interface Point {
  readonly row: LeaderboardRow
  readonly cents: number
  readonly share: number
}

/** Those that no other is both cheaper and better than, cheapest first. */
export function frontier(rows: readonly LeaderboardRow[]): readonly LeaderboardRow[] {
  const priced = pointsOf(rows).sort((a, b) => a.cents - b.cents || b.share - a.share)
  let best = Number.NEGATIVE_INFINITY
  return priced
    .filter((point) => {
      const better = point.share > best
      if (better) best = point.share
      return better
    })
    .map((point) => point.row)
}

function pointsOf(rows: readonly LeaderboardRow[]): Point[] {
  return rows.flatMap((row) =>
    row.usdPer1000 === null || row.rate.n === 0 ? [] : [{ row, cents: row.usdPer1000 * 100, share: shareOf(row.rate) }],
  )
}

export function costChart(rows: readonly LeaderboardRow[], onOpen: (row: LeaderboardRow) => void) {
  const points = pointsOf(rows)
  const unpriced = [...new Set(rows.filter((row) => row.usdPer1000 === null).map((row) => modelName(row.model)))]
  const leftOut = unpriced.length === 0 ? undefined : `${unpriced.join(', ')} not plotted: cost unknown`
  if (points.length < 2) return html`<p class="dim">${leftOut ?? 'One cell alone makes no picture.'}</p>`
  const best = frontier(rows)
  const marked = rows.some((row) => row.frontier !== undefined)
  const isBest = (row: LeaderboardRow) => (marked ? row.frontier === true : best.includes(row))
  const models = [...new Set(points.map((point) => point.row.model))]
  const candidates = new Set(rows.map((row) => row.candidateId)).size
  // With several prompts the shape says the model.
  const shaped = models.length > 1 && candidates > 1
  const nameOf = (row: LeaderboardRow): string =>
    candidates > 1 ? row.label.replace(/ winner$/, '') : modelName(row.model)
  const most = Math.max(...points.map((point) => point.cents)) * 1.08 || 1
  const floor = rateFloor(points.map((point) => point.row.rate.low))
  const draw = (width: number) => {
    const frame = frameFor(width, { bottom: 12 })
    const x = linear([0, most], [frame.left + 6, frame.right - 8])
    const y = linear([floor, 100], [frame.bottom, frame.top])
    const costs = ticks(0, most, 5)
    const labels = placeLabels(
      points.map(({ row, cents, share }) => ({
        x: x(cents),
        y: y(share * 100),
        text: nameOf(row),
        first: isBest(row),
      })),
      frame,
    )
    const line = points
      .filter((point) => best.includes(point.row))
      .sort((a, b) => a.cents - b.cents)
      .map((point, index) => {
        const at = { x: x(point.cents).toFixed(1), y: y(point.share * 100).toFixed(1) }
        return index === 0 ? `M${at.x} ${at.y}` : `H${at.x}V${at.y}`
      })
      .join('')
    const content = svg`
      ${axes(
        frame,
        { scale: x, ticks: costs, text: (tick) => (tick === costs.at(-1) ? `${tick} ¢` : String(tick)) },
        { scale: y, ticks: ticks(floor, 100, 5), text: String },
      )}
      <path class="frontier" d=${line} />
      ${points.map(
        ({ row, cents }) => svg`<line class="whisker ${isBest(row) ? '' : 'beaten'}" x1=${x(cents)} x2=${x(cents)}
          y1=${y(row.rate.low * 100)} y2=${y(row.rate.high * 100)} />`,
      )}
      ${points.map(({ row, cents, share }, index) => {
        const label = labels[index]
        const onFrontier = isBest(row)
        return svg`<g class="pick" @click=${() => onOpen(row)}>
          <title>${row.label} on ${row.model}: ${formatRate(row.rate)} ${formatTightInterval(row.rate)}, ${formatMoney(row.usdPer1000)}</title>
          <path class=${onFrontier ? 'dot' : 'ring'} d=${shapeAt(shaped ? models.indexOf(row.model) : 0, x(cents), y(share * 100))} />
          ${
            label === undefined
              ? nothing
              : svg`<text class="halo ${onFrontier ? 'strong' : ''}" x=${label.x} y=${label.y} text-anchor=${label.anchor}>${nameOf(row)}</text>`
          }
        </g>`
      })}`
    return { frame, content }
  }
  return html`${chart({ label: 'Pass rate against cost per 1,000 calls', draw })}
    ${legend(
      [
        { look: 'dot', text: marked ? 'beaten by none, latency and length counted' : 'on the frontier' },
        { look: 'ring', text: 'beaten by another' },
      ],
      'cost per 1,000 calls',
    )}
    ${
      shaped
        ? html`<div class="legend">
            ${models.map((model, index) => html`<span><svg width="12" height="12"><path class="ring" d=${shapeAt(index, 6, 6)} /></svg>${model}</span>`)}
          </div>`
        : nothing
    }
    ${leftOut === undefined ? nothing : html`<p class="foot-note">${leftOut}</p>`}
    ${asTable({
      head: ['Prompt and model', '¢ / 1,000', 'Rate %', '95 % CI'],
      rows: rows.map((row) => [
        `${row.label} · ${row.model}`,
        formatMoney(row.usdPer1000),
        row.rate.n === 0 ? '–' : formatShareFigure(shareOf(row.rate)),
        row.rate.n === 0 ? '' : formatTightInterval(row.rate),
      ]),
    })}`
}

/** Round, square, triangle, diamond: one for a model. */
function shapeAt(index: number, x: number, y: number): string {
  const shapes = [
    `M${x - 4.5} ${y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z`,
    `M${x - 4} ${y - 4}h8v8h-8z`,
    `M${x} ${y - 5}l5 9h-10z`,
    `M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`,
  ]
  return shapes[index % shapes.length] ?? ''
}

interface Label {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A free place beside each point, those on the frontier first; a point without one is named in its tooltip alone. */
function placeLabels(
  points: readonly { x: number; y: number; text: string; first: boolean }[],
  frame: Frame,
): readonly (Label | undefined)[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }))
  const labels: (Label | undefined)[] = points.map(() => undefined)
  const order = points.map((_, index) => index).sort((a, b) => Number(points[b]?.first) - Number(points[a]?.first))
  for (const index of order) {
    const point = points[index]
    if (point === undefined) continue
    const width = point.text.length * 6.4
    for (const [anchor, dy] of [
      ['start', -7],
      ['start', 14],
      ['end', -7],
      ['end', 14],
    ] as const) {
      const x = point.x + (anchor === 'start' ? 8 : -8)
      const left = anchor === 'start' ? x : x - width
      const box: Box = { left, right: left + width, top: point.y + dy - 10, bottom: point.y + dy + 2 }
      const inside = box.left >= frame.left && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.bottom
      if (!inside || taken.some((other) => overlaps(box, other))) continue
      taken.push(box)
      labels[index] = { x, y: point.y + dy, anchor }
      break
    }
  }
  return labels
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
