// The score over calls: each step is the last validated candidate with its 95 % band.
// Must show what an edit or a candidate was for, never a gain without its interval.
import { html, nothing, type SVGTemplateResult, svg } from 'lit-html'
import type { Rate } from '../../src/core/events.ts'
import { formatCountOf, formatRate, formatShareFigure, formatTightInterval, shareOf } from '../../src/shared/format.ts'
import { asTable, axes, chart, type Frame, frameFor, legend } from './chart.ts'
import { linear, rateFloor, type Scale, ticks } from './scale.ts'

/** Pixels of "45 of 60 cases". */
const OPEN_LABEL_WIDTH = 100

export interface StepPoint {
  readonly candidateId: string
  readonly label: string
  readonly atCalls: number
  readonly rate: Rate
  readonly look: 'seed' | 'step' | 'rolled-back'
}

export interface StepData {
  readonly points: readonly StepPoint[]
  /** Search calls the budget allows, and those spent. */
  readonly limit: number
  readonly spent: number
  readonly running: boolean
  readonly target: number | null
  /** The candidate being validated. */
  readonly open: {
    readonly label: string
    readonly rate: Rate | undefined
    readonly n: number
    readonly of: number
  } | null
  readonly edits: readonly { readonly atCalls: number; readonly accepted: boolean; readonly title: string }[]
  readonly onPick: (candidateId: string) => void
}

interface Place {
  readonly frame: Frame
  readonly x: Scale
  readonly y: Scale
}

export function stepChart(data: StepData) {
  const shown = data.points.map((point) => point.rate.low)
  const floor = rateFloor(data.open?.rate === undefined ? shown : [...shown, data.open.rate.low])
  const draw = (width: number) => {
    const frame = frameFor(width, { bottom: 14 })
    const x = linear([0, Math.max(data.limit, data.spent)], [frame.left, frame.right])
    const y = linear([floor, 100], [frame.bottom, frame.top])
    const place: Place = { frame, x, y }
    const calls = ticks(0, data.limit, width > 320 ? 5 : 4)
    const last = calls.at(-1)
    const content = svg`
      ${axes(
        frame,
        { scale: x, ticks: calls, text: (tick) => (tick === last ? `${tick} calls` : String(tick)) },
        { scale: y, ticks: ticks(floor, 100, 5), text: String },
      )}
      ${targetLine(data.target, place)}
      ${data.running ? svg`<line class="now" x1=${x(data.spent)} x2=${x(data.spent)} y1=${frame.top} y2=${frame.bottom + 10} />` : nothing}
      ${steps(data, place)} ${openPoint(data, place)} ${editMarks(data, place)}`
    return { frame, content }
  }
  const validated = data.points.map((point) => point.label).join(', ')
  return html`${chart({ label: `Pass rate on select cases over search calls. Validated: ${validated || 'none yet'}.`, draw })}
  ${legend([
    { look: 'line', text: 'last validated, 95 % CI' },
    { look: 'won', text: 'edit accepted' },
    { look: 'cross', text: 'edit rejected' },
  ])}
  ${asTable({
    head: ['Candidate', 'At call', 'Passed', 'Rate', '95 % CI'],
    rows: data.points.map((point) => [
      html`<button class="link" @click=${() => data.onPick(point.candidateId)}>${point.label}</button>`,
      point.atCalls,
      formatCountOf(point.rate),
      formatRate(point.rate),
      formatTightInterval(point.rate),
    ]),
  })}`
}

function targetLine(target: number | null, { frame, y }: Place) {
  if (target === null) return nothing
  const at = y(target * 100)
  return svg`<line class="target" x1=${frame.left} x2=${frame.right} y1=${at} y2=${at} />
    <text class="halo" x=${frame.left + 4} y=${at - 4}>target ${Math.round(target * 100)} %</text>`
}

