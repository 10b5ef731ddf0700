// Training and validation loss over steps, each named where its line ends.
// Must say the last figure it has, not a smoothed one.
import { html, nothing, svg } from 'lit-html'
import type { JobEvent } from '../../src/core/ports.ts'
import { asTable, axes, chart, frameFor, legend } from './chart.ts'
import { linear, spread, ticks } from './scale.ts'

export interface LossPoint {
  readonly step: number
  readonly loss: number
}

/** The two curves in a job's events, by step; of two readings at one step the later counts. */
export function lossCurves(events: readonly JobEvent[]): { train: readonly LossPoint[]; valid: readonly LossPoint[] } {
  const train = new Map<number, number>()
  const valid = new Map<number, number>()
  for (const { metrics } of events) {
    if (metrics?.trainLoss !== undefined) train.set(metrics.step, metrics.trainLoss)
    if (metrics?.validLoss !== undefined) valid.set(metrics.step, metrics.validLoss)
  }
  const points = (curve: Map<number, number>): LossPoint[] =>
    [...curve].map(([step, loss]) => ({ step, loss })).sort((a, b) => a.step - b.step)
  return { train: points(train), valid: points(valid) }
}

/** 0.41 → ".41", 1.3 → "1.30". */
export function formatLoss(loss: number): string {
  return loss.toFixed(2).replace(/^0/, '')
}

function stepOf([first = 0, second = 1]: readonly number[]): number {
  return second - first
}

interface LossData {
  readonly events: readonly JobEvent[]
  readonly totalSteps: number | null
  readonly running: boolean
}

export function lossChart({ events, totalSteps, running }: LossData) {
  const { train, valid } = lossCurves(events)
  const all = [...train, ...valid]
  const lastStep = Math.max(...all.map((point) => point.step))
  const steps = Math.max(totalSteps ?? 0, lastStep)
  const top = Math.max(...all.map((point) => point.loss))
  const step = stepOf(ticks(0, top, 5))
  const ceiling = Math.ceil(top / step) * step
  const levels = ticks(0, ceiling, 6)
  const draw = (width: number) => {
    const frame = frameFor(width)
    const x = linear([0, steps], [frame.left, frame.right])
    const y = linear([0, ceiling], [frame.bottom, frame.top])
    const path = (points: readonly LossPoint[]): string =>
      points.map((p, index) => `${index === 0 ? 'M' : 'L'}${x(p.step).toFixed(1)} ${y(p.loss).toFixed(1)}`).join('')
    const parts = width < 320 ? 2 : 4
    const marks = Array.from({ length: parts + 1 }, (_, part) => Math.round((steps * part) / parts))
    const ends = [
      { name: 'train', point: train.at(-1) },
      { name: 'valid', point: valid.at(-1) },
    ].flatMap(({ name, point }) => (point === undefined ? [] : [{ name, point }]))
    const levelsOf = spread(
      ends.map(({ point }) => y(point.loss)),
      14,
    )
    const end = x(lastStep)
    const right = end + 110 > frame.right
    const content = svg`
      ${axes(
        frame,
        { scale: x, ticks: marks, text: (tick) => (tick === steps ? `${tick} steps` : String(tick)) },
        { scale: y, ticks: levels, text: (tick) => tick.toFixed(1) },
      )}
      ${running ? svg`<line class="now" x1=${end} x2=${end} y1=${frame.top} y2=${frame.bottom} />` : nothing}
      <path class="series" d=${path(train)} />
      <path class="series second" d=${path(valid)} />
      ${valid.map((p) => svg`<rect class="second-mark" x=${x(p.step) - 2.5} y=${y(p.loss) - 2.5} width="5" height="5" />`)}
      ${ends.map(
        ({ name, point }, index) => svg`<text class="strong halo" x=${right ? end - 6 : end + 8}
          text-anchor=${right ? 'end' : 'start'} y=${(levelsOf[index] ?? 0) + (right ? -8 : 4)}
          >${name} ${formatLoss(point.loss)} at ${point.step}</text>`,
      )}`
    return { frame, content }
  }
  const steppedBy = [...new Set(all.map((point) => point.step))].sort((a, b) => a - b)
  const lossAt = (points: readonly LossPoint[], step: number) => {
    const found = points.find((point) => point.step === step)
    return found === undefined ? '–' : found.loss.toFixed(3)
  }
  return html`${chart({ label: 'Loss over training steps', draw })}
  ${legend([
    { look: 'plain', text: 'train' },
    ...(valid.length === 0 ? [] : [{ look: 'dashed' as const, text: 'valid' }]),
  ])}
  ${asTable({
    head: ['Step', 'Train', 'Valid'],
    rows: steppedBy.map((step) => [step, lossAt(train, step), lossAt(valid, step)]),
  })}`
}
