// What may stand at a path of an eval file, by the tables.
import type { ValuePath } from '../source.ts'
import { type KeySpec, type Shape, TOP } from './keyTable.ts'

const WHOLE: Shape = { keys: TOP }

/** What may stand at `path`; undefined where anything may. */
export function shapeAt(path: ValuePath): Shape | undefined {
  let shape: Shape | undefined = WHOLE
  for (const step of path) {
    if (typeof step === 'number') shape = shape?.items ?? shape
    // A single item may stand without its list.
    else shape = (shape?.keys ?? shape?.items?.keys)?.[step]?.shape
  }
  return shape
}

/** What the key at the end of `path` is for. */
export function keyAt(path: ValuePath): KeySpec | undefined {
  const key = path.at(-1)
  const shape = shapeAt(path.slice(0, -1))
  return typeof key === 'string' ? (shape?.keys ?? shape?.items?.keys)?.[key] : undefined
}
