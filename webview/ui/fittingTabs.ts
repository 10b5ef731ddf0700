// Which tabs fit into the row. Must stay pure arithmetic.

/** Which tabs fit: the first ones in order, with the open one in the last place where it would not fit by itself. */
export function fittingTabs(
  widths: readonly number[],
  gap: number,
  open: number,
  room: number,
  more: number,
): number[] {
  const span = (all: readonly number[]): number => all.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, -gap)
  const every = widths.map((_, index) => index)
  if (span(every) <= room) return every
  const shown: number[] = []
  for (const index of every) {
    const rest = index === open || shown.includes(open) ? [] : [open]
    if (span([...shown, index, ...rest]) > room - more) break
    shown.push(index)
  }
  return shown.includes(open) ? shown : [...shown, open]
}
