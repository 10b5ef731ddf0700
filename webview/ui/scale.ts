// Axes: where a value stands, and which round values are worth a line.
// Must stay pure arithmetic.

export type Scale = (value: number) => number

export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0] || 1
  return (value) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0])
}

/** At most `most` round values from 0 or `from` up to `to`, both ends on a step where they are round themselves. */
export function ticks(from: number, to: number, most: number): readonly number[] {
  const step = niceStep((to - from) / Math.max(1, most - 1))
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

function niceStep(least: number): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
}

/** Lower end, in per cent, for an axis of rates up to 100: a multiple of 20 below the data, at most 60. */
export function rateFloor(lows: readonly number[]): number {
  const least = Math.min(...lows, 1) * 100
  return Math.max(0, Math.min(60, Math.floor((least - 2) / 20) * 20))
}

/** Moves labels apart that would stand on one another: the y of each, at least `gap` apart, in the order given. */
export function spread(ys: readonly number[], gap: number): readonly number[] {
  const order = ys.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  const placed: number[] = []
  const out = [...ys]
  for (const { y, index } of order) {
    const before = placed.at(-1)
    const free = before === undefined ? y : Math.max(y, before + gap)
    placed.push(free)
    out[index] = free
  }
  return out
}
