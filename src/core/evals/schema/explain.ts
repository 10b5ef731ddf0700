// What a key or an assertion type is, in Markdown, for the one who points at it.
import { whyNotEvaluated } from '../notEvaluated.ts'
import { ASSERTION_TYPES, type AssertionSpec } from './assertionTable.ts'
import type { KeySpec } from './keyTable.ts'
import { positionAt } from './position.ts'
import { keyAt, shapeAt } from './shapes.ts'

export interface Explanation {
  readonly start: number
  readonly end: number
  /** Markdown. */
  readonly text: string
}

/** What stands at `offset` of an eval file; undefined where nothing is known of it. */
export function explain(text: string, offset: number): Explanation | undefined {
  const at = positionAt(text, offset)
  if (at === undefined) return undefined
  const { start, end, path, role } = at
  if (role === 'key') {
    const spec = keyAt(path)
    return spec && { start, end, text: explainKey(at.text, spec) }
  }
  if (shapeAt(path)?.kind !== 'assertionType') return undefined
  const spec = ASSERTION_TYPES[at.text.replace(/^not-/, '')]
  return spec && { start, end, text: explainType(at.text, spec) }
}

export function explainKey(key: string, { doc, shape }: KeySpec): string {
  const words = shape?.words === undefined ? '' : `\n\n${shape.words.map((word) => `\`${word}\``).join(' · ')}`
  return `**${key}**\n\n${doc}${words}`
}

export function explainType(written: string, spec: AssertionSpec): string {
  const type = written.replace(/^not-/, '')
  const negated = written !== type
  const reason = whyNotEvaluated(type)
  const lines = [
    `**${written}**`,
    negated ? `Turned round: it passes where this is not so. ${spec.does}` : spec.does,
    ...(negated && spec.notIgnored === true ? ['promptfoo ignores `not-` before this type.'] : []),
    ...(spec.value === undefined ? [] : [`*Value*: ${spec.value}`]),
    ...(spec.threshold === undefined ? [] : [`*Threshold, where none is given*: ${spec.threshold}`]),
    reason === undefined ? 'Evaluated by Tunesmith.' : `Not evaluated by Tunesmith: it ${reason}. The run says so.`,
  ]
  return lines.join('\n\n')
}
