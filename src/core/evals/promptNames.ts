// Names of prompts and models in an eval file, and what a test or a provider means by one: promptfoo's filters
// `prompts` and `providers`. Must never match by what a prompt says.

/** Whether `reference` means what has these names: one of them, its beginning before a colon, or before a star. */
export function isMeant(reference: string, names: readonly string[]): boolean {
  const prefix = reference.endsWith('*') ? reference.slice(0, -1) : `${reference}:`
  return names.some((name) => name === reference || name.startsWith(prefix))
}

/** Whether the list means it; a list that is absent means everything. */
export function isAllowed(references: readonly string[] | undefined, names: readonly string[]): boolean {
  return references === undefined || references.some((reference) => isMeant(reference, names))
}

/** The list of references that stands there; undefined where there is none. */
export function referencesIn(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] | undefined =
    typeof value === 'string' ? [value] : Array.isArray(value) ? value : undefined
  return list?.filter((one) => typeof one === 'string')
}
