// Files that an eval file refers to, with where their names stand in it.
import { InputError } from '../../errors.ts'
import { splitPath } from '../../prompt/registry.ts'
import { isReference, resolveReference } from '../references.ts'
import { atLine } from '../source.ts'
import { textsIn } from './position.ts'

export interface Reference {
  /** Offsets, without quotes. */
  readonly start: number
  readonly end: number
  /** Path in the workspace folder. */
  readonly file: string
}

/** One for each text that names a single file of the workspace folder; `path` is the eval file's own. */
export function referencesIn(path: string, text: string): Reference[] {
  return textsIn(text).flatMap((place) => {
    const named = isReference(place.text) || isPromptPath(place)
    const file = named ? fileOf(path, place.text) : undefined
    const start = file === undefined ? -1 : text.indexOf(place.text, place.start)
    return file === undefined || start < 0 || start > place.end ? [] : [{ start, end: start + place.text.length, file }]
  })
}

/** Prompts may be named by a path alone. */
function isPromptPath({ path, text }: { readonly path: readonly (string | number)[]; readonly text: string }): boolean {
  return path[0] === 'prompts' && /^[^\s{}*]+\.\w+(?:[#:]\w+)?$/.test(text)
}

function fileOf(evalPath: string, reference: string): string | undefined {
  try {
    const { file } = splitPath(resolveReference(reference, atLine(evalPath, reference, 1)))
    return file.replace(/(\.\w+):[\w.]+$/, '$1')
  } catch (error) {
    if (InputError.is(error)) return undefined
    throw error
  }
}
