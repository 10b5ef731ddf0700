// A prompt as what is fixed in it and the holes between, found by rendering the prompt itself with marks for values: so
// conditions, filters, partials and whitespace are those of its own template language.
import { InputError } from '../errors.ts'
import { inputsOf } from '../generate/examine.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { renderMessages } from '../prompt/render.ts'
import { normal } from './normal.ts'

/** `literals[0] hole[0] literals[1] … literals[n]`: one more literal than holes. No white space at the very start and end. */
export interface SkeletonMessage {
  readonly role: string
  readonly literals: readonly string[]
  /** Names of variables. */
  readonly holes: readonly string[]
}

export interface Skeleton {
  readonly messages: readonly SkeletonMessage[]
  /** Variables that are empty in this form. */
  readonly absent: readonly string[]
  /** Variables that cannot be read back, since the text does not hold their value as it is. */
  readonly hidden: readonly string[]
}

/** Variables whose absence is tried alone. */
const MOST_OPTIONAL = 12
/** Private characters, which no filter changes and no prompt holds. */
const [OPEN, CLOSE] = ['\uE0F0', '\uE0F1']
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g')

/** The forms that the prompt takes with values in, first with all of them, then without one or any. Empty where it cannot
 *  be rendered with plain texts. */
export function skeletonsOf(document: PromptDocument): Skeleton[] {
  const names = inputsOf({ prompt: document })
  const optional = names.slice(0, MOST_OPTIONAL)
  const absences = [[], ...optional.map((name) => [name]), ...(names.length > 1 ? [names] : [])]
  const forms = new Map<string, Skeleton>()
  for (const absent of absences) {
    const skeleton = skeletonWithout(document, names, absent)
    const key = JSON.stringify(skeleton?.messages)
    if (skeleton !== undefined && !forms.has(key)) forms.set(key, skeleton)
  }
  return [...forms.values()]
}

function skeletonWithout(
  document: PromptDocument,
  names: readonly string[],
  absent: readonly string[],
): Skeleton | undefined {
  const vars = Object.fromEntries(
    names.map((name, i) => [name, absent.includes(name) ? '' : `${OPEN}${i}${CLOSE}`] as const),
  )
  try {
    const messages = renderMessages(document, vars).map(({ role, content }) => ({ role, ...split(content, names) }))
    const found = new Set(messages.flatMap(({ holes }) => holes))
    return { messages, absent, hidden: names.filter((name) => !found.has(name) && !absent.includes(name)) }
  } catch (error) {
    if (InputError.is(error)) return undefined
    throw error
  }
}

function split(content: string, names: readonly string[]): Pick<SkeletonMessage, 'literals' | 'holes'> {
  const parts = normal(content).split(MARK)
  return {
    literals: parts.filter((_, i) => i % 2 === 0),
    holes: parts.filter((_, i) => i % 2 === 1).map((number) => names[Number(number)] ?? ''),
  }
}
