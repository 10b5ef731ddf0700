// Looks into values of unknown shape. Logs are read for what they hold: a field of another type is one that is not there.

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value at `path`, walking into records and lists; undefined where the way ends. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value
  for (const step of path) {
    const holder = Array.isArray(here) ? here : fieldsOf(here)
    if (holder === undefined || !Object.hasOwn(holder, step)) return undefined
    here = (holder as Record<string | number, unknown>)[step]
  }
  return here
}

/** JSON in a text where it is a record or a list, as logs like to nest it; everything else as it is. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    const inner: unknown = JSON.parse(value)
    return isDeep(inner) ? value : inner
  } catch {
    return value
  }
}

/** Whether a value is nested deeper than any log is, and than what walks it can bear. */
export function isDeep(value: unknown, left = 100): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((item) => isDeep(item, left - 1))
}

/** Only the fields that have a value, for records whose fields are optional. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