/** Rolled-back candidates are shown, and the line goes on below them. */
function steps(data: StepData, { x, y, frame }: Place): SVGTemplateResult {
  const line = data.points.filter((point) => point.look !== 'rolled-back')
  const end = (index: number): number => line[index + 1]?.atCalls ?? data.spent
  const path = line
    .map((point, index) => {
      const level = y(shareOf(point.rate) * 100).toFixed(1)
      return `${index === 0 ? 'M' : 'L'}${x(point.atCalls).toFixed(1)} ${level}L${x(end(index)).toFixed(1)} ${level}`
    })
    .join('')
  const labels = labelPlaces(
    data.points.map((point) => ({ x: x(point.atCalls), text: labelOf(point), below: point.look === 'seed' })),
    frame,
    data.open !== null && openToLeft(x(data.spent), frame)
      ? x(data.spent) - OPEN_LABEL_WIDTH
      : Number.POSITIVE_INFINITY,
  )
  return svg`
    ${line.map((point, index) => {
      const top = y(point.rate.high * 100)
      const width = Math.max(0, x(end(index)) - x(point.atCalls))
      return svg`<rect class="band" x=${x(point.atCalls)} width=${width} y=${top} height=${y(point.rate.low * 100) - top} />`
    })}
    <path class="series" d=${path} />
    ${data.points.map((point, index) => {
      const label = labels[index]
      const at = { x: x(point.atCalls), y: y(shareOf(point.rate) * 100) }
      return svg`<g class="pick" @click=${() => data.onPick(point.candidateId)}>
        <title>${point.label}: ${formatCountOf(point.rate)}, ${formatRate(point.rate)} ${formatTightInterval(point.rate)}</title>
        ${
          point.look === 'rolled-back'
            ? svg`<path class="rejected" d="M${at.x - 3} ${at.y - 3}l6 6m0 -6l-6 6" />`
            : svg`<circle class=${point.look === 'seed' ? 'ring' : 'dot'} cx=${at.x} cy=${at.y} r=${point.look === 'seed' ? 4 : 4.5} />`
        }
        ${
          label === undefined
            ? nothing
            : svg`<text class="strong halo" x=${at.x + label.dx} text-anchor=${label.anchor} y=${point.look === 'seed' ? at.y + 17 : at.y - 8}>${labelOf(point)}</text>`
        }
      </g>`
    })}`
}

function labelOf(point: StepPoint): string {
  return `${point.label.replace(/ winner$/, '')} ${formatShareFigure(shareOf(point.rate))}`
}

interface LabelPlace {
  readonly dx: number
  readonly anchor: 'start' | 'end'
}

/** The last label always stands; an earlier one only where it does not touch the next. */
function labelPlaces(
  points: readonly { x: number; text: string; below: boolean }[],
  frame: Frame,
  until: number,
): readonly (LabelPlace | undefined)[] {
  let taken = until
  return points
    .toReversed()
    .map(({ x, text, below }): LabelPlace | undefined => {
      if (below) return { dx: 4, anchor: 'start' }
      const width = text.length * 6.4 + 6
      const toLeft = x + width > Math.min(taken, frame.right)
      const [from, to] = toLeft ? [x - width, x] : [x, x + width]
      if (to > taken || from < frame.left) return undefined
      taken = from
      return toLeft ? { dx: -4, anchor: 'end' } : { dx: 4, anchor: 'start' }
    })
    .toReversed()
}

function openToLeft(at: number, frame: Frame): boolean {
  return at + OPEN_LABEL_WIDTH > frame.right
}

function openPoint(data: StepData, { x, y, frame }: Place) {
  const { open } = data
  if (open === null) return nothing
  const at = x(data.spent)
  const right = openToLeft(at, frame)
  const text = { x: at + (right ? -9 : 9), anchor: right ? 'end' : 'start' }
  const level = open.rate === undefined ? frame.top + 30 : y(shareOf(open.rate) * 100)
  return svg`
    ${
      open.rate === undefined
        ? nothing
        : svg`<line class="whisker" x1=${at} x2=${at} y1=${y(open.rate.low * 100)} y2=${y(open.rate.high * 100)} />
            <circle class="ring now-ring" cx=${at} cy=${level} r="4" />`
    }
    <text class="strong halo" x=${text.x} y=${level - 8} text-anchor=${text.anchor}
      >${open.label}${open.rate === undefined ? '' : ` ${formatShareFigure(shareOf(open.rate))}`}</text>
    <text class="halo" x=${text.x} y=${level + 6} text-anchor=${text.anchor}>${open.n} of ${open.of} cases</text>`
}

function editMarks(data: StepData, { x, frame }: Place) {
  const y = frame.bottom + 4
  return data.edits.map((edit) => {
    const at = x(edit.atCalls)
    return svg`<g><title>${edit.title}</title>${
      edit.accepted
        ? svg`<path class="accepted" d="M${at} ${y - 4}l4.5 8h-9z" />`
        : svg`<path class="rejected" d="M${at - 3} ${y - 3}l6 6m0 -6l-6 6" />`
    }</g>`
  })
}
