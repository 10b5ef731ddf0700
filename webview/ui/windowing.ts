// Which rows of a long list stand in the window. Rows have one height; one row may be open and taller.
// Must stay pure arithmetic: no DOM.

export interface Extent {
  readonly count: number
  /** Pixels of every row. */
  readonly rowHeight: number
  /** The row that is open, and the pixels it takes more. */
  readonly open: { readonly index: number; readonly height: number } | null
}

export function topOf(index: number, { rowHeight, open }: Extent): number {
  return index * rowHeight + (open !== null && index > open.index ? open.height : 0)
}

export function totalHeight(extent: Extent): number {
  return topOf(extent.count, extent)
}

/** Row at `offset` pixels from the first row's top. */
export function rowAt(offset: number, { rowHeight, open, count }: Extent): number {
  const bounded = (index: number): number => Math.min(Math.max(0, index), Math.max(0, count - 1))
  if (open === null) return bounded(Math.floor(offset / rowHeight))
  const openBottom = (open.index + 1) * rowHeight + open.height
  if (offset < (open.index + 1) * rowHeight) return bounded(Math.floor(offset / rowHeight))
  if (offset < openBottom) return bounded(open.index)
  return bounded(Math.floor((offset - open.height) / rowHeight))
}

/** First row and the one after the last, with `margin` rows to spare on both sides. */
export function rowsInView(
  scrollTop: number,
  height: number,
  extent: Extent,
  margin: number,
): { readonly from: number; readonly to: number } {
  if (extent.count === 0) return { from: 0, to: 0 }
  return {
    from: Math.max(0, rowAt(scrollTop, extent) - margin),
    to: Math.min(extent.count, rowAt(scrollTop + height, extent) + 1 + margin),
  }
}

/** The nearest scroll position that shows the whole row. */
export function scrollFor(index: number, scrollTop: number, height: number, extent: Extent): number {
  const top = topOf(index, extent)
  const bottom = topOf(index + 1, extent)
  if (top < scrollTop || bottom - top > height) return top
  return bottom > scrollTop + height ? bottom - height : scrollTop
}
